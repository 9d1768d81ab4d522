"""Presence as it was stamped, before any model judges it: to the second, however long, over any turn of the day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from timeclock.core.day import WorkSession
from timeclock.core.pairing import pair
from timeclock.core.plans import ModelRules
from timeclock.core.spans import ZERO
from timeclock.core.stamps import Stamp, StampKind

# The same pairing as for the day's result, with rules that take nothing away and give up on nothing.
NO_MODEL = ModelRules(longest_session=timedelta.max, day_starts=None, doubled_within=timedelta(minutes=1))

COMINGS = frozenset({StampKind.IN, StampKind.HOME_IN})


def sessions(employment_id: int, stamps: Iterable[Stamp], zone: ZoneInfo, as_of: datetime) -> tuple[WorkSession, ...]:
    """Return one employment's ascending stamps as sessions: Monday 8:00:05 in, Wednesday 9:00:00 out is one of them."""
    parts = (pair(employment_id, part, lambda _: NO_MODEL, zone, as_of) for part in _unbroken(stamps))
    return tuple(found for part in parts for found in part.sessions)


def _unbroken(stamps: Iterable[Stamp]) -> Iterator[list[Stamp]]:
    """Yield the stamps in parts that nothing is paired across: who comes while on a break never ended it.

    8:00 in, 12:00 break, the next day 8:00 in: the break did not last until then, and when she went is not known.
    """
    part: list[Stamp] = []
    pausing = False
    for stamp in stamps:
        if pausing and stamp.kind in COMINGS:
            yield part
            part = []
        part.append(stamp)
        pausing = stamp.kind is StampKind.BREAK_START
    yield part


def net(session: WorkSession) -> timedelta | None:
    """Return the elapsed time without the stamped breaks, None while the out or the end of a break is missing.

    22:00–06:00 on the night the clocks go forward is 7 hours.
    """
    if session.to_at is None:
        return None
    taken = ZERO
    for pause in session.breaks:
        if pause.to_at is None:
            return None
        taken += pause.to_at - pause.from_at
    return session.to_at - session.from_at - taken
