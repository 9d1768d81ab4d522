"""What two weeks and a month may hold for who is pregnant or breastfeeding (MuSchG §4 Abs. 1 Sätze 1, 2 and 4)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction

from timeclock.core import averages, minors, periods
from timeclock.core.figures import MaternityFigures
from timeclock.core.findings import Code, Finding, Severity
from timeclock.core.periods import KnownDays, PeriodKind, PeriodResult
from timeclock.core.plans import WEEK_DAYS
from timeclock.core.protections import ProtectionKind
from timeclock.core.spans import MINUTE, ZERO, DaySpan
from timeclock.core.walltime import ONE_DAY


def longest_double_week(figures: MaternityFigures, *, minor: bool) -> timedelta:
    """Return how long two weeks may be: 90:00, or 80:00 for who is not of age."""
    return figures.double_week_minor if minor else figures.double_week


def longest_month(weekly: timedelta, days: int) -> Fraction:
    """Return the minutes that so many days may hold at weekly hours (OPEN-10): 39:00 in 28 days are 156 hours."""
    return Fraction(weekly // MINUTE * days, WEEK_DAYS)


def judged(known: KnownDays) -> Iterator[PeriodResult]:
    """Yield the double weeks that have begun and the months that are over, of who is protected from their first day."""
    years = known.file.years
    figures = known.file.law.maternity.if_on(years.from_day)
    if figures is None or not known.file.protections:
        return
    for weeks in periods.weeks(2, figures.double_weeks_from, years):
        if known.has_begun(weeks) and known.protected_by(ProtectionKind.MATERNITY, weeks.from_day):
            yield _double_week(known, weeks, figures)
    for month in periods.months(1, years):
        if known.is_over(month) and known.protected_by(ProtectionKind.MATERNITY, month.from_day):
            yield _month(known, month, figures)


def _double_week(known: KnownDays, weeks: DaySpan, figures: MaternityFigures) -> PeriodResult:
    file = known.file
    minor = minors.protecting(file.law, file.born_on, weeks.from_day) is not None
    expected, limit = known.expected_in(weeks), longest_double_week(figures, minor=minor)
    ok = expected <= limit
    code, citation = Code.MUSCHG_4_1_WEEKS, figures.double_week_citation
    findings = () if ok else (averages.too_much(known, weeks, code, citation, expected, limit),)
    told = {"worked_min": expected // MINUTE, "limit_min": limit // MINUTE}
    return PeriodResult(PeriodKind.DOUBLE_WEEK, weeks, told, ok, findings)


def _month(known: KnownDays, month: DaySpan, figures: MaternityFigures) -> PeriodResult:
    """Return a month against the contractual hours of its days, with absences and holidays as if worked."""
    away = (day for day in month if day in known.file.neutral or known.file.calendar.on(day) is not None)
    counted = known.protective_in(month) + sum((known.asked_for(day) for day in away), ZERO)
    limit = sum((_contractual(known, day) for day in month), Fraction())
    ok = counted // MINUTE <= limit
    told = {"worked_min": counted // MINUTE, "limit_min": int(limit)}
    found = Finding(
        Code.MUSCHG_4_1_4,
        Severity.VIOLATION,
        month.to_day - ONE_DAY,
        figures.month_citation,
        told["worked_min"],
        told["limit_min"],
        periods.told(month),
    )
    return PeriodResult(PeriodKind.MUSCHG_MONTH, month, told, ok, () if ok else (found,))


def _contractual(known: KnownDays, day: date) -> Fraction:
    """Return a day's part of the weekly hours of all employments."""
    agreed = (each.weekly_work for each in known.plans.get(day, ()))
    return sum((longest_month(weekly, 1) for weekly in agreed if weekly), Fraction())
