"""A reader without hardware: badges held on the terminal's page, or badge numbers read from a file."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from threading import Lock

from terminals.reader import Events, Tap

NAME = "Replay"


class ReplayReader:
    """Holds each number it is given as if a badge had been held."""

    def __init__(self, mono_ms: Callable[[], int], numbers: Iterable[str] = ()) -> None:
        self._mono_ms = mono_ms
        self._numbers = tuple(numbers)
        self._events: Events | None = None
        self._one_at_a_time = Lock()

    def start(self, events: Events) -> None:
        self._events = events
        for number in self._numbers:
            self.hold(number)

    def hold(self, number: str) -> bool:
        """Hold this badge; return when the tap was dealt with, False where the reader is not ready for any."""
        with self._one_at_a_time:
            if self._events is None:
                return False
            self._events(Tap(NAME, bytes.fromhex(number).hex().upper(), self._mono_ms()))
        return True

    def states(self) -> tuple[tuple[str, str], ...]:
        return ((NAME, "down" if self._events is None else "ready"),)

    def stop(self) -> None:
        self._events = None
