"""The averages that run on a day: what was worked and is planned of the weeks, against what they may hold."""

from __future__ import annotations

from collections import defaultdict

from timeclock.core import tables
from timeclock.core.periods import PeriodKind
from timeclock.core.tables import Column, Of
from timeclock.core.walltime import ONE_DAY
from timeclock.service.evaluations.asked import Answer, Question
from timeclock.store import evaluated, people
from timeclock.store.db import Session
from timeclock.store.evaluated import PeriodFound

COLUMNS = (
    Column("name"),
    Column("staff_no"),
    Column("unit"),
    Column("average", Of.WORD),
    Column("since", Of.DAY),
    Column("until", Of.DAY),
    Column("working_time", Of.MINUTES),
    Column("expected", Of.MINUTES),
    Column("may_be", Of.MINUTES),
    Column("room_left", Of.SIGNED),
)
KINDS = (PeriodKind.AVERAGE, PeriodKind.NIGHT_AVERAGE)


def answer(session: Session, asked: Question) -> Answer:
    """Return a row for each window of everybody employed on the day; below zero is more than the law allows."""
    employed = sorted(people.listed(session, asked.last, asked.scope), key=lambda each: each.place())
    by_person: dict[int, list[PeriodFound]] = defaultdict(list)
    for period in evaluated.running(session, asked.last, KINDS):
        by_person[period.person_id].append(period)
    rows, named = [], set()
    for each in employed:
        for period in by_person.pop(each.person_id, ()):
            named.add(each.person_id)
            worked, limit = (int(period.figures[name]) for name in ("worked_min", "limit_min"))
            expected = int(period.figures.get("expected_min", worked))
            name = f"{each.family_name}, {each.given_name}"
            window = (period.kind.value, period.days.from_day, period.days.to_day - ONE_DAY)
            rows.append((name, each.staff_no, each.unit_name, *window, worked, expected, limit, limit - expected))
    return Answer(tables.summed(COLUMNS, rows, ()), len(named), frozenset(named))
