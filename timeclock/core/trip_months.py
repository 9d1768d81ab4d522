"""The travel of a calendar month that no day counts, and the time off that it is worth (BT-V §44 Abs. 2 Satz 3)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from timeclock.core.periods import KnownDays, PeriodKind, PeriodResult
from timeclock.core.spans import MINUTE, ZERO, DaySpan
from timeclock.core.trips import time_off


def judged(known: KnownDays) -> Iterator[PeriodResult]:
    """Yield the months with uncredited travel under a tariff that knows time off for it, in whole minutes.

    Each employment has its own fifteen hours; the result has the sums.
    """
    months: dict[date, list[timedelta]] = {}
    for (first, _), travel in sorted(_travel(known).items()):
        months.setdefault(first, []).append(travel)
    for first, travels in months.items():
        figures = known.file.law.trip_month.on(first)
        bonus = sum((time_off(travel, figures) for travel in travels), ZERO)
        told: dict[str, int | str] = {
            "uncredited_min": sum(travels, ZERO) // MINUTE,
            "over_min": figures.month_over // MINUTE,
            "bonus_min": bonus // MINUTE,
        }
        yield PeriodResult(PeriodKind.TRIP_MONTH, DaySpan.month(first.year, first.month), told, ok=True)


def _travel(known: KnownDays) -> dict[tuple[date, int], timedelta]:
    """Return the uncredited travel by the first day of its month, and employment."""
    file, found = known.file, dict[tuple[date, int], timedelta]()
    for key, credited in file.credited.items():
        employment, day = key
        if credited.uncredited and day in file.years and _is_under(known, key):
            month = day.replace(day=1), employment
            found[month] = found.get(month, ZERO) + credited.uncredited
    return found


def _is_under(known: KnownDays, key: tuple[int, date]) -> bool:
    figures, plan = known.file.law.trip_month.if_on(key[1].replace(day=1)), known.file.plans.get(key)
    return figures is not None and plan is not None and plan.regime in figures.regimes
