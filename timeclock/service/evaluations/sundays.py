"""Sundays and holidays worked in a year, the Sundays left free, and the free days given for them (ArbZG §§9, 11)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from timeclock.core import tables
from timeclock.core.periods import PeriodKind
from timeclock.core.tables import Cell, Column, Of
from timeclock.service.evaluations.asked import Answer, Question
from timeclock.store import evaluated, people
from timeclock.store.db import Session
from timeclock.store.evaluated import PeriodFound

COLUMNS = (
    Column("name"),
    Column("staff_no"),
    Column("unit"),
    Column("sundays_worked", Of.COUNT),
    Column("sundays_free", Of.COUNT),
    Column("holidays_worked", Of.COUNT),
    Column("days_given", Of.COUNT),
    Column("days_waiting", Of.COUNT),
    Column("next_until", Of.DAY),
    Column("days_missing", Of.COUNT),
)
SUMS = ("sundays_worked", "holidays_worked", "days_given", "days_waiting", "days_missing")
KINDS = (PeriodKind.FREE_SUNDAYS, PeriodKind.SUBSTITUTE_SUNDAY, PeriodKind.SUBSTITUTE_HOLIDAY)


def answer(session: Session, asked: Question) -> Answer:
    """Return everybody who worked on a Sunday or holiday of the year, under her first employment."""
    day = min(asked.last, asked.sight.today)
    employed = sorted(people.listed(session, day, asked.scope), key=lambda each: each.place())
    by_person: dict[int, list[PeriodFound]] = defaultdict(list)
    for period in evaluated.periods(session, asked.days, KINDS):
        by_person[period.person_id].append(period)
    rows, named = [], set()
    for each in employed:
        found = by_person.pop(each.person_id, None)
        if found:
            named.add(each.person_id)
            name = f"{each.family_name}, {each.given_name}"
            rows.append((name, each.staff_no, each.unit_name, *_figures(found, asked.sight.today)))
    return Answer(tables.summed(COLUMNS, rows, SUMS), len(named), frozenset(named))


def _figures(found: Sequence[PeriodFound], today: date) -> tuple[Cell, ...]:
    year = next((each for each in found if each.kind is PeriodKind.FREE_SUNDAYS), None)
    asked = [each for each in found if each.kind is not PeriodKind.FREE_SUNDAYS]
    lacking = [date.fromisoformat(str(each.figures["latest_day"])) for each in asked if not each.ok]
    waiting = [latest for latest in lacking if latest >= today]
    return (
        sum(1 for each in asked if each.kind is PeriodKind.SUBSTITUTE_SUNDAY),
        None if year is None else int(year.figures["free"]),
        sum(1 for each in asked if each.kind is PeriodKind.SUBSTITUTE_HOLIDAY),
        sum(1 for each in asked if each.ok),
        len(waiting),
        min(waiting, default=None),
        len(lacking) - len(waiting),
    )
