"""Working time day by day for the supervising authority (ArbZG §16 Abs. 2, §17 Abs. 4), with what is beyond the law."""

from __future__ import annotations

from datetime import date, timedelta

from timeclock.core import tables
from timeclock.core.spans import MINUTE
from timeclock.core.tables import Column, Of
from timeclock.i18n import formats
from timeclock.service.evaluations.asked import Answer, Question
from timeclock.store import evaluated
from timeclock.store.db import Session

COLUMNS = (
    Column("name"),
    Column("staff_no"),
    Column("unit"),
    Column("day", Of.DAY),
    Column("begin", Of.CLOCK),
    Column("end", Of.CLOCK),
    Column("working_time", Of.MINUTES),
    Column("beyond_eight", Of.MINUTES),
    Column("rest_before", Of.MINUTES),
    Column("violations", Of.COUNT),
)
SUMS = ("working_time", "beyond_eight", "violations")
EIGHT = timedelta(hours=8) // MINUTE
SUNDAY = 7


def answer(session: Session, asked: Question) -> Answer:
    """Return each day on which somebody worked; one that begins before midnight is of the day it began on."""
    zone, rows, named = asked.sight.zone, [], set()
    for each in evaluated.worked_days(session, asked.days, asked.scope):
        named.add(each.employed.person_id)
        rows.append(
            (
                f"{each.employed.family_name}, {each.employed.given_name}",
                each.employed.staff_no,
                each.employed.unit_name,
                each.day,
                formats.clock(each.from_at, zone),
                formats.clock(each.to_at, zone),
                each.minutes,
                beyond(each.day, each.minutes, is_holiday=each.is_holiday),
                each.rest_before,
                each.violations,
            )
        )
    return Answer(tables.summed(COLUMNS, rows, SUMS), len(named), frozenset(named))


def beyond(day: date, minutes: int, *, is_holiday: bool) -> int:
    """Return what the law wants recorded of a day: beyond eight hours, and all of a Sunday or holiday."""
    return minutes if is_holiday or day.isoweekday() == SUNDAY else max(0, minutes - EIGHT)
