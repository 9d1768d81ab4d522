"""Who works at night (ArbZG §2 Abs. 5), and the shorter window that her average is kept in (§6 Abs. 2)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from timeclock.core import averages, periods
from timeclock.core.figures import NightWorkerFigures
from timeclock.core.findings import Code
from timeclock.core.periods import MONTHS, KnownDays, PeriodKind, PeriodResult
from timeclock.core.plans import ShiftWork
from timeclock.core.protections import ProtectionKind
from timeclock.core.spans import DaySpan


def is_night_worker(night_days: int, figures: NightWorkerFigures, *, rotating: bool) -> bool:
    """Say whether somebody is a night worker: by shifts that rotate into the night, or by 48 days in the year."""
    return rotating or night_days >= figures.night_days


def judged(known: KnownDays) -> Iterator[PeriodResult]:
    """Yield the years with night work of somebody under the act, and the windows in which she is a night worker."""
    figures = known.file.law.night_workers.if_on(known.file.years.from_day)
    if figures is None or not known.nights:
        return
    for year in periods.months(MONTHS, known.file.years):
        nights = [day for day in known.nights if day in year]
        if nights and periods.under_working_hours_act(known, nights[-1]):
            yield _year(known, year, nights, figures)
    for window in averages.windows(known, figures.window):
        if _judged_as_one(known, window.days, figures):
            yield averages.result(known, window, PeriodKind.NIGHT_AVERAGE, Code.ARBZG_6_2_AVG, figures.window)


def _year(known: KnownDays, year: DaySpan, nights: list[date], figures: NightWorkerFigures) -> PeriodResult:
    is_one = is_night_worker(len(nights), figures, rotating=_rotates(known, nights))
    told = {"night_days": str(len(nights)), "least": str(figures.night_days), "night_worker": "yes" if is_one else "no"}
    return PeriodResult(PeriodKind.NIGHT_WORKER, year, told, ok=True)


def _rotates(known: KnownDays, nights: list[date]) -> bool:
    """Say whether some of these nights were worked in shifts round the clock."""
    plans = (plan for night in nights for plan in known.plans.get(night, ()))
    return any(plan.rules.shift_work is ShiftWork.ROUND_THE_CLOCK for plan in plans)


def _judged_as_one(known: KnownDays, days: DaySpan, figures: NightWorkerFigures) -> bool:
    """Say whether §6 holds in a window: as HR knows, or by the nights of its year up to its end.

    Who is a night worker by her days alone keeps the longer window where she works no night (§6 Abs. 2 Satz 3).
    """
    so_far = [night for night in known.nights if night.year == days.from_day.year and night < days.to_day]
    if known.protected_by(ProtectionKind.NIGHT_WORKER, days.from_day) or _rotates(known, so_far):
        return True
    nights_in_window = any(night in days for night in known.nights)
    return nights_in_window and is_night_worker(len(so_far), figures, rotating=False)
