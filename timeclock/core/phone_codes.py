"""A code shown on a phone: what a scanner reads of it, whose a stamp by it is, and how many one may make."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from timeclock.core.spans import Span

SCHEME = "qr"
# Letters and digits that keyboards of all layouts have in the same place, for most scanners type.
PREFIX = "TC1"
NUMBER_BYTES = 16
# As far as the clock of a terminal that is right may stand from ours.
SLACK = timedelta(seconds=10)
MOST, WITHIN = 20, timedelta(minutes=10)


class CodeFault(StrEnum):
    """Why a stamp by a code waits for a decision."""

    UNKNOWN = "code_unknown"
    ENDED = "code_ended"
    USED = "code_used"


@dataclass(frozen=True, slots=True)
class Code:
    """Whose a code is, and from when to when it may be read."""

    person_id: int
    span: Span


def written(number: bytes) -> str:
    """Return what stands in the picture: no name, no number of a person, only chance."""
    return PREFIX + number.hex().upper()


def fault_of(code: Code | None, at: datetime) -> CodeFault | None:
    """Say why a code read at an instant leads to nobody; whether it was used is not known here."""
    if code is None:
        return CodeFault.UNKNOWN
    read = code.span.from_at - SLACK <= at < code.span.to_at + SLACK
    return None if read else CodeFault.ENDED


def next_at(made: Sequence[datetime], now: datetime) -> datetime:
    """Return from when on one more may be made: now, or where there were `MOST` of late, once the oldest is older."""
    of_late = sorted(at for at in made if at > now - WITHIN)
    return now if len(of_late) < MOST else of_late[-MOST] + WITHIN
