"""Everybody's results worked out anew: the same as before, by however many processes, and for all who can be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import func, select, update

from tests.city import NOW, City, evaluated, stamped
from timeclock import cli, clock
from timeclock.core.plans import DayPlan
from timeclock.core.spans import DaySpan
from timeclock.service import evaluation
from timeclock.store import models, recalculation
from timeclock.store.models import NewModel
from timeclock.store.schema import metadata
from timeclock.store.schema.models import assignment, model_version
from timeclock.store.schema.results import day_result

MONDAY = date(2026, 11, 2)
WEEK = DaySpan(MONDAY, MONDAY + timedelta(days=7))
RESULTS = ("day_result", "work_session", "break", "day_amount", "protect_day", "finding", "period_result")
ACTS = (
    "08:00 in 12:00 break_start 12:30 break_end 16:30 out",
    "05:50 in 17:00 out",
    "09:00 in 15:30 out",
)


@pytest.fixture
def city(city: City) -> City:
    """A city whose week was worked out as it came in."""
    for acts, who in zip(ACTS, (city.aydin, city.brandt, city.celik), strict=True):
        with city.database.transaction() as session:
            for day in DaySpan(MONDAY, WEEK.to_day - timedelta(days=1)):
                stamped(session, who, day, acts, city.settings)
            evaluated(session, who, WEEK, city, clock.now())
    return city


def anew(city: City, *words: str) -> Result:
    given = ["--from", f"{WEEK.from_day}", "--to", f"{WEEK.to_day - timedelta(days=1)}", *words]
    return CliRunner().invoke(cli.main, ["evaluate", *given, "--database", city.settings.database_url])


def stored(city: City) -> Sequence[Mapping[str, Any]]:
    """Return all results, but for the instant up to which facts were known."""
    with city.database.reading() as session:
        tables = [metadata.tables[name] for name in RESULTS]
        rows = [
            row for table in tables for row in session.execute(select(table).order_by(*table.primary_key)).mappings()
        ]
    return [{name: value for name, value in row.items() if name != "facts_until"} for row in rows]


def spoil(city: City) -> None:
    with city.database.transaction() as session:
        session.execute(update(day_result).values(worked_min=1))


def test_days_worked_out_anew_are_what_they_were(city: City) -> None:
    before = stored(city)
    spoil(city)

    done = anew(city)

    assert (done.exit_code, done.output.split(" in ")[0]) == (0, "3 people evaluated")
    assert stored(city) == before
    assert {row["code"] for row in before if "code" in row} >= {"ARBZG-4-1-DUR45", "ARBZG-3-2-MAX10"}


def test_two_processes_find_what_one_does(city: City) -> None:
    if city.database.kind == "sqlite":
        refused = anew(city, "--workers", "2")
        assert (refused.exit_code, "one writer" in refused.output) == (1, True)
        return
    before = stored(city)
    spoil(city)

    assert anew(city, "--workers", "2").exit_code == 0
    assert stored(city) == before


def test_who_cannot_be_evaluated_is_named_and_keeps_what_she_had(city: City) -> None:
    with city.database.transaction() as session:
        unreadable = models.add_model(session, NewModel("odd", "Odd", [DayPlan("a", timedelta(hours=8))]), MONDAY, NOW)
        version = update(model_version).where(model_version.c.model_id == unreadable)
        session.execute(version.values(figures={"unheard_of": 1}))
        of_brandt = update(assignment).where(assignment.c.employment_id == city.brandt.employment_id)
        session.execute(of_brandt.values(model_id=unreadable))
    spoil(city)

    done = anew(city)

    assert done.exit_code == 1
    assert "2 people evaluated" in done.output
    assert f"1 could not be evaluated, see the log: person {city.brandt.person_id}" in done.output
    with city.database.reading() as session:
        spoilt = select(day_result.c.employment_id).where(day_result.c.worked_min == 1).distinct()
        assert session.execute(spoilt).scalars().all() == [city.brandt.employment_id]


def test_what_waits_of_these_days_is_worked_off_and_the_rest_still_waits(city: City) -> None:
    with city.database.transaction() as session:
        who = city.aydin.person_id
        recalculation.mark(session, [(who, MONDAY), (who, WEEK.to_day + timedelta(days=7))], "asked", NOW)
        evaluation.refresh_now(session, who, city.rulebook(), clock.now(), anew=WEEK)

        assert [mark.day for mark in recalculation.claim(session, who)] == [WEEK.to_day + timedelta(days=7)]


def test_somebody_worked_out_anew_is_held_meanwhile(city: City) -> None:
    with city.database.transaction() as session:
        evaluation.refresh_now(session, city.aydin.person_id, city.rulebook(), clock.now(), anew=WEEK)
        if city.database.kind == "postgresql":
            free = func.pg_try_advisory_xact_lock(recalculation.PERSON_LOCK, city.aydin.person_id)
            with city.database.transaction() as other:
                assert not other.execute(select(free)).scalar_one()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--from", "2026-11-09", "--to", "2026-11-08"), "--to is not before --from"),
        (("--from", "2026-11-09", "--to", "2999-01-01"), "only days that have begun"),
    ],
)
def test_days_that_are_none_are_refused(city: City, words: tuple[str, ...], said: str) -> None:
    refused = CliRunner().invoke(cli.main, ["evaluate", *words, "--database", city.settings.database_url])

    assert refused.exit_code == 1
    assert said in refused.output
