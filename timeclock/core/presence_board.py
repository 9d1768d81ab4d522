"""Who is there, as far as colleagues may know it: one word for each person, no reason, no time of day, no history."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from enum import StrEnum

from timeclock.core.session_kinds import SessionKind
from timeclock.core.stamps import StampKind

# Work that is done away from the city's buildings.
OUTSIDE = frozenset({SessionKind.ERRAND, SessionKind.MOBILE_WORK, SessionKind.REMOTE_CALL})


class Standing(StrEnum):
    """present: at work in a building of the city. elsewhere: at work, but not there. absent: an absence is on record.

    not_there is one word for who has not come yet and who has gone: the board does not say who comes late.
    """

    PRESENT = "present"
    ELSEWHERE = "elsewhere"
    ABSENT = "absent"
    NOT_THERE = "not_there"


@dataclass(frozen=True, slots=True)
class Stay:
    """Work that goes on: of which kind it is, what was stamped last, and whether any of it at a terminal."""

    kind: SessionKind
    last: StampKind | None
    at_terminal: bool


def is_inside(stay: Stay) -> bool:
    """Say whether somebody at work is in a building: on a break she may be, on an errand she is not.

    A call is answered in a building where a terminal was used for it.
    """
    if stay.last is StampKind.ERRAND_OUT:
        return False
    return stay.at_terminal if stay.kind is SessionKind.CALL_OUT else stay.kind not in OUTSIDE


def is_absent(clock: time, from_clock: time | None, to_clock: time | None) -> bool:
    """Say whether an absence of the day takes this time of it: one from 12:00 on, at 12:00 it does, at 11:59 not."""
    begun = from_clock is None or from_clock <= clock
    return begun and (to_clock is None or clock < to_clock)


def standing(stay: Stay | None, absent: bool) -> Standing:
    """Return the one word: who came although she was away is there."""
    if stay is not None:
        return Standing.PRESENT if is_inside(stay) else Standing.ELSEWHERE
    return Standing.ABSENT if absent else Standing.NOT_THERE
