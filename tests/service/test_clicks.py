"""The big button: one click is one stamp, however often it arrives."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlalchemy import insert, select

from tests.city import NOW, City
from tests.lived_in import click
from timeclock.core.stamps import StampKind
from timeclock.service.access import NotAllowed
from timeclock.store import intake, recalculation, staffing
from timeclock.store.db import Session
from timeclock.store.ids import new_uid
from timeclock.store.schema import people
from timeclock.store.schema.stamps import stamp

CLICK = UUID("01a1f7bf-3dff-7000-8000-000000000001")


def numbers(session: Session) -> list[int]:
    return list(session.execute(select(stamp.c.seq).order_by(stamp.c.seq)).scalars())


def test_a_click_is_a_stamp_of_its_person_at_that_moment(city: City) -> None:
    with city.database.transaction() as session:
        click(session, city, "aydin", StampKind.IN, CLICK)
        row = session.execute(select(stamp)).one()

        assert (row.uid, row.kind, row.at, row.person_id) == (CLICK, "in", NOW, city.aydin.person_id)
        assert (row.level, row.at_rule, row.quarantine) == ("authenticated", "server", None)
        assert recalculation.waits(session, city.aydin.person_id)


def test_a_double_click_stores_one_stamp_and_leaves_no_gap(city: City) -> None:
    for uid in (CLICK, CLICK, new_uid(NOW), CLICK, new_uid(NOW)):
        with city.database.transaction() as session:
            click(session, city, "aydin", StampKind.IN, uid)

    with city.database.reading() as session:
        assert numbers(session) == [1, 2, 3]
        [counted] = intake.listed(session, date(2026, 1, 1))
        assert (counted.received, counted.accepted, counted.duplicate) == (3, 3, 0)


@pytest.mark.postgres
def test_clicks_that_arrive_at_once_store_one_stamp_each_and_leave_no_gap(postgres_city: City) -> None:
    uids = [new_uid(NOW) for _ in range(4)]

    def press(uid: UUID) -> None:
        with postgres_city.database.transaction() as session:
            click(session, postgres_city, "aydin", StampKind.IN, uid)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(press, [uid for _ in range(4) for uid in uids]))

    with postgres_city.database.reading() as session:
        assert numbers(session) == [1, 2, 3, 4]


def test_who_has_two_employments_is_stored_and_waits_for_a_decision(city: City) -> None:
    with city.database.transaction() as session:
        boss = session.execute(select(people.employer.c.id)).scalar_one()
        row = {"uid": new_uid(NOW), "person_id": city.aydin.person_id, "employer_id": boss, "staff_no": "2"}
        second = session.execute(insert(people.employment).returning(people.employment.c.id), row).scalar_one()
        held = staffing.held_from(NOW.date(), NOW)
        session.execute(insert(people.employment_version), {"employment_id": second, **held})
        click(session, city, "aydin", StampKind.IN, CLICK)

        assert session.execute(select(stamp.c.quarantine)).scalar_one() == "several_employments"
        assert not recalculation.waits(session, city.aydin.person_id)
        [counted] = intake.listed(session, date(2026, 1, 1))
        assert (counted.received, counted.quarantined) == (1, 1)


@pytest.mark.parametrize("name", ["officer", "hr", "it", "council"])
def test_who_is_no_employee_cannot_stamp(city: City, name: str) -> None:
    with city.database.transaction() as session:
        with pytest.raises(NotAllowed):
            click(session, city, name, StampKind.IN, CLICK)

        assert numbers(session) == []


def test_a_click_counts_on_the_citys_day(city: City) -> None:
    """At 23:30 UTC in November it is tomorrow in Berlin."""
    late = NOW.replace(hour=23, minute=30)
    with city.database.transaction() as session:
        click(session, city, "aydin", StampKind.IN, CLICK, late)

        [marked] = recalculation.claim(session, city.aydin.person_id)
        assert marked.day == NOW.date() + timedelta(days=1)
