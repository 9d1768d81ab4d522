"""The days of the credit: when each begins, and which of them a shift counts for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

from timeclock.core.plans import Attribution, CreditDay
from timeclock.core.spans import MINUTE, ZERO, Span
from timeclock.core.walltime import ONE_DAY, instant, turned_day

# How an employment's model of a day credits; None where the employment does not exist that day.
AttributionOn = Callable[[int, date], Attribution | None]


def day_of(work: Sequence[Span], attribution: Attribution, zone: ZoneInfo) -> date:
    """Return the day a shift is credited to: 22:00–06:00 is the evening's, the morning's, or as the fullest the latter.

    Of two days as full it is the first; and where each has its part, the first is the one whose shift it is called.
    """
    turn = attribution.day_starts
    if attribution.credit_day is CreditDay.END:
        return max(_last_day(span, turn, zone) for span in work)
    if attribution.credit_day is CreditDay.MOST:
        return _fullest(work, turn, zone)
    return turned_day(work[0].from_at, turn, zone)


def _last_day(span: Span, turn: time, zone: ZoneInfo) -> date:
    """Return the last day a span has a part in: 16:00–00:00 does not reach the next one."""
    return turned_day(span.to_at - MINUTE if span.length else span.to_at, turn, zone)


def _fullest(work: Sequence[Span], turn: time, zone: ZoneInfo) -> date:
    held: dict[date, timedelta] = {}
    for span in work:
        for day, part in parts(span, turn, zone):
            held[day] = held.get(day, ZERO) + part.length
    return max(sorted(held), key=lambda day: held[day])


def parts(span: Span, turn: time, zone: ZoneInfo) -> Iterator[tuple[date, Span]]:
    """Yield a span's part on each day, by the wall clock: 22:00–06:00 is two hours and six, or seven in October."""
    day, last, begin = turned_day(span.from_at, turn, zone), _last_day(span, turn, zone), span.from_at
    while day < last:
        turns = instant(day + ONE_DAY, turn, zone)
        yield day, Span(begin, turns)
        day, begin = day + ONE_DAY, turns
    yield last, Span(begin, span.to_at)
