"""When processes were being killed: what makes an acknowledgement firm or racing."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock


class KillLog:
    """The spans of time in which processes died, each noted before its first signal."""

    def __init__(self) -> None:
        self.manners: Counter[str] = Counter()
        self._spans: list[list[float]] = []
        self._lock = Lock()

    @contextmanager
    def dying(self, manner: str) -> Iterator[None]:
        """Note that something is killed from now on until the block ends, when it is dead."""
        span = [time.monotonic(), float("inf")]
        with self._lock:
            self._spans.append(span)
        try:
            yield
        finally:
            with self._lock:
                span[1] = time.monotonic()
                self.manners[manner] += 1

    def meets(self, began: float, ended: float) -> bool:
        """Say whether anything was dying between two readings of the monotonic clock."""
        with self._lock:
            return any(start <= ended and end >= began for start, end in self._spans)

    @property
    def total(self) -> int:
        return self.manners.total()
