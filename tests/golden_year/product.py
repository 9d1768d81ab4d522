"""What the product made of the golden year, in the shape in which the second program tells it."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import select

from tests.golden_year.moving_in import AFTER, YEAR, Town
from timeclock.core.accounts import FLEXTIME, PostingKind
from timeclock.core.amounts import Unit, thousandths
from timeclock.core.day import DayResult
from timeclock.core.lines import Line, Part, Reason
from timeclock.core.periods import PeriodKind
from timeclock.core.spans import MINUTE, DaySpan, total
from timeclock.service import leave
from timeclock.service.rulebook import Rulebook
from timeclock.store import accounts, months, results
from timeclock.store import leave as leave_rows
from timeclock.store.db import Session
from timeclock.store.schema.accounts import account, posting
from timeclock.store.schema.results import period_result
from timeclock.store.scope import Scope

CONFIG = Path(__file__).parent.parent.parent / "config"
SCOPE = Scope.system("golden year")
AROUND = DaySpan(date(2025, 1, 1), date(2028, 1, 1))
# What the second program calls a figure of a period; a period counts in the month in which it begins.
FIGURES = {
    PeriodKind.OVERTIME_WEEK: {"extra_work_min": "extra_work", "overtime_min": "overtime"},
    PeriodKind.EXTRA_DUTY: {"extra_duty_min": "extra_duty", "compensated_min": "compensated"},
    PeriodKind.TRIP_MONTH: {"bonus_min": "trip_time_off"},
}


def year(town: Town, staff_no: str) -> Mapping[str, Any]:
    """Return the days of one person as [target, worked], and the sums of her months."""
    person_id, employment_id = town.employments[staff_no]
    with town.database.reading() as session:
        days = [saved.result for saved in results.days(session, employment_id, YEAR, SCOPE)]
        periods = list(_periods(session, person_id))
    months: dict[str, Counter[str]] = {str(each.day.month): Counter() for each in days}
    for each in days:
        for name, amount in _figures(each):
            months[str(each.day.month)][name] += amount
    for first, name, amount in periods:
        months[str(first.month)][name] += amount
    return {
        "days": {each.day.isoformat(): list(map(_minutes, (each.target, each.worked))) for each in days},
        "months": {no: {name: amount for name, amount in of.items() if amount} for no, of in months.items()},
    }


def postings(town: Town, staff_no: str, kind: PostingKind = PostingKind.MONTH) -> Mapping[str, Mapping[str, int]]:
    """Return what each month gave each account of one person in all, or what was learned of it later."""
    _, employment_id = town.employments[staff_no]
    given = (account.c.employment_id == employment_id, posting.c.kind == kind)
    query = select(account.c.kind, posting.c.month, posting.c.amount).join(posting).where(*given)
    found: dict[str, Counter[str]] = {}
    with town.database.reading() as session:
        for row in session.execute(query):
            found.setdefault(str(row.month.month), Counter())[row.kind] += row.amount
    return found


def balance(town: Town, staff_no: str) -> int:
    """Return where the flextime account of one person stands when the next year begins."""
    _, employment_id = town.employments[staff_no]
    with town.database.reading() as session:
        return accounts.standing(session, employment_id, YEAR.to_day)[FLEXTIME]


def versions(town: Town, staff_no: str, month: str) -> list[int]:
    """Return what each version of a closed month came to, the first one first."""
    _, employment_id = town.employments[staff_no]
    first = YEAR.from_day.replace(month=int(month))
    with town.database.reading() as session:
        numbers = [each.version for each in months.versions(session, employment_id, first)]
        saved = [months.saved_month(session, employment_id, first, number) for number in sorted(numbers)]
    return [each.version.sums.difference // MINUTE for each in saved if each is not None]


def days_of_leave(town: Town, staff_no: str) -> Mapping[str, int]:
    """Return one person's leave of the year by kind, what was taken of it and what is left, in thousandths."""
    person_id, _ = town.employments[staff_no]
    around, found = Rulebook.of(town.settings).around, Counter[str]()
    with town.database.reading() as session:
        kept = leave_rows.kept(session, person_id)
        [file] = leave_rows.files(session, person_id, AROUND, around, AFTER.date())
    for held in leave.balance_of(file, kept).held:
        if held.year == YEAR.from_day.year:
            found.update({held.kind.value: int(held.days * 1000), "taken": int(held.taken * 1000)})
            found["left"] += int(held.left * 1000)
    return {name: days for name, days in found.items() if days}


def _figures(day: DayResult) -> Iterator[tuple[str, int]]:
    if day.difference is None or day.worked is None:
        yield "open", 1
    else:
        yield "worked", day.worked // MINUTE
        yield "target", day.target // MINUTE
        yield "balance", day.difference // MINUTE
    for line in day.lines:
        yield from _of_line(line)
    for premium in day.premiums:
        yield f"premium {premium.kind}", premium.amount // MINUTE
    for each in day.amounts:
        yield each.kind.value, int(each.amount) if each.unit is Unit.MINUTES else thousandths(each.amount)
    yield "ordered", total(day.ordered) // MINUTE


def _of_line(line: Line) -> Iterator[tuple[str, int]]:
    if line.reason is Reason.BREAK_DEDUCTED:
        yield "deducted", -line.amount // MINUTE
    if line.reason is Reason.TRIP:
        yield "uncredited", int(line.figures["uncredited"])
    if "seen_de" in line.figures and line.part is Part.WORKED and line.reason is not Reason.ABSENT_PRESENT:
        yield f"credit {CODES[str(line.figures['name_de'])]}", line.amount // MINUTE


def _periods(session: Session, person_id: int) -> Iterator[tuple[date, str, int]]:
    c = period_result.c
    rows = session.execute(select(period_result).where(c.person_id == person_id, c.kind.in_(FIGURES)))
    for row in rows:
        if row.from_day in YEAR:
            for key, name in FIGURES[PeriodKind(row.kind)].items():
                yield row.from_day, name, row.figures[key]


def _minutes(length: Any) -> int | None:
    return None if length is None else length // MINUTE


def _codes() -> Mapping[str, str]:
    reasons = tomllib.loads((CONFIG / "absence_reasons.toml").read_text("utf-8"))["reason"]
    return {each["name_de"]: each["code"] for each in reasons}


CODES = _codes()
