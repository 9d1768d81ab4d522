"""What superiors and the time office see, of whom, and the trace each look leaves."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import insert, select, update

from tests.city import NOW, City, stamped
from tests.lived_in import delivered, evaluated, sight
from tests.terminal import enrolled
from timeclock.core.deviations import PLACE
from timeclock.core.findings import Code
from timeclock.core.spans import DaySpan
from timeclock.service import deviations, ownerless, team
from timeclock.service.deviations import Wanted
from timeclock.store import staffing
from timeclock.store.db import Session
from timeclock.store.schema.evidence import access_read, ledger_record
from timeclock.store.schema.people import placement

NOVEMBER = DaySpan.month(2026, 11)
DAY = date(2026, 11, 17)


@pytest.fixture
def busy(city: City) -> City:
    """Everybody missed the core time; Aydin is in, Brandt has gone."""
    with city.database.transaction() as session:
        for who in (city.aydin, city.brandt, city.celik):
            stamped(session, who, DAY, "10:00 in 16:30 out", city.settings)
        stamped(session, city.aydin, NOW.date(), "08:00 in", city.settings)
        stamped(session, city.brandt, NOW.date(), "08:00 in 12:00 out", city.settings)
    evaluated(city, NOW)
    return city


def reads(session: Session) -> list[tuple[str, str, list[int]]]:
    return [(found.route, found.purpose, found.person_ids) for found in session.execute(select(access_read))]


def listed(session: Session, city: City, name: str = "officer") -> deviations.StateOfDeviations:
    looking, window = sight(session, city, name), timedelta(days=62)
    return deviations.listed(session, looking, city.rulebook(), Wanted(NOVEMBER), window)


def test_a_superior_sees_the_people_of_her_unit_and_whether_they_are_in(busy: City) -> None:
    with busy.database.transaction() as session:
        seen = team.members(session, sight(session, busy, "brandt"))

    assert [(each.family_name, each.present) for each in seen] == [("Aydin", True), ("Brandt", False)]


def test_looking_at_the_team_is_on_record_and_in_the_ledger(busy: City) -> None:
    with busy.database.transaction() as session:
        team.members(session, sight(session, busy, "brandt"))
        recorded = session.execute(select(ledger_record.c.id).where(ledger_record.c.kind == "access_read")).all()

        assert reads(session) == [("team", "read_team", [busy.aydin.person_id, busy.brandt.person_id])]
        assert len(recorded) == 1


def test_the_time_office_sees_the_deviations_of_its_units(busy: City) -> None:
    with busy.database.transaction() as session:
        found = listed(session, busy).deviations

    assert {each.family_name for each in found if each.finding.code is Code.CORE_TIME} == {"Aydin", "Brandt"}


def test_looking_at_deviations_is_on_record_with_those_who_were_shown(busy: City) -> None:
    with busy.database.transaction() as session:
        listed(session, busy)

        assert reads(session) == [("deviations", "read_deviations", [busy.aydin.person_id, busy.brandt.person_id])]


def test_what_blocks_the_month_comes_first_and_of_one_kind_the_oldest_day(busy: City) -> None:
    with busy.database.transaction() as session:
        found = listed(session, busy).deviations

    places = [(PLACE[each.kind], each.finding.day) for each in found]
    assert places == sorted(places)
    assert len(places) > 2


def test_who_has_moved_since_is_still_settled_by_the_unit_she_was_in(busy: City) -> None:
    with busy.database.transaction() as session:
        mine = placement.c.employment_id == busy.aydin.employment_id
        session.execute(update(placement).where(mine).values(valid_to=DAY + timedelta(days=1)))
        since = staffing.held_from(DAY + timedelta(days=1), NOW)
        moved = {"employment_id": busy.aydin.employment_id, "unit_id": busy.archive, **since}
        session.execute(insert(placement), moved)
        found = [each for each in listed(session, busy).deviations if each.family_name == "Aydin"]

    assert {(each.finding.day, each.unit_name) for each in found if each.finding.code is Code.CORE_TIME} == {
        (DAY, "Bürgerdienste")
    }
    assert all(each.finding.day <= DAY for each in found)


def test_stamps_that_wait_for_a_decision_are_listed_and_name_nobody(busy: City) -> None:
    terminal = enrolled(busy, NOW)
    with busy.database.transaction() as session:
        delivered(session, busy, terminal, [terminal.stamp(NOW), terminal.stamp(NOW, zone="Europe/Lisbon")])
        found = ownerless.waiting(session, sight(session, busy, "officer"))

    assert sorted(each.code for each in found) == ["unknown_badge", "wrong_zone"]
    assert {each.source_name for each in found} == {"Rathaus, Eingang"}


@pytest.mark.parametrize("name", ["aydin", "brandt", "it", "council"])
def test_who_is_not_of_the_time_office_sees_no_deviation(busy: City, name: str) -> None:
    with busy.database.transaction() as session:
        assert listed(session, busy, name).deviations == ()


@pytest.mark.parametrize("name", ["aydin", "it", "council"])
def test_who_leads_nobody_sees_no_team(busy: City, name: str) -> None:
    with busy.database.transaction() as session:
        assert team.members(session, sight(session, busy, name)) == ()
