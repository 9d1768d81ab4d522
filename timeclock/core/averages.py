"""Eight hours per working day on average (ArbZG §3 Satz 2): what a period may hold, and whether it will."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from timeclock.core import periods
from timeclock.core.figures import AverageFigures
from timeclock.core.findings import Code, Finding, Severity
from timeclock.core.holidays import HolidayCalendar
from timeclock.core.periods import KnownDays, PeriodKind, PeriodResult
from timeclock.core.plans import Averaging
from timeclock.core.premiums import SUNDAY
from timeclock.core.spans import MINUTE, ZERO, DaySpan
from timeclock.core.walltime import ONE_DAY


@dataclass(frozen=True, slots=True)
class Average:
    """The working days (Werktage) of a period and how much they may hold in all."""

    werktage: int
    limit: timedelta


def average(days: Iterable[date], neutral: frozenset[date], calendar: HolidayCalendar, each: timedelta) -> Average:
    """Return what some days may hold at `each` a working day: four weeks without a holiday are 24 days, 192:00 at 8:00.

    Holidays and neutral days are taken out once, whichever they are (BVerwG 8 C 13.17); 24 and 31 December count.
    """
    counted = sum(1 for day in days if is_werktag(day, calendar) and day not in neutral)
    return Average(counted, counted * each)


def is_werktag(day: date, calendar: HolidayCalendar) -> bool:
    """Say whether a day is a working day of the act: Monday to Saturday and no holiday."""
    return day.isoweekday() != SUNDAY and not calendar.is_holiday(day)


def judged(known: KnownDays) -> Iterator[PeriodResult]:
    """Yield the windows of ArbZG §3 in which an adult under the act is employed and that have begun."""
    for averaging in Averaging:
        for days in _windows(known, averaging):
            employed = known.employed(days)
            if employed and known.has_begun(days) and _averages_so(known, employed[0], averaging):
                yield _window(known, days, employed)


def _windows(known: KnownDays, averaging: Averaging) -> Iterator[DaySpan]:
    years = known.file.years
    figures = known.file.law.averages.if_on(years.from_day)
    if figures is None:
        return iter(())
    if averaging is Averaging.MONTHS:
        return periods.months(figures.months, years)
    return periods.weeks(figures.weeks, figures.weeks_from, years)


def _averages_so(known: KnownDays, day: date, averaging: Averaging) -> bool:
    """Say whether the day's plan has the window judged in this way; who is no employee of the act has no average."""
    plan = known.plans[day][0]
    return plan.rules.averaging is averaging and periods.under_working_hours_act(known, day)


def _window(known: KnownDays, days: DaySpan, employed: tuple[date, ...]) -> PeriodResult:
    file = known.file
    figures = file.law.averages.on(days.from_day)
    found = average(employed, file.neutral, file.calendar, figures.each_day)
    worked = known.protective_in(days)
    over = known.is_over(days)
    expected = worked if over else worked + sum((known.planned(day) for day in days if day >= file.today), ZERO)
    told: dict[str, int | str] = {
        "werktage": str(found.werktage),
        "worked_min": worked // MINUTE,
        "limit_min": found.limit // MINUTE,
    }
    if not over:
        told["expected_min"] = expected // MINUTE
    ok = expected <= found.limit
    findings = () if ok else (_finding(known, days, figures, expected, found.limit),)
    return PeriodResult(PeriodKind.AVERAGE, days, told, ok, findings)


def _finding(
    known: KnownDays, days: DaySpan, figures: AverageFigures, expected: timedelta, limit: timedelta
) -> Finding:
    """Return the violation of a window that is over, on its last day; before, a warning since when it will be one."""
    over = known.is_over(days)
    return Finding(
        Code.ARBZG_3_2_AVG,
        Severity.VIOLATION if over else Severity.WARNING,
        days.to_day - ONE_DAY if over else _expected_since(known, days, limit),
        figures.citation,
        expected // MINUTE,
        limit // MINUTE,
        periods.told(days),
    )


def _expected_since(known: KnownDays, days: DaySpan, limit: timedelta) -> date:
    """Return since when what was worked and what is still planned have been more than the window may hold."""
    expected = sum((known.planned(day) for day in days), ZERO)
    since = days.from_day
    was_over = expected > limit
    for day in DaySpan(days.from_day, known.file.today):
        expected += known.protective.get(day, ZERO) - known.planned(day)
        if expected > limit and not was_over:
            since = day
        was_over = expected > limit
    return since
