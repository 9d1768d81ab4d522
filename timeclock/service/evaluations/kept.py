"""Evaluations of groups that are made once, of each month or quarter that is over (decision 0188).

Whoever looks again later gets the same, so what became known in between is in no difference of two looks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from timeclock.core import statistics
from timeclock.core.register import Code
from timeclock.core.spans import DaySpan
from timeclock.service.evaluations import reached, terminal_use, unnamed, violations
from timeclock.service.statistics import YEARS_BACK, Least
from timeclock.store import audit, kept_figures
from timeclock.store import statistics as rows
from timeclock.store.db import Session
from timeclock.store.kept_figures import Kept
from timeclock.store.scope import Scope

MADE = "evaluation.make"
EVERYBODY = Scope.system("statistics")


@dataclass(frozen=True, slots=True)
class Made:
    """How long the time is that an evaluation is made of, and what makes it."""

    around: Callable[[date], DaySpan]
    of: Callable[[Session, DaySpan, Scope, Least, ZoneInfo], Kept]


def _month_of(day: date) -> DaySpan:
    return DaySpan.month(day.year, day.month)


KEPT: Mapping[Code, Made] = {
    Code.VIOLATIONS: Made(_month_of, violations.made),
    Code.REACHED: Made(_month_of, reached.made),
    Code.TERMINAL_USE: Made(_month_of, terminal_use.made),
    Code.UNNAMED: Made(statistics.quarter_of, unnamed.made),
}


def make(session: Session, until: date, least: Least, zone: ZoneInfo, now: datetime) -> int:
    """Make what is missing of the months and quarters that were over on a day; return how many that were."""
    number = 0
    for code, days in missing(session, until):
        found = KEPT[code].of(session, days, EVERYBODY, least, zone)
        kept_figures.save(session, code, days, found, now)
        detail = {"from": days.from_day.isoformat(), "rows": len(found.rows)}
        audit.add(session, MADE, code, now, by=None, detail=detail)
        number += 1
    return number


def missing(session: Session, until: date) -> Sequence[tuple[Code, DaySpan]]:
    """Return what was over on a day and was not made, each evaluation's oldest first."""
    first = rows.first_day(session)
    if first is None:
        return ()
    begin = max(first, date(until.year - YEARS_BACK, 1, 1))
    return [(code, days) for code, made in KEPT.items() for days in _missing(session, code, made, begin, until)]


def _missing(session: Session, code: Code, made: Made, begin: date, until: date) -> Iterator[DaySpan]:
    known, days = kept_figures.made(session, code), made.around(begin)
    while days.to_day <= until:
        if days not in known:
            yield days
        days = made.around(days.to_day)
