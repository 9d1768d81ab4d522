"""The fire brigade's week on average (AZVOFeu §§2, 5), seen three ways: the week itself, four months, the year."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from fractions import Fraction
from math import floor

from timeclock.core import averages, periods
from timeclock.core.figures import FireFigures
from timeclock.core.findings import Code, Finding, Severity
from timeclock.core.periods import MONTHS, KnownDays, PeriodKind, PeriodResult
from timeclock.core.plans import WEEK_DAYS
from timeclock.core.protections import ProtectionKind
from timeclock.core.spans import MINUTE, DaySpan
from timeclock.core.walltime import ONE_DAY


def longest_week(figures: FireFigures, *, opt_out: bool) -> timedelta:
    """Return how long a week may be on average: 48:00, or 54:00 for who consented."""
    return figures.opt_out_week if opt_out else figures.week


def weekly_average(worked: timedelta, days: int) -> Fraction:
    """Return the minutes of a week on average of so many days: 96:00 in fourteen are 2880."""
    return Fraction(worked // MINUTE * WEEK_DAYS, days)


def judged(known: KnownDays) -> Iterator[PeriodResult]:
    """Yield the weeks, months and years of somebody in the fire brigade; of a week only when it is over."""
    years = known.file.years
    figures = known.file.law.fire.if_on(years.from_day)
    if figures is None or not known.under(figures.regimes):
        return
    for week in periods.weeks(1, periods.monday_of(years.from_day), years):
        if known.is_over(week) and _on_watch(known, week, figures):
            yield _week(known, week, figures)
    for kind, number in ((PeriodKind.FIRE_MONTHS, figures.months), (PeriodKind.FIRE_YEAR, MONTHS)):
        for days in periods.months(number, years):
            on_watch = [day for day in _on_watch(known, days, figures) if day not in known.file.neutral]
            if on_watch and known.has_begun(days):
                yield _longer(known, kind, days, on_watch, figures)


def _on_watch(known: KnownDays, days: DaySpan, figures: FireFigures) -> Sequence[date]:
    """Return the days on which the person belongs to the fire brigade."""
    return [day for day in days if any(plan.regime in figures.regimes for plan in known.plans.get(day, ()))]


def _opted_out(known: KnownDays, day: date) -> bool:
    return known.protected_by(ProtectionKind.OPT_OUT, day)


def _week(known: KnownDays, week: DaySpan, figures: FireFigures) -> PeriodResult:
    worked, limit = known.protective_in(week), longest_week(figures, opt_out=_opted_out(known, week.from_day))
    ok = weekly_average(worked, WEEK_DAYS) <= limit // MINUTE
    severity = Severity.VIOLATION if figures.week_breaks_the_law else Severity.WARNING
    found = Finding(
        Code.AZVOFEU_2_1,
        severity,
        week.to_day - ONE_DAY,
        figures.citation,
        worked // MINUTE,
        limit // MINUTE,
        periods.told(week),
    )
    told = _figures(worked, WEEK_DAYS, limit)
    return PeriodResult(PeriodKind.FIRE_WEEK, week, told, ok, () if ok else (found,))


def _longer(
    known: KnownDays, kind: PeriodKind, days: DaySpan, on_watch: Sequence[date], figures: FireFigures
) -> PeriodResult:
    """Return months or a year; days of leave and sickness are left out, and so is what is not hers to work in."""
    expected, limit = known.expected_in(days), _limit(known, on_watch, figures)
    ok = expected <= limit
    findings = () if ok else (averages.too_much(known, days, Code.AZVOFEU_2_1, figures.citation, expected, limit),)
    return PeriodResult(kind, days, _figures(expected, len(on_watch), limit), ok, findings)


def _limit(known: KnownDays, days: Iterable[date], figures: FireFigures) -> timedelta:
    """Return what some days may hold, each a seventh of the week that holds on it."""
    weeks = (longest_week(figures, opt_out=_opted_out(known, day)) // MINUTE for day in days)
    return sum(weeks) * MINUTE / WEEK_DAYS


def _figures(worked: timedelta, days: int, limit: timedelta) -> dict[str, int | str]:
    return {
        "worked_min": worked // MINUTE,
        "average_min": floor(weekly_average(worked, days)),
        "limit_min": limit // MINUTE,
    }
