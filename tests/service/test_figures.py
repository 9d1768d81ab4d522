"""Figures by unit: sums for HR that never show a small group, nor let one be worked out."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from tests import city as builders
from tests.city import FIRST_DAY, NOW, City, stamped
from tests.lived_in import evaluated, sight
from timeclock.service import figures
from timeclock.service.figures import MonthFigures, UnitFigures
from timeclock.store import models, staffing
from timeclock.store.db import Session
from timeclock.store.schema.models import model
from timeclock.store.schema.people import employer
from timeclock.store.staffing import NewPerson

NOVEMBER = date(2026, 11, 1)


def hire(session: Session, city: City, unit_id: int, count: int) -> None:
    boss = session.execute(select(employer.c.id)).scalar_one()
    works_by = session.execute(select(model.c.id)).scalar_one()
    for n in range(count):
        new = NewPerson("Test", f"Person {n}", f"{unit_id}-{n}", unit_id, FIRST_DAY, 2340)
        hired = staffing.hire(session, boss, new, NOW)
        models.assign(session, hired.employment_id, works_by, FIRST_DAY, FIRST_DAY, NOW)


def a_unit(session: Session, city: City, name: str, count: int) -> int:
    boss = session.execute(select(employer.c.id)).scalar_one()
    unit_id = staffing.add_unit(session, boss, name, FIRST_DAY, NOW)
    hire(session, city, unit_id, count)
    return unit_id


def month(session: Session, city: City, least: int = 3) -> MonthFigures:
    builders.agreed(session)
    return figures.month(session, sight(session, city, "hr"), NOVEMBER, least)


def sizes(found: MonthFigures) -> dict[str, int | None]:
    return {unit.unit_name: unit.people for unit in found.units}


def test_a_large_group_is_shown_with_its_sums(city: City) -> None:
    with city.database.transaction() as session:
        hire(session, city, city.registry, 3)
        hire(session, city, city.archive, 3)
        stamped(session, city.aydin, date(2026, 11, 17), "08:00 in 16:30 out", city.settings)
        stamped(session, city.brandt, date(2026, 11, 17), "08:00 in 15:30 out", city.settings)
    evaluated(city, NOW)
    with city.database.transaction() as session:
        shown = {unit.unit_name: unit for unit in month(session, city, least=2).units}["Bürgerdienste"]

    assert (shown.people, shown.people_reached) == (5, 2)
    assert shown.worked == timedelta(hours=15)


def test_a_large_group_of_which_few_have_times_is_a_small_one(city: City) -> None:
    with city.database.transaction() as session:
        hire(session, city, city.registry, 10)
        hire(session, city, city.archive, 10)
        stamped(session, city.aydin, date(2026, 11, 17), "08:00 in 16:30 out", city.settings)
    evaluated(city, NOW)
    with city.database.transaction() as session:
        assert sizes(month(session, city))["Bürgerdienste"] is None


def test_a_small_group_shows_that_it_exists_and_no_more(city: City) -> None:
    with city.database.transaction() as session:
        hire(session, city, city.registry, 10)
        found = month(session, city)

    assert UnitFigures("Stadtarchiv", None, None, None, None, None, None) in found.units


def test_where_one_group_is_small_the_next_smallest_is_hidden_too(city: City) -> None:
    with city.database.transaction() as session:
        a_unit(session, city, "Bauamt", 5)
        hire(session, city, city.registry, 10)

        assert sizes(month(session, city)) == {"Bauamt": None, "Bürgerdienste": 12, "Stadtarchiv": None}


def test_hidden_groups_that_are_small_even_together_take_another_with_them(city: City) -> None:
    with city.database.transaction() as session:
        a_unit(session, city, "Bauamt", 2)
        a_unit(session, city, "Kita", 8)
        hire(session, city, city.registry, 10)

        found = sizes(month(session, city, least=5))
    assert found == {"Bauamt": None, "Bürgerdienste": 12, "Kita": None, "Stadtarchiv": None}


def test_large_groups_alone_are_all_shown(city: City) -> None:
    with city.database.transaction() as session:
        hire(session, city, city.archive, 5)
        hire(session, city, city.registry, 5)

        assert sizes(month(session, city)) == {"Bürgerdienste": 7, "Stadtarchiv": 6}


def test_two_units_of_one_name_are_two_groups(city: City) -> None:
    with city.database.transaction() as session:
        for _ in range(2):
            a_unit(session, city, "Sekretariat", 2)
        hire(session, city, city.registry, 10)

        shown = [unit.people for unit in month(session, city).units if unit.unit_name == "Sekretariat"]
    assert shown == [None, None]


@given(st.lists(st.integers(1, 12), min_size=1, max_size=8), st.integers(2, 10))
def test_no_hidden_group_can_be_worked_out_from_the_whole(counts: list[int], least: int) -> None:
    hidden = figures.hidden_units(dict(enumerate(counts)), least)

    shown = [size for no, size in enumerate(counts) if no not in hidden]
    assert all(size >= least for size in shown)
    assert not hidden or len(hidden) == len(counts) or (len(hidden) > 1 and sum(counts[no] for no in hidden) >= least)
    assert hidden or min(counts) >= least


@pytest.mark.parametrize("name", ["aydin", "brandt", "officer", "council", "it"])
def test_who_is_not_hr_sees_no_unit(city: City, name: str) -> None:
    with city.database.transaction() as session:
        builders.agreed(session)
        found = figures.month(session, sight(session, city, name), NOVEMBER, 1)

    assert found.units == ()
