"""The whole made-up city, compared with what its facts give."""

import re

from click.testing import CliRunner

from timeclock.cli import main


def test_everything_saved_of_the_city_is_what_its_facts_give():
    done = CliRunner().invoke(main, ["rebuild", "--verify", "--demo"])
    counted = {name: int(number) for number, name in re.findall(r"(\d+) ([a-z ]+)", done.output)}

    assert done.exit_code == 0, done.output
    assert "identical" in done.output.splitlines()[-1]
    assert counted["people"] > 50
    assert counted["day results"] > 150 * counted["people"]
    assert all(counted.values())
    assert "wait to be worked out" not in done.output
