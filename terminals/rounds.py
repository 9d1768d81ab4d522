"""Does one thing again and again in a thread of its own; what goes wrong is tried again later and stops nothing."""

from __future__ import annotations

import logging
from collections.abc import Callable
from threading import Event, Thread

from terminals.deliver import jitter

log = logging.getLogger(__name__)

AGAIN_SECONDS = 60.0  # after what went wrong


class Rounds:
    """Runs `work`, which says after how many seconds it wants to be run again."""

    def __init__(self, name: str, work: Callable[[], float]) -> None:
        self._name, self._work = name, work
        self._over = Event()
        self._thread = Thread(target=self._run, name=name, daemon=True)

    @property
    def is_over(self) -> bool:
        return self._over.is_set()

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._over.set()
        self._thread.join(2)

    def _run(self) -> None:
        while not self.is_over:
            seconds = AGAIN_SECONDS
            try:
                seconds = self._work()
            except Exception:
                log.exception("%s failed", self._name)
            self._over.wait(seconds * jitter())
