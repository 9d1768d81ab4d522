"""What templates can say: texts, durations, days and codes in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any
from uuid import uuid4

from flask import Flask, request, url_for
from flask_login import current_user
from jinja2 import StrictUndefined

from timeclock.core import walltime
from timeclock.core.amounts import THOUSAND, Amount, Unit
from timeclock.core.due import AboutDue, Due
from timeclock.core.findings import Code, Finding
from timeclock.core.fixes import Fix
from timeclock.core.late_truths import Came
from timeclock.core.leave_expiry import Expiry
from timeclock.core.lines import Line
from timeclock.core.on_call_units import UnitKind
from timeclock.core.periods import PeriodResult
from timeclock.core.premiums import Premium
from timeclock.core.register import Code as Evaluation
from timeclock.core.spans import MINUTE
from timeclock.core.stamps import StampKind
from timeclock.i18n import SIMPLE, formats, wording
from timeclock.jobs.job import Foresight
from timeclock.service.bills import DayBill
from timeclock.service.logins import Standing
from timeclock.store.told_changes import ToldChange
from timeclock.store.told_months import ToldMonth
from timeclock.web import dayline, edge, language, navigation, owners

LANGUAGE_NAMES = {"de": "Deutsch", "en": "English", SIMPLE: "Leichte Sprache"}
# Where somebody who needs Leichte Sprache finds all in it; every other page says that it is not.
IN_SIMPLE_WORDS = frozenset(
    {
        "start.login",
        "start.sign_in",
        "start.explanation",
        "shell.offline",
        "me.today",
        "own_absences.listed",
        "corrections.draft",
    }
)
ZERO = timedelta(0)
MONTH_LENGTH = len("2026-10")
# Good to know on a day in the month, but nobody has to act on them.
QUIET = frozenset({Code.STILL_IN, Code.OUTSIDE_FRAME, Code.CALLED_REST, Code.DOUBLED_STAMP, Code.WRONG_KEY})


def install(app: Flask) -> None:
    """Give the templates their words; a name nobody gave is an error, not an empty place."""
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(
        duration=formats.duration,
        signed=formats.signed,
        minutes=minutes,
        signed_minutes=signed_minutes,
        hours=hours,
        clock=clock,
        moment=moment,
        clock_off=clock_off,
        file_size=file_size,
        whole=whole,
        told=told,
        short_day=short_day,
        near_day=near_day,
        long_day=long_day,
        plain_day=plain_day,
        iso_day=iso_day,
        month_name=month_name,
        month_short=month_short,
        day_before=day_before,
        spoken_day=spoken_day,
        period=period,
        line_sentence=line_sentence,
        period_sentence=period_sentence,
        finding_figures=finding_figures,
        fix_sentence=fix_sentence,
        told_sentence=told_sentence,
        told_month=told_month,
        due_sentence=due_sentence,
        due_address=due_address,
        foresight=foresight,
        premium_sentence=premium_sentence,
        cited=cited,
        amount_sentence=amount_sentence,
        amount_figure=amount_figure,
        paid_sentence=paid_sentence,
        counted=counted,
        unit_name=unit_name,
        posted_amount=posted_amount,
        named=named,
        leave_days=leave_days,
        milli_days=milli_days,
        leave_line=leave_line,
        leave_expiry=leave_expiry,
        setting_name=setting_name,
        setting_value=setting_value,
        degrees=degrees,
    )
    app.jinja_env.globals.update(
        _=text,
        plural=plural,
        came_sentence=came_sentence,
        wording=wording,
        day_line=day_line,
        day_of=day_of,
        standing=standing,
        weight_of=weight_of,
        fresh_key=uuid4,
        owner=owners.owner,
        stamp_names=stamp_names,
        language_names=LANGUAGE_NAMES,
    )
    app.context_processor(frame)


def frame() -> dict[str, Any]:
    """Return what the frame of every page shows; error pages may go without it (`bare`)."""
    settings = edge.house().settings
    return {
        "locale": language.locale(),
        "tongue": language.tongue(),
        "hard_words": language.tongue() == SIMPLE and request.endpoint not in IN_SIMPLE_WORDS,
        "languages": settings.languages,
        "city_name": settings.city_name,
        "here": request.full_path.rstrip("?") if request.method == "GET" else "/",
        "signed_in": signed_in,
        "is_in": lambda: edge.arrival().standing is Standing.IN,
        "navigation": lambda: navigation.links(edge.actor()),
        "bare": False,
    }


def signed_in() -> Any:
    """Return the actor, or None; a function, so that pages without a frame never ask."""
    return edge.actor() if current_user.is_authenticated else None


def text(msgid: str, /, **parameters: object) -> str:
    return language.say().text(msgid, **parameters)


def plural(one: str, many: str, count: int, /, **parameters: object) -> str:
    return language.say().plural(one, many, count, **parameters)


def stamp_names() -> dict[StampKind, str]:
    """Return what each stamp is called, for the script that lists those that wait."""
    return {kind: text(name) for kind, name in wording.STAMP.items()}


def minutes(amount: timedelta) -> int:
    return amount // timedelta(minutes=1)


def hours(amount: int) -> str:
    """Return minutes as 7:48."""
    return formats.duration(amount * MINUTE)


def signed_minutes(amount: int) -> str:
    return formats.signed(amount * MINUTE)


def clock(at: datetime) -> str:
    return formats.clock(at, edge.house().settings.zone)


def moment(at: datetime) -> str:
    return formats.moment(at, edge.house().settings.zone, language.locale())


def degrees(hundred_thousandths: int) -> str:
    return formats.degrees(hundred_thousandths, language.locale())


def clock_off(milliseconds: int) -> str:
    return formats.clock_off(milliseconds, language.locale())


def told(value: object) -> str:
    """Return what a line of a request says as people write it."""
    return wording.line_value(value, language.say(), edge.house().settings.zone)


def whole(number: int) -> str:
    return formats.whole(number, language.locale())


def file_size(size: int) -> str:
    return formats.file_size(size, language.locale())


def plain_day(day: date) -> str:
    return formats.plain_day(day, language.locale())


def short_day(day: date) -> str:
    return formats.short_day(day, language.locale())


def near_day(day: date) -> str:
    """Return a day in short, with its year where that is another one than today's."""
    return short_day(day) if day.year == edge.today().year else f"{short_day(day)} {day.year}"


