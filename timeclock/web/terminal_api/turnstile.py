"""Backlogs take turns: who stands at a door is not to wait until those of ten terminals are taken in."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

from timeclock.service.devices import DeviceRefused

# A stamp is 1 kB: what is larger than a few of them is nobody who waits.
LARGE_BYTES = 8 * 1024
# With the one under way half of the threads a process has; the others are for who waits at a door.
WAITING = 3
# Well before a terminal gives up: what is taken in for nobody comes once more.
LONGEST_SECONDS = 3
# Two thirds of the time are for who waits at a door, as long as somebody tapped in the last ten seconds.
REST = 2.0
PEOPLE_TAP = 10


def is_large(size: int) -> bool:
    """Say whether a request of so many bytes is a backlog, and no tap."""
    return size > LARGE_BYTES


class Turnstile:
    """Lets one large request in at a time, lets a few wait, and asks the others to come again.

    While people tap, what is large rests before its turn for `rest` times as long as the turn before took, and no
    longer than it may wait.
    """

    def __init__(self, waiting: int = WAITING, longest: float = LONGEST_SECONDS, rest: float = REST) -> None:
        self._room, self._turn = BoundedSemaphore(1 + waiting), BoundedSemaphore(1)
        self._longest, self._rest = longest, rest
        self._tapped_at, self._free_at = float("-inf"), float("-inf")

    @contextmanager
    def passing(self, size: int) -> Iterator[None]:
        """Wait for the turn of a request of this size; raise `DeviceRefused` where too many wait, or it takes long."""
        if not is_large(size):
            self._tapped_at = time.monotonic()
            yield
            return
        with _held(self._room, 0), _held(self._turn, self._longest):
            time.sleep(max(0, self._free_at - time.monotonic()))
            began = time.monotonic()
            yield
            ended = time.monotonic()
            if ended - self._tapped_at < PEOPLE_TAP:
                self._free_at = ended + min(self._rest * (ended - began), self._longest)


@contextmanager
def _held(semaphore: BoundedSemaphore, seconds: float) -> Iterator[None]:
    if not semaphore.acquire(timeout=seconds):
        raise DeviceRefused(429, "busy", "backlogs of other terminals are taken in; send this one again later")
    try:
        yield
    finally:
        semaphore.release()
