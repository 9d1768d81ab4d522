"""Builders with defaults: a file for one person from a line of text, so that a test shows only what matters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from timeclock import calendar, law
from timeclock.core.absences import Absence, AbsenceReason, Extent, IllnessNotes
from timeclock.core.amounts import Amount, Unit
from timeclock.core.dated import Since
from timeclock.core.day import DayResult, PersonFile, PersonResult
from timeclock.core.duties import Duty, DutyKind
from timeclock.core.evaluation import evaluate
from timeclock.core.figures import LawFigures
from timeclock.core.holidays import HolidayCalendar
from timeclock.core.overtime import Order
from timeclock.core.plans import ClockSpan, DayPlan, ModelRules, PlanInForce
from timeclock.core.protections import Figures, Protection, ProtectionKind
from timeclock.core.spans import MINUTE, ZERO, DaySpan, Span
from timeclock.core.stamps import Stamp, StampKind
from timeclock.core.walltime import instant
from timeclock.service import absence_reasons

CONFIG = Path(__file__).parents[2] / "config"
BERLIN = ZoneInfo("Europe/Berlin")
TUESDAY = date(2026, 11, 3)
ONE_DAY = timedelta(days=1)
# Days around the asked ones for which the employment exists, as the store's loader gives them.
MARGIN = timedelta(days=4)
SHIFTS = {DutyKind.WORK, DutyKind.STANDBY_ON_SITE}


# The law to evaluate by in place of the one that is written, while a test tries another.
TRIED: list[LawFigures] = []


@cache
def written_law() -> LawFigures:
    return law.load(CONFIG / "law")


def law_figures() -> LawFigures:
    return TRIED[-1] if TRIED else written_law()


@cache
def nrw() -> HolidayCalendar:
    years = range(2024, 2033)
    closed = calendar.closed_days(CONFIG / "holidays.toml", years)
    return calendar.calendar_of([*calendar.days_of("NW", years=years), *closed])


@cache
def hours(text: str) -> timedelta:
    """Return a signed duration: "7:48", "-0:30"."""
    sign = -1 if text.startswith("-") else 1
    whole, minutes = text.lstrip("+-").split(":")
    return sign * timedelta(hours=int(whole), minutes=int(minutes))


def shown(length: timedelta | None) -> str:
    """Return a duration as the cases write it; an unknown one is "–"."""
    if length is None:
        return "–"
    sign, minutes = ("-", -length // MINUTE) if length < timedelta(0) else ("", length // MINUTE)
    return f"{sign}{minutes // 60}:{minutes % 60:02}"


def at(text: str, day: date = TUESDAY) -> datetime:
    """Return an instant from "08:00", "08:00:59", "+1 06:00" (the day after) or "02:30/2" (the second 02:30)."""
    shift, _, clock = text.strip().rpartition(" ")
    clock, _, again = clock.partition("/")
    wall = time.fromisoformat(clock)
    return instant(day + int(shift or 0) * ONE_DAY, wall, BERLIN, 1 if again == "2" else 0)


def taps(text: str, day: date = TUESDAY, employment_id: int = 1) -> tuple[Stamp, ...]:
    """Return stamps from "08:00 in 12:00 out +1 06:00 in".

    "#2" hands what follows to the second employment, "@phone" says where it was stamped.
    """
    found: list[Stamp] = []
    shift, clock, origin = "", "", "terminal"
    for word in text.split():
        if word.startswith("#"):
            employment_id = int(word[1:])
        elif word.startswith("@"):
            origin = word[1:]
        elif word[0] in "+-":
            shift = word
        elif word[0].isdigit():
            clock = word
        else:
            uid = UUID(int=len(found) + 1)
            found.append(Stamp(uid, StampKind(word), at(f"{shift} {clock}", day), employment_id, origin))
    return tuple(found)


def clocks(text: str) -> ClockSpan:
    """Return a clock span from "06:00-20:00"."""
    first, last = text.split("-")
    return ClockSpan(time.fromisoformat(first), time.fromisoformat(last))


@dataclass(frozen=True)
class Model:
    """What a test says about the plan; the default is a plain 39-hour week without frame and core time."""

    target: str | None = "7:48"
    frame: str | None = None
    core: str | None = None
    sunday_exemption: str = ""
    rules: ModelRules = field(default_factory=lambda: ModelRules(agreement="DV Gleitzeit §3"))
    regime: str = ""
    choices: tuple[DayPlan, ...] = ()
    weekly: str | None = None
    since: Since | None = None
    standby: str = "0:00"

    def in_force(self, employment_id: int) -> PlanInForce:
        plan = None
        if self.target is not None:
            frame = clocks(self.frame) if self.frame else None
            core = clocks(self.core) if self.core else None
            plan = DayPlan("T", hours(self.target), frame, core, standby=hours(self.standby))
        weekly = None if self.weekly is None else hours(self.weekly)
        return PlanInForce(
            employment_id,
            plan,
            self.rules,
            self.sunday_exemption,
            self.regime,
            self.choices,
            weekly=weekly,
            pattern=() if plan is None else (plan,) * 5 + (DayPlan("frei", ZERO),) * 2,
            since=self.since,
        )


def day_plan(text: str) -> DayPlan:
    """Return a day plan from its code, target and beginning: "F 7:00", "F 7:00 06:00"."""
    code, target, *begins = text.split()
    return DayPlan(code, hours(target), begins=time.fromisoformat(begins[0]) if begins else None)


def duty(text: str, day: date = TUESDAY, employment_id: int = 1) -> Duty:
    """Return a duty from "work 22:00 to +1 06:00"; "… as N 7:30" names a plan, "… told -6 10:00" says when."""
    text, _, told = text.partition(" told ")
    said, _, plan = text.partition(" as ")
    kind, _, span_ = said.partition(" ")
    begin, end = (at(each, day) for each in span_.split(" to "))
    named, told_at = day_plan(plan) if plan else None, at(told, day) if told else None
    return Duty(employment_id, DutyKind(kind), Span(begin, end), named, told_at)


def order(words: str, day: date) -> Order:
    """Return what "18:00 to 24:00 for 2:00" orders on a day; without "for" all of the work, "#2" for the second job."""
    clocks, _, whose = words.partition(" #")
    clocks, _, budget = clocks.partition(" for ")
    first, last = clocks.split(" to ")
    return Order(int(whose or 1), Span(at(first, day), at(last, day)), hours(budget) if budget else None)


def protections(entries: Iterable[Mapping[str, Any]], since: date) -> tuple[Protection, ...]:
    """Return what protects her, each from its own day on or from the one given."""
    return tuple(
        Protection(
            ProtectionKind(each["kind"]),
            each.get("from", since),
            figures=Figures(**{name: value for name, value in each.items() if name not in {"kind", "from"}}),
        )
        for each in entries
    )


def a_file(
    stamps: tuple[Stamp, ...] | str,
    *,
    day: date = TUESDAY,
    days: DaySpan | None = None,
    model: Model | None = None,
    employments: tuple[int, ...] = (1,),
    as_of: datetime | None = None,
    contested: bool = False,
    orders: tuple[Order, ...] = (),
    absences: tuple[Absence, ...] = (),
    plans: Mapping[tuple[int, date], PlanInForce] | None = None,
    duties: tuple[Duty, ...] = (),
    special: DayPlan | None = None,
    born_on: date | None = None,
    protections: tuple[Protection, ...] = (),
) -> PersonFile:
    """Return a person's file; without `as_of` it is known three days later."""
    asked = days or DaySpan.one(day)
    around = DaySpan(asked.from_day - MARGIN, asked.to_day + MARGIN)
    model = model or Model()
    return PersonFile(
        person_id=7,
        days=asked,
        stamps=taps(stamps, day) if isinstance(stamps, str) else stamps,
        plans={(e, d): model.in_force(e) for e in employments for d in around} if plans is None else plans,
        calendar=nrw(),
        law=law_figures(),
        zone=BERLIN,
        as_of=as_of or instant(asked.to_day + 2 * ONE_DAY, time(0), BERLIN),
        contested=frozenset({(1, day)} if contested else ()),
        orders=orders,
        duties=duties,
        rostered=frozenset((each.employment_id, day.replace(day=1)) for each in duties if each.kind in SHIFTS),
        special_plans={} if special is None else {(1, day): special},
        born_on=born_on,
        protections=protections,
        absences=absences,
    )


