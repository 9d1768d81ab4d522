"""What protects a person: entered, ended, replaced, on record, and with every day it touches worked out again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from sqlalchemy import delete, select

from tests.city import FIRST_DAY, NOW, City, employed_again, evaluated
from timeclock.core.protections import Figures, Protection, ProtectionKind
from timeclock.core.spans import DaySpan
from timeclock.service import protections as service
from timeclock.service import roster_import
from timeclock.service.protections import NotEntered
from timeclock.store import dayfiles, protections
from timeclock.store.db import Session
from timeclock.store.protections import Met
from timeclock.store.schema import evidence, people
from timeclock.store.schema.results import recalculation

MONDAY = date(2026, 11, 2)
DAY = timedelta(days=1)
DUE = date(2026, 12, 24)
EXPECTING = Protection(ProtectionKind.MATERNITY, MONDAY, figures=Figures(due_on=DUE, evenings=True))


@pytest.fixture
def session(city: City) -> Iterator[Session]:
    with city.database.transaction() as session:
        yield session


def held(session: Session, city: City) -> tuple[Protection, ...]:
    return protections.of_person(session, city.aydin.person_id)


def marked(session: Session) -> list[date]:
    rows = session.execute(select(recalculation.c.day).order_by(recalculation.c.day))
    return list(rows.scalars())


def november_worked_out(session: Session, city: City) -> None:
    evaluated(session, city.aydin, DaySpan(MONDAY - 2 * DAY, MONDAY + 5 * DAY), city)
    session.execute(delete(recalculation))


def test_what_is_entered_comes_back_as_it_was_and_is_in_the_file(session: Session, city: City) -> None:
    service.add(session, "10001", EXPECTING, NOW)
    service.add(session, "10001", Protection(ProtectionKind.DISABLED, FIRST_DAY, MONDAY, Figures(degree=50)), NOW)

    file = dayfiles.load(session, city.aydin.person_id, DaySpan.one(MONDAY), city.rulebook().around, NOW).person
    assert file.protections == held(session, city)
    assert set(file.protections) == {
        EXPECTING, Protection(ProtectionKind.DISABLED, FIRST_DAY, MONDAY, Figures(degree=50)),
    }  # fmt: skip


def test_nobody_elses_protection_is_in_the_file(session: Session, city: City) -> None:
    service.add(session, "10002", EXPECTING, NOW)

    assert held(session, city) == ()


def test_every_day_it_touches_is_worked_out_again_and_the_one_before(session: Session, city: City) -> None:
    november_worked_out(session, city)

    service.add(session, "10001", Protection(ProtectionKind.S18, MONDAY, MONDAY + 2 * DAY), NOW)

    assert marked(session) == [MONDAY - DAY, MONDAY, MONDAY + DAY]


def test_an_end_touches_the_days_it_takes_away(session: Session, city: City) -> None:
    service.add(session, "10001", EXPECTING, NOW)
    november_worked_out(session, city)

    ended = service.end(session, "10001", ProtectionKind.MATERNITY, MONDAY + DAY, NOW)

    assert (ended.from_day, ended.to_day) == (MONDAY, MONDAY + 2 * DAY)
    assert held(session, city) == (ended,)
    assert MONDAY + 4 * DAY in marked(session)


def test_a_second_one_of_its_kind_is_refused_unless_it_stands_in_place_of_the_first(
    session: Session, city: City
) -> None:
    born = Protection(ProtectionKind.MATERNITY, MONDAY, figures=Figures(due_on=DUE, birth_on=DUE - DAY))
    service.add(session, "10001", EXPECTING, NOW)

    with pytest.raises(NotEntered) as refused:
        service.add(session, "10001", born, NOW)
    service.add(session, "10001", born, NOW, in_place=True)

    assert (refused.value.args[0], refused.value.figures) == ("already", {"from_day": MONDAY})
    assert held(session, city) == (born,)
    assert len(session.execute(select(people.protection)).all()) == 2


def test_two_of_a_kind_may_follow_each_other(session: Session, city: City) -> None:
    first = Protection(ProtectionKind.OPT_OUT, FIRST_DAY, MONDAY)
    second = Protection(ProtectionKind.OPT_OUT, MONDAY)

    service.add(session, "10001", first, NOW)
    service.add(session, "10001", second, NOW)

    assert held(session, city) == (first, second)


@pytest.mark.parametrize("staff_no", ["4711", ""])
def test_a_number_nobody_has_is_refused(session: Session, staff_no: str) -> None:
    with pytest.raises(NotEntered, match="unknown"):
        service.add(session, staff_no, EXPECTING, NOW)


def test_a_number_two_people_have_is_refused(session: Session, city: City) -> None:
    again = employed_again(session, city.celik, city.archive)
    session.execute(people.employment.update().where(people.employment.c.id == again.employment_id).values(
        staff_no="10001", employer_id=_another_employer(session),
    ))  # fmt: skip

    with pytest.raises(NotEntered, match="ambiguous"):
        service.add(session, "10001", EXPECTING, NOW)


def _another_employer(session: Session) -> int:
    row = {"name": "Eigenbetrieb", "kind": "city"}
    added: int = session.execute(people.employer.insert().returning(people.employer.c.id), row).scalar_one()
    return added


def test_nothing_ends_where_nothing_holds(session: Session, city: City) -> None:
    service.add(session, "10001", EXPECTING, NOW)

    with pytest.raises(NotEntered, match="nothing"):
        service.end(session, "10001", ProtectionKind.MATERNITY, MONDAY - DAY, NOW)


def test_who_was_concerned_is_on_record_but_not_by_what(session: Session, city: City) -> None:
    service.add(session, "10001", EXPECTING, NOW)
    service.listed(session, "10001", NOW)
    service.end(session, "10001", ProtectionKind.MATERNITY, MONDAY, NOW)

    rows = session.execute(select(evidence.audit).where(evidence.audit.c.action.like("protection.%"))).all()
    assert [row.action for row in rows] == ["protection.added", "protection.read", "protection.ended"]
    assert {row.person_id for row in rows} == {city.aydin.person_id}
    assert "maternity" not in str(rows)


def test_a_roster_is_looked_at_again_only_if_it_gave_the_duty_before_the_protection_came(sqlite_city: City) -> None:
    city, hour = sqlite_city, timedelta(hours=1)
    duty = b"staff_no;day;kind;from;to;plan\n10001;2026-11-24;work;08:00;14:00;\n"
    asked = roster_import.Asked("Bürgerdienste", NOW.date().replace(day=1), city.rulebook().around)
    with city.database.transaction() as session:
        service.add(session, "10001", EXPECTING, NOW - hour)
        found = roster_import.enter(session, duty, asked, NOW)
        ahead, begun = NOW + hour, NOW + 5 * DAY
        before = protections.met_by_rosters(session, [found.unit_id], ahead)
        service.add(session, "10001", EXPECTING, NOW + hour, in_place=True)
        after = protections.met_by_rosters(session, [found.unit_id], ahead)
        over = protections.met_by_rosters(session, [found.unit_id], begun)

    assert (before, over) == ([], [])
    assert after == [Met(found.unit_id, asked.month, city.aydin.person_id)]
