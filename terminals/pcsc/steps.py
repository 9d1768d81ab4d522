"""What happened on a reader between two looks: pure counting on the event counter of PC/SC."""

from __future__ import annotations

from dataclasses import dataclass

from terminals.pcsc.backend import Look

COUNTER_SIZE = 0x10000


@dataclass(frozen=True, slots=True)
class Step:
    """`tap`: another card lies on the reader now. `missed`: cards that came and went unseen."""

    tap: bool
    missed: int


def agree(was: Look, now: Look) -> bool:
    """Say whether what lies there goes with what was counted since `was`.

    For a moment it may not: pcscd says that a card came or went and counts that afterwards, and its library keeps what
    the service answers in one place for all threads of a process, so that half of it may be newer than the other half.
    """
    return (now.counter - was.counter) % 2 == (was.present != now.present)


def step(was: Look, now: Look) -> Step:
    """Count the cards held since `was`: the event counter goes up once for each coming and each going.

    empty 4 → present 5 is a tap; present 5 → present 7 is another card; empty 4 → empty 6 is a missed one. Where they
    do not agree one more is taken to have come or gone, so that empty 4 → present 4 is a tap rather than nothing.
    """
    events = (now.counter - was.counter) % COUNTER_SIZE + (not agree(was, now))
    # From empty the first event is a coming, from present it is a going.
    held = events // 2 if was.present else (events + 1) // 2
    tap = now.present and held > 0
    return Step(tap, held - tap)
