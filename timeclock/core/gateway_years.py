"""Forty-eight hours a week on average where an agreement opens the longest day (ArbZG §7 Abs. 8)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from timeclock.core import averages, periods
from timeclock.core.figures import GatewayAverage
from timeclock.core.findings import Code
from timeclock.core.periods import KnownDays, PeriodKind, PeriodResult
from timeclock.core.plans import WEEK_DAYS
from timeclock.core.protections import ProtectionKind
from timeclock.core.spans import MINUTE, ZERO, DaySpan


def judged(known: KnownDays) -> Iterator[PeriodResult]:
    """Yield the years of somebody under the act for whom the ten hours of a day are opened, and who has not opted out.

    Days of leave and sickness are left out (Art. 16 of the directive), and so are those by other models.
    """
    figures = known.file.law.gateway_average.if_on(known.file.years.from_day)
    if figures is None or not any(plan.rules.gateway for plan in known.held):
        return
    for days in periods.months(figures.months, known.file.years):
        opened = [day for day in days if _is_opened(known, day)]
        if opened and known.has_begun(days):
            yield _year(known, days, opened, figures)


def _is_opened(known: KnownDays, day: date) -> bool:
    if day in known.file.neutral or known.protected_by(ProtectionKind.OPT_OUT, day):
        return False
    opened = any(plan.rules.gateway is not None for plan in known.plans.get(day, ()))
    return opened and periods.under_working_hours_act(known, day)


def _year(known: KnownDays, days: DaySpan, opened: Sequence[date], figures: GatewayAverage) -> PeriodResult:
    expected = sum((_expected(known, day) for day in opened), ZERO)
    limit = len(opened) * figures.week / WEEK_DAYS
    told: dict[str, int | str] = {
        "worked_min": expected // MINUTE,
        "average_min": expected * WEEK_DAYS // (len(opened) * MINUTE),
        "limit_min": limit // MINUTE,
    }
    ok = expected <= limit
    found = () if ok else (averages.too_much(known, days, Code.ARBZG_7_8, figures.citation, expected, limit),)
    return PeriodResult(PeriodKind.GATEWAY_YEAR, days, told, ok, found)


def _expected(known: KnownDays, day: date) -> timedelta:
    return known.protective.get(day, ZERO) if day < known.file.today else known.planned(day)
