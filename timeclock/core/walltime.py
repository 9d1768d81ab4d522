"""Wall-clock time to instants and back: the one place where a day, a clock and a zone meet."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

from timeclock.core.plans import ClockSpan
from timeclock.core.spans import DAY, MINUTE, DaySpan, Span

ONE_DAY = DAY
# Frames, core times and midnights are the same for everybody: some dozen clocks on each day of some years.
REMEMBERED = 1 << 15


@lru_cache(maxsize=REMEMBERED)
def instant(day: date, clock: time, zone: ZoneInfo, fold: Literal[0, 1] = 0) -> datetime:
    """Return the UTC instant of a clock: 02:30 in the spring gap is 03:00, in autumn the first of the two.

    `fold` 1 asks for the second.
    """
    wall = datetime.combine(day, clock, zone)
    early, late = wall.replace(fold=0).astimezone(UTC), wall.replace(fold=1).astimezone(UTC)
    if early > late:  # only in a gap does the later reading come first
        return _first_after_gap(late, early, zone)
    return late if fold else early


def clocks_moved(span: Span, zone: ZoneInfo) -> timedelta:
    """Return how much longer a span is than a wall clock shows: 1:00 in the autumn night, -1:00 in spring."""
    first, last = (at.astimezone(zone).replace(tzinfo=None) for at in (span.from_at, span.to_at))
    return span.length - (last - first)


def readings(day: date, clock: time, zone: ZoneInfo) -> tuple[datetime, ...]:
    """Return every instant at which a wall shows the clock: for 02:30 none in the spring gap, two in autumn."""
    wall = datetime.combine(day, clock)
    read = {wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)}
    return tuple(sorted(at for at in read if at.astimezone(zone).replace(tzinfo=None) == wall))


def _first_after_gap(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """Return the instant between the two at which the clocks go forward; they do so on a full minute."""
    offset = after.astimezone(zone).utcoffset()
    first = floor_minute(after)
    while first - MINUTE > before and (first - MINUTE).astimezone(zone).utcoffset() == offset:
        first -= MINUTE
    return first


@lru_cache(maxsize=REMEMBERED)
def local_day(at: datetime, zone: ZoneInfo) -> date:
    """Return the civil day of an instant: 22:30 UTC on 3 July is 4 July in Berlin."""
    return at.astimezone(zone).date()


def turned_day(at: datetime, turn: time, zone: ZoneInfo) -> date:
    """Return the day an instant counts to where days turn at `turn`: with 04:00 a tap at 01:30 is yesterday's.

    A day turns once: with 02:30 the second 02:10 of the night in October is already the new day's.
    """
    day = local_day(at, zone)
    return day if at >= instant(day, turn, zone) else day - ONE_DAY


def clock_of(at: datetime, zone: ZoneInfo) -> time:
    """Return the wall clock of an instant: 22:30 UTC in July is 00:30 in Berlin."""
    return at.astimezone(zone).time()


def shown(at: datetime, zone: ZoneInfo) -> str:
    """Return the wall clock as people read it, "08:05"; in the hour that comes twice "02:30 A", then "02:30 B"."""
    wall = at.astimezone(zone)
    clock = wall.time().isoformat("minutes")
    if not _changes(wall.date(), zone) or wall.replace(fold=1 - wall.fold).utcoffset() == wall.utcoffset():
        return clock
    # Sommerzeitverordnung: the first hour from two to three is called 2A, the second 2B.
    return f"{clock} {'B' if wall.fold else 'A'}"


@lru_cache(maxsize=REMEMBERED)
def _changes(day: date, zone: ZoneInfo) -> bool:
    """Say whether the clocks change on a day."""
    return day_span(day, zone).length != ONE_DAY


@lru_cache(maxsize=REMEMBERED)
def day_span(day: date, zone: ZoneInfo) -> Span:
    """Return a civil day from midnight to midnight: 24 hours, 23 or 25 when the clocks change."""
    return Span(instant(day, time(0), zone), instant(day + ONE_DAY, time(0), zone))


@lru_cache(maxsize=REMEMBERED)
def span_of(day: date, clocks: ClockSpan, zone: ZoneInfo) -> Span:
    """Return a clock span on a day: 06:00–20:00; a span to 00:00 ends with the day."""
    ends_on = day + ONE_DAY if clocks.to_clock == time(0) else day
    return Span(instant(day, clocks.from_clock, zone), instant(ends_on, clocks.to_clock, zone))


def days_touched(span: Span, zone: ZoneInfo) -> DaySpan:
    """Return the civil days a span has a part in: 22:00–06:00 touches two, 16:00–00:00 one."""
    first, last = local_day(span.from_at, zone), local_day(span.to_at, zone)
    if first == last:
        return _one(first)
    return DaySpan(first, local_day(span.to_at - MINUTE, zone) + ONE_DAY)


_one = lru_cache(maxsize=REMEMBERED)(DaySpan.one)


def floor_minute(at: datetime) -> datetime:
    """Return the instant cut down to its full minute: 08:00:59 is 08:00 (rulebook C-2)."""
    return at - timedelta(0, at.second, at.microsecond)
