"""Whatever the line does to what terminals send, each stamp is stored exactly once, in order, and none is forgotten."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from tests.crash.chaos import Chaos, Weather
from tests.crash.cluster import Cluster
from tests.crash.planted import Defect
from tests.crash.proxy import Fate, Odds
from tests.crash.stack import Nursery
from tests.crash.town import Town
from tests.crash.verdict import Fault
from tests.crash.walls import Believing

pytestmark = pytest.mark.postgres

WALLS = 16
STAMPS_TO_SHOW = 300

Begin = Callable[[Weather], Chaos]


@pytest.fixture
def begin(cluster: Cluster, nursery: Nursery, the_town: Town, tmp_path: Path) -> Iterator[Begin]:
    begun: list[Chaos] = []

    def made(weather: Weather) -> Chaos:
        begun.append(Chaos(weather, cluster, nursery, the_town, tmp_path / weather.name))
        return begun[-1]

    yield made
    for chaos in begun:
        print(chaos.report())


def test_over_the_worst_line_every_stamp_arrives_exactly_once(
    begin: Begin, seed: int, counts: Mapping[str, int], capsys: pytest.CaptureFixture[str]
) -> None:
    chaos = begin(Weather("weather", seed, WALLS, counts["line_stamps"], counts["unknown_outcomes"]))

    found = chaos.go()

    with capsys.disabled():
        print("\n" + chaos.report())
    assert [str(each) for each in found] == []


def test_a_server_that_knows_stamps_for_a_while_only_stores_them_twice(begin: Begin, seed: int) -> None:
    late = Odds({Fate.LATE: 30}, {})
    chaos = begin(Weather("forgets", seed, WALLS, STAMPS_TO_SHOW, 1, late, defect=Defect.FORGETS_KEYS))

    assert Fault.TWICE in {each.fault for each in chaos.go()}


def test_a_terminal_that_takes_one_answer_for_its_batch_loses_stamps(begin: Begin, seed: int) -> None:
    chaos = begin(Weather("believes", seed, WALLS, STAMPS_TO_SHOW, 1, damaged=0.1, exchange=Believing))

    assert Fault.MISSING in {each.fault for each in chaos.go()}
