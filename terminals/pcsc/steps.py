"""What happened on a reader between two looks: pure counting on the event counter of PC/SC."""

from __future__ import annotations

from dataclasses import dataclass, replace

from terminals.pcsc.backend import Look

COUNTER_SIZE = 0x10000


@dataclass(frozen=True, slots=True)
class Step:
    """`tap`: another card lies on the reader now. `missed`: cards that came and went unseen."""

    tap: bool
    missed: int


def settled(was: Look, now: Look) -> Look:
    """Return what is seen now with the counter that belongs to it.

    pcscd says first that a card came or went and counts that a moment later. Whoever looks between the two would take
    `empty 4` → `present 4` for nothing, and `present 4` → `present 5` after it for nothing as well: a tap nobody heard.
    """
    events = (now.counter - was.counter) % COUNTER_SIZE
    if events > COUNTER_SIZE // 2:
        events = 0  # still not counted, while `was` is settled already
    events += (events + (was.present != now.present)) % 2
    return replace(now, ahead=(now.ahead + was.counter + events - now.counter) % COUNTER_SIZE)


def step(was: Look, now: Look) -> Step:
    """Count the cards held since `was`: the settled counter goes up once for each coming and each going.

    empty 4 → present 5 is a tap; present 5 → present 7 is another card; empty 4 → empty 6 is a missed one.
    """
    events = (now.counter - was.counter) % COUNTER_SIZE
    # From empty the first event is a coming, from present it is a going.
    held = events // 2 if was.present else (events + 1) // 2
    tap = now.present and held > 0
    return Step(tap, held - tap)
