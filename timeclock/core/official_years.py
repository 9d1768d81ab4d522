"""Officials outside the fire brigade: 48 hours a week on average of a year, extra duty included (LBG NRW §60)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from timeclock.core import averages, periods
from timeclock.core.figures import OfficialYear
from timeclock.core.findings import Code
from timeclock.core.periods import MONTHS, KnownDays, PeriodKind, PeriodResult
from timeclock.core.plans import WEEK_DAYS
from timeclock.core.spans import MINUTE, ZERO, DaySpan


def longest_year(week: timedelta, days: int) -> timedelta:
    """Return what so many days may hold on average of a week: 365 of them at 48:00 are 2502:51."""
    return week // MINUTE * days * MINUTE / WEEK_DAYS


def judged(known: KnownDays) -> Iterator[PeriodResult]:
    """Yield the years that have begun in which somebody is an official."""
    for year in periods.months(MONTHS, known.file.years):
        figures = known.file.law.official_year.if_on(year.from_day)
        if figures is None or not known.under(figures.regimes):
            continue
        days = [day for day in year if _is_official(known, day, figures)]
        if days and known.has_begun(year):
            yield _year(known, year, days, figures)


def _is_official(known: KnownDays, day: date, figures: OfficialYear) -> bool:
    return any(plan.regime in figures.regimes for plan in known.plans.get(day, ()))


def _year(known: KnownDays, year: DaySpan, days: Sequence[date], figures: OfficialYear) -> PeriodResult:
    """Return a year; leave and sickness are left out, and so are the days on which she is no official."""
    expected = sum((_expected(known, day) for day in days), ZERO)
    limit = longest_year(figures.week, sum(day not in known.file.neutral for day in days))
    ok = expected <= limit
    code, citation = Code.LBG_NRW_60_2, figures.citation
    findings = () if ok else (averages.too_much(known, year, code, citation, expected, limit),)
    told: dict[str, int | str] = {"worked_min": expected // MINUTE, "limit_min": limit // MINUTE}
    return PeriodResult(PeriodKind.OFFICIAL_YEAR, year, told, ok, findings)


def _expected(known: KnownDays, day: date) -> timedelta:
    return known.protective.get(day, ZERO) if day < known.file.today else known.planned(day)
