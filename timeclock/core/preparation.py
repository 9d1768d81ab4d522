"""Preparation in child care (TVöD-V Anlage D.12): hours of each calendar year away from the children."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from fractions import Fraction

from timeclock.core import periods
from timeclock.core.figures import PreparationFigures
from timeclock.core.findings import Code, Finding, Severity
from timeclock.core.lines import Line, Reason
from timeclock.core.periods import KnownDays, PeriodKind, PeriodResult
from timeclock.core.plans import whole_minutes
from timeclock.core.spans import MINUTE, ZERO, DaySpan
from timeclock.core.walltime import ONE_DAY


def worked(lines: Iterable[Line]) -> timedelta:
    """Return a day's work of preparation, as its lines have it."""
    return sum((line.amount for line in lines if line.reason is Reason.PREPARATION), ZERO)


def judged(known: KnownDays) -> Iterator[PeriodResult]:
    """Yield the years in which somebody has hours of preparation."""
    file = known.file
    if not any(plan.rules.prepares for plan in file.plans.values()):
        return
    for year in periods.months(periods.MONTHS, file.years):
        figures = file.law.preparation.if_on(year.from_day)
        due = ZERO if figures is None else _due(known, year, figures)
        if figures is not None and due and known.has_begun(year):
            yield _year(known, year, due, figures)


def _due(known: KnownDays, year: DaySpan, figures: PreparationFigures) -> timedelta:
    """Return the hours of a year, by the share of full time and of the year: of 30:00 with 19:30 a week 15:00."""
    held = (plan for (_, day), plan in known.file.plans.items() if day in year and plan.rules.prepares)
    weeks = sum((plan.weekly // MINUTE for plan in held if plan.weekly and plan.regime in figures.regimes), 0)
    full_year = (year.to_day - year.from_day).days * (figures.full_week // MINUTE)
    return whole_minutes(Fraction(weeks * (figures.year // MINUTE), full_year)) * MINUTE


def _year(known: KnownDays, year: DaySpan, due: timedelta, figures: PreparationFigures) -> PeriodResult:
    credited = known.file.credited.items()
    done = sum((each.preparation for (_, day), each in credited if day in year), ZERO)
    short = known.is_over(year) and done < due
    last, lengths = year.to_day - ONE_DAY, (done // MINUTE, due // MINUTE)
    found = (Finding(Code.TVOED_SUE, Severity.WARNING, last, figures.citation, *lengths),) if short else ()
    told = {"preparation_min": lengths[0], "least_min": lengths[1]}
    return PeriodResult(PeriodKind.PREPARATION_YEAR, year, told, not found, found)
