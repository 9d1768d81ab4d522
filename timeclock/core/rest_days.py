"""A free Sunday, holiday or substitute day is free with the rest of eleven hours beside it (ArbZG §11 Abs. 4)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from timeclock.core import periods
from timeclock.core.averages import is_werktag
from timeclock.core.findings import Code, Finding, Severity
from timeclock.core.periods import KnownDays, PeriodKind, PeriodResult
from timeclock.core.spans import MINUTE, DaySpan, Span
from timeclock.core.walltime import day_span, days_touched


def short_rests(known: KnownDays) -> Mapping[date, timedelta]:
    """Return the days without work whose rest is too short, each with it: Saturday 22:00 to Monday 6:00 is 32:00 of 35.

    The day has its real hours, so in the nights of the clock change 34 or 36 are due. What is not known is not short.
    """
    zone, found = known.file.zone, {}
    for day in known.file.protect_days:
        if day.rest_before is not None:
            rest = Span(day.span.from_at - day.rest_before, day.span.from_at)
            for free in days_touched(rest, zone):
                whole = day_span(free, zone)
                if rest.from_at <= whole.from_at and whole.to_at <= rest.to_at and rest.length < due(known, free):
                    found[free] = rest.length
    return found


def due(known: KnownDays, free: date) -> timedelta:
    """Return how long the rest around a free day has to be: 24 and 11 hours are 35:00."""
    return day_span(free, known.file.zone).length + known.file.law.limits.on(free).least_rest


def judged(known: KnownDays) -> Iterator[PeriodResult]:
    """Yield the free Sundays and holidays of somebody under the act around which the rest is too short."""
    for free, rest in short_rests(known).items():
        counts = free in known.file.years and not is_werktag(free, known.file.calendar)
        if counts and periods.under_working_hours_act(known, free):
            lengths = {"rest_min": rest // MINUTE, "due_min": due(known, free) // MINUTE}
            found = (too_short(known, free, rest),)
            yield PeriodResult(PeriodKind.REST_DAY, DaySpan.one(free), lengths, ok=False, findings=found)


def too_short(known: KnownDays, free: date, rest: timedelta) -> Finding:
    """Return the warning, for technical reasons or those of how work is organised may stand against more."""
    citation = known.file.law.substitutes.on(free).rest_citation
    return Finding(Code.ARBZG_11_4, Severity.WARNING, free, citation, rest // MINUTE, due(known, free) // MINUTE)
