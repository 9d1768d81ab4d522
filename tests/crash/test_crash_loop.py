"""Kill anything at any moment while stamps flow over a bad line: what was acknowledged is there, exactly once."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from tests.crash import tampering
from tests.crash.planted import Defect
from tests.crash.run import Plan, Run
from tests.crash.verdict import Fault

pytestmark = pytest.mark.postgres

Start = Callable[[Plan], Run]
LOOK_EVERY = 10
# Enough for a planted defect to show: it mostly does within ten kills, and the run ends with the first sight of it.
KILLS_AT_MOST, STAMPS_AT_MOST = 60, 6000
SEEN_BY = {
    Defect.NO_UNIQUE_KEY: Fault.TWICE,
    Defect.ACKNOWLEDGES_FIRST: Fault.LOST,
    Defect.COMMITS_ASYNCHRONOUSLY: Fault.LOST,
}


def test_whatever_is_killed_every_acknowledged_stamp_is_stored_exactly_once(
    start: Start, seed: int, counts: Mapping[str, int], capsys: pytest.CaptureFixture[str]
) -> None:
    run = start(Plan("sound", seed, counts["kills"], counts["crash_stamps"], LOOK_EVERY))

    found = run.go()

    with capsys.disabled():
        print("\n" + run.report())
    assert [str(each) for each in found] == []


@pytest.mark.parametrize("defect", SEEN_BY)
def test_the_run_turns_red_with_a_planted_defect(
    defect: Defect, start: Start, seed: int, capsys: pytest.CaptureFixture[str]
) -> None:
    run = start(Plan(defect.value, seed, KILLS_AT_MOST, STAMPS_AT_MOST, 1, defect))

    found = run.go()

    with capsys.disabled():
        print("\n" + run.report(), *found, sep="\n  ")
    assert SEEN_BY[defect] in {each.fault for each in found}


def test_the_verdict_names_each_thing_that_is_wrong(start: Start, seed: int) -> None:
    run = start(Plan("tampered", seed, 10, 400, 10))
    assert [each for each in run.go() if each.fault is not Fault.TAME] == []

    tampering.forge(run)

    assert {each.fault for each in run.judge()} - {Fault.TAME} == tampering.SEEN_AS
