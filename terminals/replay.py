"""A reader without hardware: badges held on the terminal's page, or badge numbers read from a file."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from threading import Lock

from terminals.link import Link, NoAnswer
from terminals.pcsc.medium import Medium
from terminals.pcsc.uid import DESFIRE_ATR
from terminals.reader import Events, Tap
from terminals.replay_card import ReplayCards
from terminals.wire import PATH

NAME = "Replay"


class ReplayReader:
    """Holds each number it is given as if a badge had been held."""

    def __init__(
        self, mono_ms: Callable[[], int], numbers: Iterable[str] = (), cards: ReplayCards | None = None
    ) -> None:
        self._mono_ms = mono_ms
        self._numbers = tuple(numbers)
        self._events: Events | None = None
        self._one_at_a_time = Lock()
        self._cards = cards

    def start(self, events: Events) -> None:
        self._events = events
        for number in self._numbers:
            self.hold(number)

    def hold(self, number: str, *, proves: bool = False) -> bool:
        """Hold this badge; return when the tap was dealt with, False where the reader is not ready for any.

        One that `proves` itself is a DESFire, and is read and believed as a real one is; only a test terminal has any.
        """
        with self._one_at_a_time:
            if self._events is None:
                return False
            noticed_ms = self._mono_ms()
            medium = self._proven(number) if proves else Medium(bytes.fromhex(number).hex().upper())
            self._events(Tap(NAME, medium.number, noticed_ms, medium.scheme, medium.level))
        return True

    def _proven(self, number: str) -> Medium:
        if self._cards is None:
            raise ValueError("no card of this reader proves itself outside test mode")
        return self._cards.read(self._cards.card(number), DESFIRE_ATR)

    def states(self) -> tuple[tuple[str, str], ...]:
        return ((NAME, "down" if self._events is None else "ready"),)

    def stop(self) -> None:
        self._events = None


class Plug:
    """The network of a terminal to try out: pulled, nothing reaches the server."""

    def __init__(self, link: Link) -> None:
        self._link = link
        self.pulled = False

    def post(self, body: bytes, headers: dict[str, str], path: str = PATH) -> tuple[int, bytes]:
        if self.pulled:
            raise NoAnswer("the network was pulled on the page")
        return self._link.post(body, headers, path)
