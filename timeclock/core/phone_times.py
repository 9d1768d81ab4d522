"""When a stamp was given that waited on a phone: two of three witnesses have to agree.

A phone shows the time by a clock that its owner may set, and counts how long the page lived, which nobody sets but
which may stand still while the phone sleeps. Its clock is compared with ours before the stamp, and when it arrives.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

# Answers take their time on the way, on the phone network more than elsewhere.
ON_THE_WAY = timedelta(seconds=5)


class TimeRule(StrEnum):
    """What the instant of a stamp follows from (column `at_rule`)."""

    DEVICE = "device"
    OFFSET = "offset"
    ELAPSED = "elapsed"
    UNSET = "unset"


@dataclass(frozen=True, slots=True)
class Clocks:
    """What a phone showed at one moment: its clock, and for how long which page had lived."""

    at: datetime
    page: UUID
    lived: timedelta


@dataclass(frozen=True, slots=True)
class Judged:
    """The instant that is believed, or None, and the rule it follows from."""

    at: datetime | None
    rule: TimeRule


def judge(pressed: Clocks, offset: timedelta | None, sent: Clocks, received_at: datetime) -> Judged:
    """Return when a button was pressed: 07:02 by a phone that is right, however late the stamp arrives.

    `offset` is what the phone's clock had to be moved by to be right at the last contact before; None where there was
    none. `sent` is what the phone showed when it sent the stamp, which arrived at `received_at`.
    """
    # The clock's word, if the clock was as it is now, and if it was as it had been before.
    witnesses = [received_at - (sent.at - pressed.at)]
    if offset is not None:
        witnesses.append(pressed.at + offset)
    if pressed.page == sent.page and pressed.lived <= sent.lived:
        counted = received_at - (sent.lived - pressed.lived)
        if any(_agree(counted, each) for each in witnesses):
            return _believed(counted, pressed.at, TimeRule.ELAPSED)
        # A page may have slept, so it was that late at the latest; a clock that says later was not right.
        witnesses = [each for each in witnesses if each <= counted]
        if not witnesses:
            return _believed(counted, pressed.at, TimeRule.ELAPSED)
    now, *before = witnesses
    if before and _agree(now, *before) and now <= received_at + ON_THE_WAY:
        return _believed(min(now, received_at), pressed.at, TimeRule.OFFSET)
    return Judged(None, TimeRule.UNSET)


def _agree(one: datetime, other: datetime) -> bool:
    return abs(one - other) <= ON_THE_WAY


def _believed(at: datetime, shown: datetime, otherwise: TimeRule) -> Judged:
    """Take the clock's own reading where it was right; else the one worked out."""
    if abs(at - shown) <= ON_THE_WAY:
        return Judged(shown, TimeRule.DEVICE)
    return Judged(at, otherwise)
