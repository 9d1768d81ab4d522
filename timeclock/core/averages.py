"""Eight hours per working day on average (ArbZG §3 Satz 2, §6 Abs. 2): what a period may hold, and whether it will."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from timeclock.core import periods
from timeclock.core.figures import WindowFigures
from timeclock.core.findings import Code, Finding, Severity
from timeclock.core.holidays import HolidayCalendar
from timeclock.core.periods import KnownDays, PeriodKind, PeriodResult
from timeclock.core.plans import AveragingMethod
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


@dataclass(frozen=True, slots=True)
class Window:
    """One window of somebody under the act, with the days of it on which she is employed."""

    days: DaySpan
    employed: tuple[date, ...]


def judged(known: KnownDays) -> Iterator[PeriodResult]:
    """Yield the windows of ArbZG §3 in which an adult under the act is employed and that have begun."""
    figures = known.file.law.averages.if_on(known.file.years.from_day)
    if figures is not None:
        for window in windows(known, figures.window):
            yield result(known, window, PeriodKind.AVERAGE, Code.ARBZG_3_2_AVG, figures.window)


def windows(known: KnownDays, figures: WindowFigures) -> Iterator[Window]:
    """Yield the windows that begin in the file's years, of weeks or months, as the model of the first day has them."""
    for averaging in sorted({plan.rules.averaging for plan in known.held}, reverse=True):
        for days in _spans(known.file.years, figures, averaging):
            employed = known.employed(days) if known.has_begun(days) else ()
            if employed and _averages_so(known, employed[0], averaging):
                yield Window(days, employed)


def _spans(years: DaySpan, figures: WindowFigures, averaging: AveragingMethod) -> Iterator[DaySpan]:
    if averaging is AveragingMethod.MONTHS:
        return periods.months(figures.months, years)
    return periods.weeks(figures.weeks, figures.weeks_from, years)


def _averages_so(known: KnownDays, day: date, averaging: AveragingMethod) -> bool:
    """Say whether the day's plan has the window judged in this way; who is no employee of the act has no average."""
    plan = known.plans[day][0]
    return plan.rules.averaging is averaging and periods.under_working_hours_act(known, day)


def result(known: KnownDays, window: Window, kind: PeriodKind, code: Code, figures: WindowFigures) -> PeriodResult:
    """Return what a window came to: what was worked and, while it runs, what is planned, against what it may hold."""
    file, days = known.file, window.days
    found = average(window.employed, file.neutral, file.calendar, figures.each_day)
    worked, expected = known.protective_in(days), known.expected_in(days)
    told: dict[str, int | str] = {
        "werktage": str(found.werktage),
        "worked_min": worked // MINUTE,
        "limit_min": found.limit // MINUTE,
    }
    if not known.is_over(days):
        told["expected_min"] = expected // MINUTE
    ok = expected <= found.limit
    findings = () if ok else (too_much(known, days, code, figures.citation, expected, found.limit),)
    return PeriodResult(kind, days, told, ok, findings)


def too_much(
    known: KnownDays, days: DaySpan, code: Code, citation: str, expected: timedelta, limit: timedelta
) -> Finding:
    """Return the violation of a period that is over, on its last day; before, a warning since when it will be one."""
    over = known.is_over(days)
    return Finding(
        code,
        Severity.VIOLATION if over else Severity.WARNING,
        days.to_day - ONE_DAY if over else _expected_since(known, days, limit),
        citation,
        expected // MINUTE,
        limit // MINUTE,
        periods.told(days),
    )


def _expected_since(known: KnownDays, days: DaySpan, limit: timedelta) -> date:
    """Return since when what was worked and what is still planned have been more than the period may hold."""
    expected = sum((known.planned(day) for day in days), ZERO)
    since = days.from_day
    was_over = expected > limit
    for day in DaySpan(days.from_day, known.file.today):
        expected += known.protective.get(day, ZERO) - known.planned(day)
        if expected > limit and not was_over:
            since = day
        was_over = expected > limit
    return since
