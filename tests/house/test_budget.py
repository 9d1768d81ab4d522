"""All suites together fit into the minutes of CI, and no test stands outside a suite."""

import tomllib

import pytest

import dev
from tests.conftest import counts_of
from tests.house.tree import ROOT

BUDGET = tomllib.loads((ROOT / "tests" / "budget.toml").read_text())
TOO_MUCH = {"suite": {"core": {"minutes": 20}, "web": {"minutes": 5.5}}}


def outside_of_suites(budget: dict, files: list[str]) -> list[str]:
    """Return the test files no suite runs."""
    paths = [path for suite in budget["suite"].values() for path in suite["paths"]]
    return [file for file in files if not any(file == path or file.startswith(f"{path}/") for path in paths)]


def test_the_shares_fit_into_ci():
    assert dev.declared(BUDGET) <= dev.CI_MINUTES


def test_shares_above_the_limit_are_seen():
    assert dev.declared(TOO_MUCH) > dev.CI_MINUTES


def test_suites_that_wait_side_by_side_take_the_minutes_of_the_longest():
    waiting = {"pcsc": {"minutes": 2.5, "waiting": True}, "flow": {"minutes": 2, "waiting": True}}

    assert dev.declared({"suite": {"core": {"minutes": 1.5}, **waiting}}) == 4


def test_suites_of_one_process_run_in_pairs():
    single = {"core": {"minutes": 2, "single": True}, "house": {"minutes": 1, "single": True}}

    assert dev.declared({"suite": {"web": {"minutes": 2}, **single}}) == 3.5


def test_every_test_file_belongs_to_a_suite():
    files = [str(path.relative_to(ROOT)) for path in (ROOT / "tests").rglob("test_*.py")]

    assert outside_of_suites(BUDGET, files) == []


def test_a_file_outside_is_found():
    assert outside_of_suites(BUDGET, ["tests/elsewhere/test_it.py"]) == ["tests/elsewhere/test_it.py"]


def test_every_count_has_a_value_for_ci_and_a_larger_one_for_long():
    ci, long = counts_of(BUDGET, "ci"), counts_of(BUDGET, "long")

    assert {name for name in ci if ci[name] >= long[name]} == set()


def test_a_count_named_twice_is_refused():
    twice = {"suite": {name: {"counts": {"taps": {"ci": 1, "long": 2}}} for name in ("a", "b")}}

    with pytest.raises(ValueError, match="taps"):
        counts_of(twice, "ci")