def iso_day(written: str) -> str:
    """Return a day that is kept as text."""
    return plain_day(date.fromisoformat(written))


def day_before(day: date) -> date:
    """Return the last day of a span that ends before `day`, as people say it."""
    return day - timedelta(days=1)


def long_day(day: date) -> str:
    return formats.long_day(day, language.locale())


def leave_days(days: Fraction) -> str:
    return formats.leave_days(days, language.locale())


def milli_days(thousandths: int) -> str:
    """Return days of a bill of leave as they are kept."""
    return leave_days(Fraction(thousandths, THOUSAND))


def leave_line(line: Mapping[str, Any]) -> str:
    return wording.leave_line(line, language.say())


def leave_expiry(expiry: Expiry) -> str:
    return wording.expiry_sentence(expiry, language.say())


def setting_name(name: str) -> str:
    return wording.setting_name(name, language.say())


def setting_value(value: str | None) -> str:
    return wording.setting_value(value, language.say())


def period(name: str) -> str:
    """Return the period of a job in words: the day of its night, or its month."""
    return (
        month_name(date.fromisoformat(f"{name}-01"))
        if len(name) == MONTH_LENGTH
        else short_day(date.fromisoformat(name))
    )


def spoken_day(day: date) -> str:
    return formats.spoken_day(day, language.locale())


def month_name(first_day: date) -> str:
    return formats.month_name(first_day, language.locale())


def month_short(first_day: date) -> str:
    return formats.month_short(first_day, language.locale())


def period_sentence(period: PeriodResult) -> str:
    return wording.period_sentence(period, language.say())


def line_sentence(line: Line, day: date) -> str:
    return wording.line_sentence(line, day, language.say(), edge.house().settings.zone)


def cited(each: Line | Premium | Amount) -> str:
    return wording.cited(each, language.say())


def premium_sentence(premium: Premium) -> str:
    return wording.premium_sentence(premium, language.say(), edge.house().settings.zone)


def amount_sentence(amount: Amount) -> str:
    return wording.amount_sentence(amount, language.say(), edge.house().settings.zone)


def amount_figure(amount: Amount) -> str:
    return wording.amount_figure(amount, language.say().locale)


def paid_sentence(paid: Amount | Premium) -> str:
    return wording.paid_sentence(paid, language.say(), edge.house().settings.zone)


def counted(amount: Fraction, unit: Unit) -> str:
    return wording.counted(amount, unit, language.say().locale)


def unit_name(kind: UnitKind, percent: int | None) -> str:
    return wording.unit_name(kind, percent, language.say())


def posted_amount(amount: int, unit: Unit) -> str:
    return wording.posted_amount(amount, unit, language.locale())


def named(names: Mapping[str, str]) -> str:
    """Return the name in the reader's language of what the city names in both."""
    return names[f"name_{language.locale()}"]


def came_sentence(came: Came) -> str:
    return wording.came_sentence(came, language.say(), edge.house().settings.zone)


def finding_figures(finding: Finding) -> str:
    return wording.finding_figures(finding, language.say())


def fix_sentence(fix: Fix) -> str:
    return wording.fix_sentence(fix, language.say(), edge.house().settings.zone)


def told_sentence(told: ToldChange) -> str:
    return wording.basis_sentence(told.basis, told.taps, language.say(), edge.house().settings.zone)


def due_sentence(about: AboutDue) -> str:
    return wording.due_sentence(about, language.say())


def due_address(about: AboutDue) -> str | None:
    """Return the page on which something is seen to; None where it is not done here."""
    if about.what is Due.WEEK:
        return url_for("decisions.waiting")
    if about.what is Due.TIMESHEET:
        return url_for("me.list_documents")
    if about.what is Due.FIGURES:
        return url_for("statistics.table")
    if about.what is Due.PLACES:
        return url_for("agreed_places.draft", place_draft_uid=about.draft)
    if about.what is Due.EVALUATIONS:
        [first, *more] = about.numbers
        return url_for("register.listed") if more else url_for("register.one", evaluation=Evaluation(first))
    return None


def foresight(line: Foresight) -> str:
    return wording.foresight_sentence(line.code, line.figures, language.say())


def told_month(told: ToldMonth) -> str:
    about = told.about
    account = named(about.names) if about.names else ""
    amount = posted_amount(about.amount, about.unit)
    return text(wording.MONTH_TOLD[about.said], month=month_name(about.month), amount=amount, account=account)


def day_line(bill: DayBill, now: datetime) -> dayline.DayLine:
    return dayline.day_line(bill, edge.house().settings.zone, now)


def day_of(at: datetime) -> date:
    """Return the civil day of an instant in the city."""
    return walltime.local_day(at, edge.house().settings.zone)


def standing(balance: timedelta) -> str:
    """Return in one word how a balance stands; the colour only repeats it."""
    if balance > ZERO:
        return "credit"
    return "debt" if balance < ZERO else "even"


def weight_of(code: str) -> str:
    """Return how loud a mark in the month is: ids of the rulebook are violations of law."""
    if code in QUIET:
        return "note"
    return "violation" if code.isupper() else "warning"
