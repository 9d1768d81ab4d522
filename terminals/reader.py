"""What a reader is to the agent: it hands over taps and troubles, each at once, in a thread of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from terminals.answers import Tone
from terminals.wire import Level


class Fault(StrEnum):
    """Why a badge is not booked, or a reader cannot read."""

    AGAIN = "again"  # it was held, but not long enough or at the wrong moment
    BOOKED = "booked"  # it lay there, booked, while the reader was away for a moment
    RANDOM = "random"  # the card shows another number each time
    NO_NUMBER = "no_number"  # the card does not tell a number
    DOWN = "down"  # reader or its service does not answer
    STUCK = "stuck"  # a card does not answer and blocks its reader


@dataclass(frozen=True, slots=True)
class Tap:
    """A badge was held: its number as upper-case hex, and when the reader noticed (milliseconds since boot).

    `scheme` says what the number is of, `level` how sure it is that the badge is this one.
    """

    reader: str
    number: str
    noticed_ms: int
    scheme: str = "uid"
    level: Level = Level.IDENTIFIED


@dataclass(frozen=True, slots=True)
class Trouble:
    """Nothing is booked, and the person has to know."""

    reader: str
    fault: Fault


# Takes what happened; returns how what became of a badge sounds, None where there is nothing to tell by it.
Events = Callable[[Tap | Trouble], Tone | None]


class Reader(Protocol):
    """Card readers through PC/SC, devices that type, or badges held on the page."""

    def start(self, events: Events) -> None: ...

    def states(self) -> tuple[tuple[str, str], ...]:
        """Return name and state of each reader: ready, down, gone, stuck, refused."""
        ...

    def stop(self) -> None: ...


class Readers:
    """Readers of several kinds as one: a card reader, and a scanner beside it."""

    def __init__(self, readers: Sequence[Reader]) -> None:
        self._readers = readers

    def start(self, events: Events) -> None:
        for reader in self._readers:
            reader.start(events)

    def states(self) -> tuple[tuple[str, str], ...]:
        return tuple(state for reader in self._readers for state in reader.states())

    def stop(self) -> None:
        for reader in self._readers:
            reader.stop()
