"""`timeclock simulate`: a model tried on past stamps, beside the one in force, and nothing saved."""

from __future__ import annotations

from datetime import date

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select

from tests.city import City, evaluated, stamped
from timeclock.cli import main
from timeclock.core.spans import DaySpan
from timeclock.store.schema import metadata

TUESDAY = date(2026, 11, 17)
RESULTS = ("day_result", "work_session", "break", "day_amount", "protect_day", "finding", "period_result", "rules")


def simulated(city: City, *words: str) -> tuple[int, str]:
    """Return the exit code and what is printed."""
    given = ["simulate", *words, "--database", city.settings.database_url]
    done = CliRunner().invoke(main, given, env={"COLUMNS": "200"})
    return done.exit_code, done.output


def held(city: City) -> dict[str, int]:
    """Return how many rows each table of results has."""
    with city.database.transaction() as session:
        tables = {name: metadata.tables[name] for name in RESULTS}
        return {
            name: session.execute(select(func.count()).select_from(table)).scalar_one()
            for name, table in tables.items()
        }


@pytest.fixture
def worked(city: City) -> City:
    with city.database.transaction() as session:
        stamped(session, city.aydin, TUESDAY, "06:50 in 12:00 break_start 12:30 break_end 14:40 out", city.settings)
        evaluated(session, city.aydin, DaySpan.one(TUESDAY), city)
    return city


@pytest.mark.parametrize(
    ("language", "told", "day"),
    [
        ("de", "− Kernzeit nicht vollständig eingehalten", "Di., 17. Nov."),
        ("en", "− Core time not fully worked", "Tue, 17 Nov"),
    ],
)
def test_what_would_be_otherwise_is_told_beside_what_is(worked: City, language: str, told: str, day: str) -> None:
    before = held(worked)
    code, output = simulated(
        worked, "10001", "VERTRAUEN", "--from", "2026-11-17", "--to", "2026-11-17", "--language", language
    )
    row = next(line for line in output.splitlines() if line.startswith(day))

    assert code == 0, output
    assert row.count("7:20") == 2
    assert told in row
    assert held(worked) == before


def test_fixed_times_would_not_count_what_lies_before_them(worked: City) -> None:
    _, output = simulated(worked, "10001", "FEST", "--from", "2026-11-17", "--to", "2026-11-17")
    figures = output.splitlines()[1].split("  ")

    assert [figure.strip() for figure in figures if figure.strip()][1:7] == [
        "7:48",
        "7:20",
        "−0:28",
        "8:00",
        "6:40",
        "−1:20",
    ]


def test_what_is_due_follows_the_pattern_from_its_anchor(worked: City) -> None:
    _, output = simulated(
        worked, "10001", "TZ3", "--from", "2026-11-17", "--to", "2026-11-17", "--anchor", "2026-11-15"
    )

    assert "7:00" in output.splitlines()[1].split()


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("10001", "NONE", "--from", "2026-11-17"), "NONE: neither the city nor the starter catalogue has this model"),
        (("99999", "KERN", "--from", "2026-11-17"), "99999: nobody with this staff number is employed on 2026-11-17"),
        (("10001", "KERN", "--from", "2099-01-01"), "only days that have begun can be tried"),
        (("10001", "KERN", "--from", "2026-11-17", "--to", "2026-11-16"), "--to is not before --from"),
    ],
)
def test_what_cannot_be_tried_is_said(worked: City, words: tuple[str, ...], message: str) -> None:
    code, output = simulated(worked, *words)

    assert code == 1
    assert message in output


def test_a_look_at_somebodys_times_is_recorded(worked: City) -> None:
    simulated(worked, "10001", "KERN", "--from", "2026-11-17", "--to", "2026-11-17")

    audit = metadata.tables["audit"]
    with worked.database.transaction() as session:
        subjects = session.execute(select(audit.c.subject).where(audit.c.action == "operator.simulate")).scalars().all()
    assert len(subjects) == 1
    assert subjects[0].endswith("/2026-11-17/KERN")
