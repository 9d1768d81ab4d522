"""How long somebody on parental leave may work on average of a month (BEEG §15 Abs. 4)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from fractions import Fraction

from timeclock.core import periods
from timeclock.core.figures import ParentalFigures
from timeclock.core.findings import Code, Finding, Severity
from timeclock.core.periods import KnownDays, PeriodKind, PeriodResult
from timeclock.core.plans import WEEK_DAYS
from timeclock.core.protections import Protection, ProtectionKind, in_force
from timeclock.core.spans import MINUTE, ZERO, DaySpan
from timeclock.core.walltime import ONE_DAY


def longest_month(week: timedelta, days: int) -> Fraction:
    """Return the minutes that so many days may hold on average of a week: at 32:00 thirty days are 137:08 and a bit."""
    return Fraction(week // MINUTE * days, WEEK_DAYS)


def judged(known: KnownDays) -> Iterator[PeriodResult]:
    """Yield the months that have begun in which somebody worked part-time on parental leave."""
    if not known.file.protections:
        return
    for month in periods.months(1, known.file.years):
        days = [day for day in month if _on_leave(known, day) is not None]
        figures = _figures(known, days[0]) if days and known.has_begun(month) else None
        if figures is not None:
            yield _month(known, month, days, figures)


def _on_leave(known: KnownDays, day: date) -> Protection | None:
    held = in_force(known.file.protections, ProtectionKind.PARENTAL_PART_TIME, day)
    return held if day in known.plans else None


def _figures(known: KnownDays, day: date) -> ParentalFigures | None:
    """Return what holds for the child: those born before September 2021 leave room for fewer hours to this day."""
    held = _on_leave(known, day)
    born_on = None if held is None else held.figures.birth_on
    return known.file.law.parental.if_on(born_on or day)


def _month(known: KnownDays, month: DaySpan, days: Sequence[date], figures: ParentalFigures) -> PeriodResult:
    counted = sum((_counted(known, day) for day in days), ZERO)
    limit = longest_month(figures.week, len(days))
    ok = counted // MINUTE <= limit
    told: dict[str, int | str] = {"worked_min": counted // MINUTE, "limit_min": int(limit)}
    last = min(month.to_day, known.file.today) - ONE_DAY
    on = Finding(
        Code.BEEG_15_4,
        Severity.WARNING,
        last,
        figures.citation,
        counted // MINUTE,
        int(limit),
        periods.told(month),
    )
    return PeriodResult(PeriodKind.PARENTAL_MONTH, month, told, ok, () if ok else (on,))


def _counted(known: KnownDays, day: date) -> timedelta:
    """Return what a day counts: what was worked, or is planned; leave, sickness and holidays as if worked."""
    worked = known.protective.get(day, ZERO)
    if day in known.file.neutral or known.file.calendar.on(day) is not None:
        return worked + known.asked_for(day)
    return worked if day < known.file.today else known.planned(day)
