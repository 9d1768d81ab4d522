"""Standby time within the regular week (Bereitschaftszeit, TVöD §9): it counts by half, and all of it has a limit."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from timeclock.core import periods
from timeclock.core.figures import StandbyWeekFigures
from timeclock.core.findings import Code, Finding, Severity
from timeclock.core.periods import KnownDays, PeriodKind, PeriodResult
from timeclock.core.spans import MINUTE, ZERO, DaySpan
from timeclock.core.walltime import ONE_DAY

HUNDRED = 100


def counted(full: timedelta, standby: timedelta, percent: int) -> timedelta:
    """Return how much a week counts: 31:00 of work and 18:00 of standby time are 40:00."""
    return full + standby * percent / HUNDRED


def is_right(counts: timedelta, whole: timedelta, figures: StandbyWeekFigures) -> bool:
    """Say whether a week keeps both limits: what counts, and all of it."""
    return counts <= figures.full_week and whole <= figures.whole_week


def judged(known: KnownDays) -> Iterator[PeriodResult]:
    """Yield the weeks that are over and have standby time, by roster or by plan."""
    years = known.file.years
    figures = known.file.law.standby_weeks.if_on(years.from_day)
    if figures is None or not any(each.standby for each in known.file.credited.values()):
        return
    for week in periods.weeks(1, periods.monday_of(years.from_day), years):
        standby = sum((_standby(known, day, figures) for day in week), ZERO)
        if standby and known.is_over(week):
            yield _week(known, week, standby, figures)


def _standby(known: KnownDays, day: date, figures: StandbyWeekFigures) -> timedelta:
    """Return the standby time that the bills of a day found, over the employments under the tariff."""
    held = (each.employment_id for each in known.plans.get(day, ()) if each.regime in figures.regimes)
    credited = (known.file.credited.get((employment_id, day)) for employment_id in held)
    return sum((each.standby for each in credited if each is not None), ZERO)


def _week(known: KnownDays, week: DaySpan, standby: timedelta, figures: StandbyWeekFigures) -> PeriodResult:
    whole = known.protective_in(week)
    counts = counted(whole - standby, standby, known.file.law.standby_time.on(week.from_day).percent)
    ok = is_right(counts, whole, figures)
    too_long = whole > figures.whole_week
    figure, limit = (whole, figures.whole_week) if too_long else (counts, figures.full_week)
    last, told = week.to_day - ONE_DAY, periods.told(week)
    found = Finding(Code.TVOED_9_1, Severity.WARNING, last, figures.citation, figure // MINUTE, limit // MINUTE, told)
    amounts: dict[str, int | str] = {
        "counted_min": counts // MINUTE,
        "standby_min": standby // MINUTE,
        "worked_min": whole // MINUTE,
        "limit_min": figures.full_week // MINUTE,
    }
    return PeriodResult(PeriodKind.STANDBY_WEEK, week, amounts, ok, () if ok else (found,))
