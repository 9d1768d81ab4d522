"""A benchmark notices what got slower: proved by a clock of our own, for real ones prove nothing on a busy machine."""

from dataclasses import replace

import pytest

from benchmarks.pace import Bench, measure, row, twice_as_long, verdict


class Watch:
    """Time that passes only when somebody works."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        self.now += 1e-9
        return self.now

    def work(self, seconds: float):
        def worked() -> None:
            self.now += seconds

        return worked


def figures(ours: float, planted: float, floor: float = 1.0):
    watch = Watch()
    bench = Bench("tap", "tap", 10, "bare", 0.5, watch.work(ours), watch.work(floor), watch.work(planted))
    return measure(bench, 3, watch)


def test_a_share_is_the_floor_s_time_by_ours():
    found = figures(ours=2.0, planted=4.0)

    assert (round(found.share, 3), round(found.planted_share, 3)) == (0.5, 0.25)
    assert (round(found.per_second, 3), round(found.floor_per_second, 3)) == (5.0, 10.0)


def test_a_planted_slow_down_is_reported():
    found = figures(ours=2.0, planted=4.0)

    assert found.noticed
    assert row(found).endswith("0.250 slower")


def test_a_plant_that_does_not_slow_is_not_taken_for_one():
    found = figures(ours=2.0, planted=2.1)

    assert not found.noticed
    assert row(found).endswith("as before")


def test_with_the_plant_in_its_place_the_figure_misses_its_aim():
    found = figures(ours=1.9, planted=3.8)

    assert " met " in row(found)
    assert " missed " in row(found, planted=True)


def test_a_figure_without_an_aim_is_neither_met_nor_missed():
    found = figures(ours=2.0, planted=4.0)

    assert " – " in row(replace(found, bench=replace(found.bench, aim=None)))
    assert "missed" not in row(replace(found, bench=replace(found.bench, aim=None)))


def test_where_only_a_part_of_the_work_counts_the_rest_does_not():
    """The wait for the next person is not the terminal's."""
    watch, counted = Watch(), Watch()

    def work(seconds: float):
        return lambda: (counted.work(seconds)(), watch.work(9.0)())

    bench = Bench("tap", "tap", 1, "bare", None, work(2.0), work(1.0), work(4.0), clock=counted)

    assert round(measure(bench, 3, watch).share, 3) == 0.5


def test_the_plant_takes_twice_as_long():
    watch = Watch()
    slowed = twice_as_long(watch.work(1e-6), watch)
    slowed()

    assert watch.now == pytest.approx(2e-6, rel=0.01)


@pytest.mark.parametrize(
    ("now", "before", "said"), [(0.2, 0.4, "slower"), (0.35, 0.4, "as before"), (0.5, 0.4, "as before")]
)
def test_noise_is_no_verdict(now, before, said):
    assert verdict(now, before) == said
