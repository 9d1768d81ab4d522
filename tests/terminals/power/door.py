"""A whole terminal at one reader on a watched disk: of each tone and each light is noted after which calls it came.

Run as a process of its own by test_terminal_tone.py. What it says is what a person sees and hears:

- `tone`: the page shows a stamp as good and sounds,
- `light`: the reader shows it,
- `refused`: the page or the reader says that nothing was stored.
"""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path

from terminals import texts
from terminals.agent import Agent
from terminals.answers import Tone
from terminals.pcsc.backend import PRESENT, Look, ServiceDown
from terminals.pcsc.signal import Reachable
from terminals.pcsc.watch import ReaderWatch
from terminals.reader import Events, Tap, Trouble
from terminals.screen import Screen
from terminals.spool import Spool
from terminals.texts import Text
from tests.terminals.parts import DEVICE, KEY, Hands

FILE, CAP = "spool.db", 1000
READER = "Reader 00 00"


class Hasty(StrEnum):
    """A well-meant change that spares people the wait for the disk; neither may go unnoticed."""

    PAGE = "the page shows the stamp while it is being written"
    LIGHT = "the reader shows the stamp while it is being written"


class Badges:
    """A reader on which so many badges lie one after the other."""

    def __init__(self, many: int) -> None:
        self._counters = iter(range(1, 2 * many + 1))
        self.seen = Look(0)

    def context(self) -> Badges:
        return self

    def look(self, reader: str) -> Look:
        return self.seen

    def wait(self, reader: str, was: int, timeout_ms: int) -> Look:
        if (counter := next(self._counters, None)) is None:
            raise ServiceDown("that was all", 0)
        self.seen = Look(counter << 16 | (PRESENT if counter % 2 else 0))
        return self.seen

    def connect(self, reader: str) -> Badges:
        return self

    def transmit(self, command: bytes) -> bytes:
        return self.seen.counter.to_bytes(7, "big") + b"\x90\x00"

    def leave(self, *, reset: bool) -> None: ...

    def release(self) -> None: ...


class LoudScreen(Screen):
    """Says each tone at the moment it is due."""

    def __init__(self, mono_ms: Callable[[], int], say: Callable[[str], None]) -> None:
        super().__init__(mono_ms)
        self._say = say

    def _show(self, tone: Tone, lines: tuple[Text, ...]) -> None:
        super()._show(tone, lines)
        self._say("tone" if tone is Tone.GOOD else "refused")


class HastyAgent(Agent):
    """The planted defect."""

    def _store(self, tap: Tap) -> Tone | None:
        self._screen.say(Tone.GOOD, texts.SAVED)
        return super()._store(tap)


def hasty(events: Events, light: Callable[[Tone | None], None]) -> Events:
    """Plant the same defect between reader and agent."""

    def happened(event: Tap | Trouble) -> Tone | None:
        light(Tone.GOOD)
        events(event)
        return None

    return happened


def main(folder: str, log: str, badges: str, defect: str, *fault: str) -> None:
    """Hold so many badges; with KINDS NTH TIMES ERRNO the disk fails at those calls."""
    disk = ctypes.CDLL(os.environ["LD_PRELOAD"])
    disk.disk_watch(folder.encode(), os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600))

    def say(words: str) -> None:
        disk.disk_say(words.encode())

    def light(tone: Tone | None) -> None:
        if tone is not None:
            say("light" if tone is Tone.GOOD else "refused")

    def signal(_context: Reachable, _reader: str, tone: Tone | None) -> None:
        light(tone)

    clock = Hands().clock()
    screen, spool = LoudScreen(clock.mono_ms, say), Spool(Path(folder) / FILE, cap=CAP)
    kind = HastyAgent if defect == Hasty.PAGE else Agent
    agent = kind(DEVICE, KEY, bytes(32), spool=spool, screen=screen, clock=clock)
    events = hasty(agent.happened, light) if defect == Hasty.LIGHT else agent.happened
    if fault:
        disk.disk_fail(*(int(each) for each in fault))
    ReaderWatch(Badges(int(badges)), READER, events, clock.mono_ms, signal=signal).serve()
    os._exit(0)


if __name__ == "__main__":
    main(*sys.argv[1:])
