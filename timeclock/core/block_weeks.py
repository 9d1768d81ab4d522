"""Weeks of block lessons (BBiG §15, JArbSchG §9): no more than two hours of training in the firm beside them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import accumulate

from timeclock.core import periods
from timeclock.core.figures import SchoolFigures
from timeclock.core.findings import Code, violation
from timeclock.core.periods import KnownDays, PeriodKind, PeriodResult
from timeclock.core.spans import MINUTE, ZERO, DaySpan


def judged(known: KnownDays) -> Iterator[PeriodResult]:
    """Yield the weeks of block lessons."""
    file = known.file
    at_school = {periods.monday_of(day) for (_, day), each in file.credited.items() if each.block_lessons}
    for week in periods.weeks(1, periods.monday_of(file.years.from_day), file.years) if at_school else ():
        figures = file.law.school.if_on(week.from_day)
        if figures is not None and week.from_day in at_school:
            yield _week(known, week, figures)


def _week(known: KnownDays, week: DaySpan, figures: SchoolFigures) -> PeriodResult:
    worked, extra = known.protective_in(week), figures.block_extra
    last = _over(known, week, figures)
    citation, code = figures.block_citation, Code.BBIG_15_1_3
    found = () if last is None else (violation(code, last, citation, worked, extra),)
    told = {"worked_min": worked // MINUTE, "limit_min": extra // MINUTE}
    return PeriodResult(PeriodKind.BLOCK_WEEK, week, told, not found, found)


def _over(known: KnownDays, week: DaySpan, figures: SchoolFigures) -> date | None:
    """Return the day on which the work of a week was more than may be."""
    so_far = accumulate(known.protective.get(day, ZERO) for day in week)
    return next((day for day, length in zip(week, so_far, strict=True) if length > figures.block_extra), None)
