"""Who is in right now: what a day's result says about an instant after its last stamp."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from timeclock.core.day import DayResult
from timeclock.core.findings import Code
from timeclock.core.walltime import floor_minute


@dataclass(frozen=True, slots=True)
class Presence:
    """Since when a person is in or on a break (None: she is not), and how long she has been present by then."""

    inside_since: datetime | None
    on_break_since: datetime | None
    so_far: timedelta


def presence(result: DayResult, at: datetime) -> Presence:
    """Return the presence at an instant: in at 8:00, break 12:00–12:30, at 13:00 she is in since 8:00, 4:30 so far.

    `result.present` holds closed pieces only, so a stored result does not age; the running piece is added here.
    """
    running = any(finding.code is Code.STILL_IN for finding in result.findings)
    if not running or not result.sessions or result.sessions[-1].to_at is not None:
        return Presence(None, None, result.present)
    session = result.sessions[-1]
    last = session.breaks[-1] if session.breaks else None
    if last is not None and last.to_at is None:
        return Presence(session.from_at, last.from_at, result.present)
    began = session.from_at if last is None or last.to_at is None else last.to_at
    return Presence(session.from_at, None, result.present + max(floor_minute(at) - began, timedelta(0)))
