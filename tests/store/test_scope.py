"""Each read of people's data reaches exactly whom its scope covers, day by day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from tests.city import FIRST_DAY, NOW, City, evaluated, stamped
from timeclock.core.findings import Severity
from timeclock.core.spans import DaySpan
from timeclock.store import people, results, staffing
from timeclock.store.models import assign
from timeclock.store.schema.models import model
from timeclock.store.schema.people import employer, placement
from timeclock.store.scope import Scope
from timeclock.store.staffing import Hired, NewPerson

MOVE = date(2026, 6, 15)
BEFORE = MOVE - timedelta(days=3)
ALL = tuple(Severity)


@dataclass(frozen=True)
class Moved:
    """Demir worked in the registry until the move day, then in the archive; a placement there before was a mistake."""

    city: City
    demir: Hired

    @property
    def registry(self) -> Scope:
        return Scope("test", unit_ids=frozenset({self.city.registry}))

    @property
    def archive(self) -> Scope:
        return Scope("test", unit_ids=frozenset({self.city.archive}))

    @property
    def own(self) -> Scope:
        return Scope("test", person_id=self.demir.person_id)


NOBODY = Scope("test")
EVERYBODY = Scope.system("test")


@pytest.fixture
def moved(city: City) -> Moved:
    with city.database.transaction() as session:
        boss = session.execute(select(employer.c.id)).scalar_one()
        new = NewPerson("Derya", "Demir", "10004", city.registry, FIRST_DAY, 2340)
        demir = staffing.hire(session, boss, new, NOW)
        assign(
            session, demir.employment_id, session.execute(select(model.c.id)).scalar_one(), FIRST_DAY, FIRST_DAY, NOW
        )
        mine = placement.c.employment_id == demir.employment_id
        session.execute(update(placement).where(mine).values(valid_to=MOVE))
        since = {"employment_id": demir.employment_id, "unit_id": city.archive, **staffing.held_from(MOVE, NOW)}
        mistaken = since | staffing.held_from(FIRST_DAY, NOW) | {"superseded_at": NOW}
        session.execute(insert(placement), [since, mistaken])
        for who in (demir, city.aydin, city.celik):
            for day in (BEFORE, MOVE):
                stamped(session, who, day, "09:30 in 16:00 out", city.settings)
                evaluated(session, who, DaySpan.one(day), city)
    return Moved(city, demir)


def staff(session: Session, day: date, scope: Scope) -> list[str]:
    return sorted(each.family_name for each in people.listed(session, day, scope))


def test_the_people_of_a_unit_are_those_placed_there_on_that_day(moved: Moved) -> None:
    with moved.city.database.reading() as session:
        assert staff(session, BEFORE, moved.registry) == ["Aydin", "Brandt", "Demir"]
        assert staff(session, BEFORE, moved.archive) == ["Celik"]
        assert staff(session, MOVE - timedelta(days=1), moved.registry) == ["Aydin", "Brandt", "Demir"]
        assert staff(session, MOVE, moved.registry) == ["Aydin", "Brandt"]
        assert staff(session, MOVE, moved.archive) == ["Celik", "Demir"]


def test_nobody_sees_nobody_and_the_house_sees_all(moved: Moved) -> None:
    with moved.city.database.reading() as session:
        assert staff(session, MOVE, NOBODY) == []
        assert staff(session, MOVE, EVERYBODY) == ["Aydin", "Brandt", "Celik", "Demir"]
        assert staff(session, MOVE, moved.own) == ["Demir"]


def test_nobody_is_employed_before_the_first_day(moved: Moved) -> None:
    with moved.city.database.reading() as session:
        assert staff(session, FIRST_DAY - timedelta(days=1), EVERYBODY) == []


SEEN = [
    ("registry", BEFORE, True),
    ("registry", MOVE, False),
    ("archive", BEFORE, False),
    ("archive", MOVE, True),
    ("own", BEFORE, True),
    ("own", MOVE, True),
]


@pytest.mark.parametrize(("name", "day", "seen"), SEEN)
def test_an_employment_is_found_on_the_days_the_scope_covers(moved: Moved, name: str, day: date, seen: bool) -> None:
    scope: Scope = getattr(moved, name)
    with moved.city.database.reading() as session:
        by_uid = people.find(session, moved.demir.employment_uid, None, day, scope)
        by_staff_no = people.by_staff_no(session, "10004", day, scope)

        assert [found is not None for found in (by_uid, by_staff_no)] == [seen, seen]


@pytest.mark.parametrize(("name", "day", "seen"), SEEN)
def test_a_day_result_is_read_on_the_days_the_scope_covers(moved: Moved, name: str, day: date, seen: bool) -> None:
    with moved.city.database.reading() as session:
        found = results.day(session, moved.demir.employment_id, day, getattr(moved, name))

        assert (found is not None) == seen


JUNE = DaySpan.month(2026, 6)


@pytest.mark.parametrize(("name", "days"), [("registry", {BEFORE}), ("archive", {MOVE}), ("own", {BEFORE, MOVE})])
def test_figures_and_codes_of_a_month_are_those_of_the_days_the_scope_covers(
    moved: Moved, name: str, days: set[date]
) -> None:
    scope: Scope = getattr(moved, name)
    with moved.city.database.reading() as session:
        figures = results.figures(session, moved.demir.employment_id, JUNE, scope)
        codes = results.codes(session, moved.demir.person_id, moved.demir.employment_id, JUNE, scope)

        assert {each.day for each in figures if each.worked} == days
        assert {day for day, found in codes.items() if "core_time" in found} == days


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("registry", {("Demir", BEFORE), ("Aydin", BEFORE), ("Aydin", MOVE)}),
        ("archive", {("Demir", MOVE), ("Celik", BEFORE), ("Celik", MOVE)}),
        ("own", {("Demir", BEFORE), ("Demir", MOVE)}),
    ],
)
def test_findings_are_those_of_the_people_on_the_days_the_scope_covers(
    moved: Moved, name: str, found: set[tuple[str, date]]
) -> None:
    with moved.city.database.reading() as session:
        listed = results.findings(session, JUNE, ALL, getattr(moved, name))

        assert {(who.family_name, each.day) for who, each in listed if each.code == "core_time"} == found


def test_no_scope_covers_nothing(moved: Moved) -> None:
    with moved.city.database.reading() as session:
        assert results.findings(session, JUNE, ALL, NOBODY) == []
        assert results.figures(session, moved.demir.employment_id, JUNE, NOBODY) == []
        assert results.day(session, moved.demir.employment_id, MOVE, NOBODY) is None
        assert results.codes(session, moved.demir.person_id, moved.demir.employment_id, JUNE, NOBODY) == {}


def test_the_sums_of_one_are_not_those_of_another(moved: Moved) -> None:
    with moved.city.database.reading() as session:
        ids = [moved.demir.employment_id, moved.city.brandt.employment_id]
        standing = results.standing(session, ids, MOVE + timedelta(days=1))

        assert standing[ids[0]].worked == 2 * timedelta(hours=6)
        assert standing[ids[1]].worked == timedelta(0)
        since = results.standing(session, ids[:1], MOVE + timedelta(days=1), MOVE)
        assert since[ids[0]].worked == timedelta(hours=6)


def test_results_saved_anew_replace_those_of_the_person_and_leave_the_neighbours(moved: Moved) -> None:
    city = moved.city
    with city.database.transaction() as session:
        before = results.day(session, city.aydin.employment_id, MOVE, EVERYBODY)
        stamped(session, moved.demir, MOVE, "18:00 in 19:00 out", city.settings)
        evaluated(session, moved.demir, DaySpan.one(MOVE), city)
        again = results.day(session, moved.demir.employment_id, MOVE, EVERYBODY)

        assert results.day(session, city.aydin.employment_id, MOVE, EVERYBODY) == before
        assert again is not None
        assert len(again.result.sessions) == 2
