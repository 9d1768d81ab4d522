"""`timeclock rebuild`: results put right from the facts, and compared with what is saved."""

from __future__ import annotations

from datetime import date

import pytest
from click.testing import CliRunner
from sqlalchemy import update

from tests.city import City, evaluated, stamped
from timeclock.cli import main
from timeclock.core.spans import DaySpan
from timeclock.store.schema.results import day_result

TUESDAY = date(2026, 11, 17)


@pytest.fixture
def worked(city: City) -> City:
    with city.database.transaction() as session:
        for who in (city.aydin, city.brandt):
            stamped(session, who, TUESDAY, "08:00 in 16:30 out", city.settings)
            evaluated(session, who, DaySpan(TUESDAY, date(2026, 11, 20)), city)
    return city


def rebuilt(city: City, *words: str) -> tuple[int, str]:
    """Return the exit code and what is printed."""
    done = CliRunner().invoke(main, ["rebuild", *words, "--database", city.settings.database_url])
    return done.exit_code, done.output


def test_what_is_saved_is_what_the_facts_give(worked: City) -> None:
    code, output = rebuilt(worked, "--verify")

    assert code == 0, output
    assert "2 people: 10 day results, 2 work sessions" in output
    assert "identical" in output.splitlines()[-1]


def test_one_minute_is_found_named_and_put_right(worked: City) -> None:
    with worked.database.transaction() as session:
        session.execute(update(day_result).where(day_result.c.day == TUESDAY).values(worked_min=481))
    code, output = rebuilt(worked, "--verify")

    assert code == 1
    named = f"employment {worked.aydin.employment_uid}, {TUESDAY}, day_result.worked_min: saved 481, rebuilt 480"
    assert named in output
    assert "2 values of 2 people differ" in output
    assert "identical" not in output

    assert rebuilt(worked) == (0, "2 people's results rebuilt\n")
    assert rebuilt(worked, "--verify")[0] == 0


def test_several_processes_find_the_same(sqlite_city: City) -> None:
    with sqlite_city.database.transaction() as session:
        for who in (sqlite_city.aydin, sqlite_city.brandt):
            evaluated(session, who, DaySpan.one(TUESDAY), sqlite_city)
        session.execute(update(day_result).values(target_min=1))
    code, output = rebuilt(sqlite_city, "--verify", "--workers", "2")

    assert code == 1
    assert f"employment {sqlite_city.aydin.employment_uid}" in output
    assert "of 2 people differ" in output


@pytest.mark.parametrize(
    ("words", "told"), [(["--demo"], "goes with --verify"), (["--workers", "2"], "SQLite has one writer")]
)
def test_what_makes_no_sense_is_refused(sqlite_city: City, words: list[str], told: str) -> None:
    code, output = rebuilt(sqlite_city, *words)

    assert code != 0
    assert told in output
