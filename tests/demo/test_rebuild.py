"""The whole made-up city, compared with what its facts give."""

import re

import time_machine
from click.testing import CliRunner

from demo import throw_away
from tests.demo.conftest import FRIDAY
from timeclock.cli import demo_city, main


def compared(*arguments):
    """Run the command; return what it counted, once it ended well and found everything identical."""
    done = CliRunner().invoke(main, ["rebuild", "--verify", *arguments])
    assert done.exit_code == 0, done.output
    assert "identical" in done.output.splitlines()[-1]
    assert "wait to be worked out" not in done.output
    return {name: int(number) for number, name in re.findall(r"(\d+) ([a-z ]+)", done.output)}


def test_everything_saved_of_the_city_is_what_its_facts_give(town, counts):
    with time_machine.travel(FRIDAY, tick=False):
        counted = compared("--database", town.settings.database_url)

    assert counted["people"] > 50
    assert counted["day results"] > counts["demo_days"] * 4 / 5 * counted["people"]
    assert all(counted.values())


def test_the_city_that_is_thrown_away_is_the_whole_one(pytestconfig):
    assert demo_city.maker("whole") is throw_away.whole_city
    if pytestconfig.getoption("--long"):
        assert compared("--demo")["people"] > 50
