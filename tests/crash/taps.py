"""People in front of the terminals: they hold their badges one after the other and listen for the tone."""

from __future__ import annotations

import re
import socket
import time
from collections.abc import Callable
from pathlib import Path
from random import Random
from threading import Event, Thread

STORED = re.compile(r"stamp stored seq=(\d+) uid=(\S+)")
NOT_STORED = "stamp NOT stored"
WAIT_SECONDS = 0.02
QUIET_SECONDS = 1.0


class Crowd(Thread):
    """Taps at one terminal's page, as many times as it may by now; a terminal that is dead is tried again.

    Somebody always comes within a second or so: a fresh tap is what makes a terminal try its server again.
    """

    def __init__(self, port: int, badges: int, may: Callable[[], int], chance: Random) -> None:
        super().__init__(name="crowd", daemon=True)
        self.tones = 0
        self._port, self._badges, self._may, self._chance = port, badges, may, chance
        self._tapped = 0.0
        self._over = Event()
        self._page: socket.socket | None = None

    def run(self) -> None:
        while not self._over.is_set():
            early = self.tones >= self._may() and time.monotonic() - self._tapped < QUIET_SECONDS
            if early or not self._tap():
                time.sleep(WAIT_SECONDS)

    def go_home(self) -> None:
        self._over.set()
        if self.is_alive():
            self.join(30)
        self._leave()

    def _tap(self) -> bool:
        """Hold a badge; return whether the tone came, which it does once the stamp is on disk."""
        form = f"badge={self._chance.randrange(self._badges)}"
        head = f"POST /badge HTTP/1.1\r\nHost: 127.0.0.1:{self._port}\r\nContent-Length: {len(form)}\r\n\r\n"
        try:
            if self._page is None:
                self._page = socket.create_connection(("127.0.0.1", self._port), timeout=10)
            self._page.sendall((head + form).encode())
            # No answer of this page has a body.
            answer = b""
            while not answer.endswith(b"\r\n\r\n"):
                if not (more := self._page.recv(4096)):
                    raise ConnectionError("the terminal died")
                answer += more
        except OSError:
            self._leave()
            return False
        self._tapped = time.monotonic()
        stored = answer.startswith(b"HTTP/1.1 303 ")
        self.tones += stored
        return stored

    def _leave(self) -> None:
        if self._page is not None:
            self._page.close()
            self._page = None


def tones(log: Path) -> dict[str, int]:
    """Return uid and number of each stamp whose tone was heard, as the terminal's own log has it."""
    return {uid: int(seq) for seq, uid in STORED.findall(log.read_text("utf-8", "replace"))}
