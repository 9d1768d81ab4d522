"""Premiums as time: what a month's are worth where they go to a working-time account (TVöD §8 Abs. 1 Sätze 4 und 5)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from timeclock.core.periods import KnownDays, PeriodKind, PeriodResult
from timeclock.core.spans import MINUTE, ZERO, DaySpan

WHOLE = 100


def as_time(amount: timedelta, percent: float) -> timedelta:
    """Return what a premium is worth as time, to the fraction of a minute: 330 minutes at 25 % are 82.5."""
    return amount * percent / WHOLE


def judged(known: KnownDays) -> Iterator[PeriodResult]:
    """Yield the months in which premiums of a share of an hour's pay were worked, with their worth in whole minutes."""
    by_month: dict[date, dict[str, timedelta]] = {}
    for (_, day), credited in sorted(known.file.credited.items()):
        for premium in credited.premiums:
            if premium.percent is not None and day in known.file.years:
                month = by_month.setdefault(day.replace(day=1), {})
                for name, length in (
                    (premium.kind.value, premium.amount),
                    ("time", as_time(premium.amount, premium.percent)),
                ):
                    month[name] = month.get(name, ZERO) + length
    for first, lengths in by_month.items():
        told: dict[str, int | str] = {f"{name}_min": length // MINUTE for name, length in lengths.items()}
        yield PeriodResult(PeriodKind.PREMIUM_TIME, DaySpan.month(first.year, first.month), told, ok=True)
