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


@pytest.fixture
def registry(sqlite_city: City) -> City:
    """Two people of one unit on one day: she leaves at 14:25 without a break, he keeps his core time."""
    city = sqlite_city
    with city.database.transaction() as session:
        for who, taps in ((city.aydin, "08:00 in 14:25 out"), (city.brandt, "08:00 in 12:00 out 12:30 in 16:18 out")):
            stamped(session, who, TUESDAY, taps, city.settings)
            evaluated(session, who, DaySpan.one(TUESDAY), city)
    return city


def tried(city: City, *words: str, least: int = 2) -> tuple[int, str]:
    """Return the exit code and what is printed of a unit's Tuesday, where so few people may be told of."""
    given = ["simulate", "--unit", "Bürgerdienste", *words, "--database", city.settings.database_url]
    done = CliRunner().invoke(main, given, env={"COLUMNS": "200", "TIMECLOCK_LEAST_GROUP": str(least)})
    return done.exit_code, done.output


def test_a_units_days_are_told_before_and_after_and_name_nobody(registry: City) -> None:
    day = ("--from", "2026-11-17", "--to", "2026-11-17")
    code, output = tried(registry, *day, "--breaks", "step", "--core-time", "10:00-14:00", "--keep", "20:00")
    words = [" ".join(line.split()) for line in output.splitlines()]

    assert code == 0, output
    assert "Bürgerdienste, 17.11.2026 – 17.11.2026: 2 Personen" in words
    assert any("Kernzeit 10:00–14:00" in line and "Bei der Kappung bleiben: 20:00" in line for line in words)
    # 6:00 and 7:48; half an hour instead of 0:25 is taken off.
    assert "Istzeit 13:48 13:43 −0:05" in words
    # What moves hers alone is a cause of one person, and the finding of her core time too: neither is told.
    assert not any("Abgezogene Pausen" in line or "Kernzeit nicht" in line for line in words)
    assert "Was weniger als 2 Menschen haben, ist weggelassen." in words
    assert {"1", "2"} <= {line.split()[0] for line in words if line}
    for name in ("Aydin", "Brandt", "10001", "10002"):
        assert name not in output
    audit = metadata.tables["audit"]
    with registry.database.transaction() as session:
        looked = audit.c.action == "operator.simulate_unit"
        [subject] = session.execute(select(audit.c.subject).where(looked)).scalars()
    assert subject.endswith("/2026-11-17/")


@pytest.mark.parametrize(
    ("words", "least", "message"),
    [
        (("--keep", "20:00"), 3, "so few people worked in the unit in these days that they could be recognised"),
        (("--unit", "Hafen"), 2, "there is no such unit today"),
        (("NONE",), 2, "NONE: neither the city nor the starter catalogue has this model"),
        (("10001", "KERN"), 2, "with --unit say at most a MODEL"),
        (("--to", "2026-11-17"), 2, "say with --from where the days begin"),
        (("--from", "2099-01-01"), 2, "only days that have begun can be tried"),
        (("--keep", "20"), 2, "write them like 20:00"),
        (("--night-from", "late"), 2, "write it like 20:00"),
        (("--frame", "20:00-06:00"), 2, "write them like 10:00-15:00"),
    ],
)
def test_what_cannot_be_tried_on_a_unit_is_said(
    registry: City, words: tuple[str, ...], least: int, message: str
) -> None:
    code, output = tried(registry, *words, least=least)

    assert code != 0
    assert message in output


@pytest.mark.parametrize("words", [("10001",), ("10001", "KERN", "--from", "2026-11-17", "--keep", "20:00")])
def test_figures_are_tried_on_units_and_models_on_people(registry: City, words: tuple[str, ...]) -> None:
    assert simulated(registry, *words)[0] == 2
