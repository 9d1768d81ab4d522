"""Ends a process that hangs, so that it is started anew: by systemd, which has to be told that all is well, and by
giving up where a card never answers. Nothing is lost by it: what was stored is on disk."""

from __future__ import annotations

import logging
import os
import socket
from collections.abc import Callable, Mapping
from contextlib import suppress
from threading import Event, Thread
from typing import Protocol

log = logging.getLogger(__name__)

STUCK_EXIT = 75  # EX_TEMPFAIL of <sysexits.h>: the same again may go well
LOOK_SECONDS = 1.0
LAST_SECONDS = 10.0


class Supervisor:
    """systemd, where it started us: hears that we are ready and, as often as it wants, that we are well."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        address = environment.get("NOTIFY_SOCKET", "")
        self._address = "\0" + address[1:] if address.startswith("@") else address
        is_meant = environment.get("WATCHDOG_PID", str(os.getpid())) == str(os.getpid())
        asked = int(environment.get("WATCHDOG_USEC", "0")) / 1_000_000 if is_meant else 0.0
        self.pause = min(LOOK_SECONDS, asked / 3) if asked else LOOK_SECONDS

    def tell(self, word: str) -> None:
        """Say one word of sd_notify(3); a supervisor that does not listen is no trouble of ours."""
        if self._address:
            with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
                line.sendto(word.encode(), self._address)


class Patience:
    """How long a reader may be stuck."""

    def __init__(self, states: Callable[[], tuple[tuple[str, str], ...]], mono_ms: Callable[[], int], ms: int) -> None:
        self._states, self._mono_ms, self._ms = states, mono_ms, ms
        self._since: dict[str, int] = {}

    def lost(self) -> str | None:
        """Return the name of a reader that has been stuck for too long."""
        now = self._mono_ms()
        self._since = {name: self._since.get(name, now) for name, state in self._states() if state == "stuck"}
        return next((name for name, since in self._since.items() if now - since >= self._ms), None)


class Watched(Protocol):
    """What is looked after: the terminal."""

    def lost_reader(self) -> str | None: ...

    def is_well(self) -> bool: ...


def look_after(watched: Watched, supervisor: Supervisor, stop: Event) -> int:
    """Tell the supervisor how it is until asked to stop, or until nothing but a new start helps; return the exit code.

    What hangs in here is never told to be well, and the supervisor ends it.
    """
    while not stop.wait(supervisor.pause):
        if (name := watched.lost_reader()) is not None:
            log.critical("reader stuck for good reader=%s: ending, to be started anew", name)
            return STUCK_EXIT
        if watched.is_well():
            supervisor.tell("WATCHDOG=1")
    return 0


def end_for_sure() -> None:
    """End the process in a while, whatever else still hangs on its way out."""

    def end() -> None:
        Event().wait(LAST_SECONDS)
        os._exit(STUCK_EXIT)

    Thread(target=end, name="end for sure", daemon=True).start()
