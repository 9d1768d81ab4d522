"""Timing two things in turns, so that whatever else the machine does falls on both."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

Work = Callable[[], object]


def seconds(work: Work) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def ratio(ours: Work, floor: Work, rounds: int) -> tuple[float, float, float]:
    """Return the median of ours ÷ floor over the rounds, and both medians in seconds; one round before warms up."""
    ours(), floor()
    pairs = [(seconds(ours), seconds(floor)) for _ in range(rounds)]
    return (
        statistics.median(mine / bare for mine, bare in pairs),
        statistics.median(mine for mine, _ in pairs),
        statistics.median(bare for _, bare in pairs),
    )


def show(name: str, ours: Work, floor: Work, unit: str, units: int, rounds: int) -> None:
    """Print one line: the ratio, and what the floor does per unit of work. A planted slow-down must show, too."""
    found, mine, bare = ratio(ours, floor, rounds)
    twice, _, _ = ratio(lambda: (ours(), ours()), floor, max(3, rounds // 3))
    per_unit = f"ours {mine / units * 1e3:.3f} ms, floor {bare / units * 1e3:.3f} ms"
    print(f"{name:<40} {found:5.2f} × floor   ({unit}: {per_unit}; planted ×2 shows as {twice / found:.1f})")
