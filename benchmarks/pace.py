"""Timing a thing, its floor and the thing slowed down on purpose in turns, so that the machine's moods fall on all."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

Work = Callable[[], object]
# Less than this of the speed before is slower; noise on a shared machine stays above it.
SLOWER = 0.75


@dataclass(frozen=True, slots=True)
class Bench:
    """One figure: the thing, the smallest honest program that does the same, and the thing at half its speed.

    `aim` is the least share of the floor's speed, None where none was set. `ready` makes what a round needs before its
    clock runs. `remark`: what else was seen. `rounds`: how many are enough of what takes long. `clock`: goes only while
    that is done which counts, where this is but a part of the work. Without `planted` it takes minutes: then it is
    measured once, cold, and that a slow-down is noticed is shown by a shorter one.
    """

    name: str
    unit: str
    units: int
    floor_name: str
    aim: float | None
    ours: Work
    floor: Work
    planted: Work | None
    ready: Work = lambda: None
    remark: Callable[[], str] = lambda: ""
    rounds: int | None = None
    clock: Callable[[], float] | None = None


@dataclass(frozen=True, slots=True)
class Figures:
    """Medians over the rounds: units a second, and the shares of the floor's speed, round by round compared."""

    bench: Bench
    per_second: float
    floor_per_second: float
    share: float
    planted_share: float | None

    @property
    def noticed(self) -> bool:
        """Say whether the slow-down planted shows as one, if there is one."""
        return self.planted_share is None or verdict(self.planted_share, self.share) == "slower"


def verdict(now: float, before: float) -> str:
    """Compare two shares: 0.2 after 0.4 is slower, 0.35 is not told from noise."""
    return "slower" if now < before * SLOWER else "as before"


def measure(bench: Bench, rounds: int, clock: Callable[[], float] = time.perf_counter) -> Figures:
    """Run all three in turns after one round that warms up; who goes first changes every round."""
    clock = bench.clock or clock
    if bench.planted is None:
        floor, ours = _seconds(bench, bench.floor, clock), _seconds(bench, bench.ours, clock)
        return Figures(bench, bench.units / ours, bench.units / floor, floor / ours, None)
    works = [bench.ours, bench.floor, bench.planted]
    taken: list[Sequence[float]] = []
    for number in range(rounds + 1):
        order = [(number + place) % 3 for place in range(3)]
        seconds = {which: _seconds(bench, works[which], clock) for which in order}
        taken.append([seconds[which] for which in range(3)])
    warm = taken[1:]
    return Figures(
        bench,
        bench.units / statistics.median(ours for ours, _, _ in warm),
        bench.units / statistics.median(floor for _, floor, _ in warm),
        statistics.median(floor / ours for ours, floor, _ in warm),
        statistics.median(floor / planted for _, floor, planted in warm),
    )


def _seconds(bench: Bench, work: Work, clock: Callable[[], float]) -> float:
    bench.ready()
    began = clock()
    work()
    return clock() - began


def twice_as_long(work: Work, clock: Callable[[], float] = time.perf_counter) -> Work:
    """Plant a slow-down: the work, and then as much time again for nothing."""

    def slowed() -> None:
        began = clock()
        work()
        until = 2 * clock() - began
        while clock() < until:
            pass

    return slowed


HEAD = f"{'figure':<34}{'ours':>10}{'floor':>10}{'share':>8}{'aim':>8}  {'':<8}{'with the plant':<20}"


def row(figures: Figures, *, planted: bool = False) -> str:
    """Return one line of the table; `planted` puts the slowed thing in the place of the thing."""
    bench, slowed = figures.bench, figures.planted_share
    share = slowed if planted and slowed is not None else figures.share
    speed = figures.per_second * (share / figures.share)
    seen = "–" if slowed is None else f"{slowed:.3f} {verdict(slowed, figures.share)}"
    return (
        f"{bench.name:<34}{rate(speed):>10}{rate(figures.floor_per_second):>10}{share:>8.3f}{_aimed(bench.aim, share)}"
        f"{seen:<20}{bench.remark()}"
    ).rstrip()


def _aimed(aim: float | None, share: float) -> str:
    if aim is None:
        return f"{'–':>8}{'':10}"
    return f"{f'≥ {aim}':>8}  {'met' if share >= aim else 'missed':<8}"


def rate(per_second: float) -> str:
    """Return units a second as people read them: 45,000/s, 3.2/s."""
    return f"{per_second:,.0f}/s" if per_second >= 100 else f"{per_second:.1f}/s"