@cache
def reasons() -> Mapping[str, AbsenceReason]:
    """Return the reasons a city starts with."""
    return {each.reason.code: replace(each.reason, since=Since(each.since)) for each in absence_reasons.catalogue()}


def absent(words: str, day: date = TUESDAY, employment_id: int = 1) -> Absence:
    """Return "leave", "sick from 12:00" or "release from 08:00 to 10:00" on a day, with "site=360" what it needs.

    "sick certified" has a certificate of the day, "sick certified-before" one of the day before.
    """
    code, *rest = words.split()
    clock = dict(zip(rest[::2], rest[1::2], strict=False)) if rest[:1] == ["from"] else {}
    given = [word.split("=") for word in rest if "=" in word]
    first, last = (time.fromisoformat(clock[key]) if key in clock else None for key in ("from", "to"))
    extent = Extent.WHOLE if first is None else Extent.REST if last is None else Extent.HOURS
    figures = {name: int(value) for name, value in given}
    covered = {"certified": day, "certified-before": day - ONE_DAY}
    notes = IllnessNotes(tuple(DaySpan.one(covered[word]) for word in rest if word in covered))
    return Absence(employment_id, DaySpan.one(day), reasons()[code], extent, first, last, figures, notes)


def amount_of(amount: Amount) -> str:
    """Return an amount as the cases write it: "call_out 1:00", "on_call 10"."""
    if amount.unit is Unit.MINUTES:
        return f"{amount.kind.value} {shown(int(amount.amount) * MINUTE)}"
    return f"{amount.kind.value} {float(amount.amount):g}"


def a_day(stamps: tuple[Stamp, ...] | str, **wishes: object) -> DayResult:
    """Return the result of the one day and employment a story is about."""
    result = evaluate(a_file(stamps, **wishes))  # type: ignore[arg-type]  # the wishes are those of a_file
    return next(found for found in result.days if found.employment_id == 1)


def a_person(stamps: tuple[Stamp, ...] | str, **wishes: object) -> PersonResult:
    """Return everything found about the person."""
    return evaluate(a_file(stamps, **wishes))  # type: ignore[arg-type]  # the wishes are those of a_file


def codes(result: DayResult | PersonResult) -> list[str]:
    """Return the codes of the findings in their order."""
    return [finding.code.value for finding in result.findings]


def span(text: str, day: date = TUESDAY) -> Span:
    """Return a span from "08:00-12:00" on the day."""
    first, last = text.split("-")
    return Span(at(first, day), at(last, day))
