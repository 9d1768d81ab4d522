"""Frame (Rahmenzeit) and core time (Kernzeit): what lies outside the one, what is missing of the other."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from timeclock.core.plans import ClockSpan
from timeclock.core.spans import ZERO, Span, clip, total
from timeclock.core.walltime import days_touched, span_of


def outside_frame(work: Sequence[Span], frame: ClockSpan, zone: ZoneInfo) -> timedelta:
    """Return the work outside the frame: 5:50–12:00 in a frame from 6:00 is ten minutes.

    The frame is a wall-clock window of every date the work touches (rulebook C-1), so work past midnight that belongs
    to the evening before is inside again from 6:00 on. On a holiday the frame holds as on any other day: it says when
    time counts without an order.
    """
    return total(work) - total(inside_frame(work, frame, zone))


def inside_frame(work: Sequence[Span], frame: ClockSpan, zone: ZoneInfo) -> tuple[Span, ...]:
    """Return ascending work inside the frame: 5:50–12:00 in a frame from 6:00 is 6:00–12:00."""
    if not work:
        return ()
    days = days_touched(Span(work[0].from_at, work[-1].to_at), zone)
    return tuple([part for day in days for part in clip(work, span_of(day, frame, zone))])


def core_time_missed(
    work: Sequence[Span], day: date, core_time: ClockSpan, zone: ZoneInfo, as_of: datetime
) -> timedelta:
    """Return the core minutes before the first in and after the last out: 9:01–17:00 misses one of 9–15.

    Gaps in between do not count. While the core time lasts, going early is not yet judged: she may come back.
    """
    core = span_of(day, core_time, zone)
    first, last = work[0].from_at, max(span.to_at for span in work)
    missed = min(first, core.to_at) - core.from_at if first > core.from_at else ZERO
    if last < core.to_at <= as_of:
        missed += core.to_at - max(last, core.from_at)
    return missed
