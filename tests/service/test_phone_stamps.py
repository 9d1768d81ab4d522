"""Stamps that waited on a phone: each is stored once, whichever way it came first."""

import json
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from tests.city import NOW, City
from tests.lived_in import click, sight
from timeclock.core.phone_times import Clocks
from timeclock.core.stamps import StampKind
from timeclock.service import phone_stamps, verified_stamps
from timeclock.service.access import NotAllowed
from timeclock.service.phone_stamps import Delivery, PhoneRules, Pressed
from timeclock.store import intake, recalculation
from timeclock.store.db import Session
from timeclock.store.schema.evidence import ledger_record
from timeclock.store.schema.stamps import stamp, stamp_conflict

PAGE, EPOCH = UUID(int=1), UUID(int=2)
HOUR, NONE = timedelta(hours=1), timedelta(0)


def pressed(no: int, kind: StampKind = StampKind.IN, ago: timedelta = HOUR, offset: timedelta | None = NONE) -> Pressed:
    return Pressed(UUID(int=100 + no), EPOCH, no, kind, Clocks(NOW - ago, UUID(int=9), NONE), offset)


def sent(
    session: Session, city: City, *entries: Pressed | None, by: str = "aydin", agreed: bool = True, at: datetime = NOW
):
    rules = PhoneRules(city.settings.zone, agreed, timedelta(days=14))
    delivery = Delivery(Clocks(at, PAGE, HOUR), entries, at)
    outcomes = phone_stamps.take_in(session, sight(session, city, by, at).actor, delivery, rules)
    return [(each.status.value, each.code) for each in outcomes]


ACCEPTED, DUPLICATE, CONFLICT, UNREADABLE = (
    (status, None) for status in ("accepted", "duplicate", "conflict", "unreadable")
)


def test_each_entry_is_answered_for_itself_and_counted(city: City) -> None:
    one, other = pressed(1), pressed(2, StampKind.OUT, NONE)
    changed = replace(one, kind=StampKind.OUT)
    with city.database.transaction() as session:
        assert sent(session, city, one, None, other, one) == [ACCEPTED, UNREADABLE, ACCEPTED, DUPLICATE]
        assert sent(session, city, one, changed, at=NOW + HOUR) == [DUPLICATE, CONFLICT]
        assert sent(session, city, replace(one, seq=3)) == [CONFLICT]

        rows = list(session.execute(select(stamp).order_by(stamp.c.seq)))
        assert [(row.seq, row.at, row.at_rule, row.level) for row in rows] == [
            (1, NOW - HOUR, "device", "authenticated"),
            (2, NOW, "device", "authenticated"),
        ]
        assert len(list(session.execute(select(stamp_conflict)))) == 2
        [day] = intake.listed(session, NOW.date())
        assert (day.received, day.accepted, day.duplicate, day.conflict, day.unreadable) == (7, 2, 2, 2, 1)
        assert recalculation.waits(session, city.aydin.person_id)
        kept = [
            (record.subject, json.loads(record.bytes))
            for record in session.execute(select(ledger_record).where(ledger_record.c.kind == "stamp"))
        ]
        committed = [(subject, said["row"], said["origin"]) for subject, said in kept]
        assert (len(committed), list(verified_stamps.check(session, committed))) == (2, [])


def test_a_press_whose_answer_was_lost_is_one_stamp_whichever_way_came_first(city: City) -> None:
    one, other = pressed(1), pressed(2, StampKind.OUT)
    with city.database.transaction() as session:
        click(session, city, "aydin", StampKind.IN, one.uid)
        assert sent(session, city, one, other) == [DUPLICATE, ACCEPTED]
        click(session, city, "aydin", StampKind.OUT, other.uid)

        assert len(list(session.execute(select(stamp)))) == 2
        # The same uid from somebody else, or for something else, is kept as evidence and moves nothing.
        assert sent(session, city, one, by="brandt") == [CONFLICT]
        assert sent(session, city, replace(one, kind=StampKind.OUT)) == [CONFLICT]


def test_a_number_whose_first_stamp_had_come_as_a_click_is_the_next_ones(city: City) -> None:
    one = pressed(1)
    with city.database.transaction() as session:
        click(session, city, "aydin", StampKind.IN, one.uid)

        assert sent(session, city, one, replace(one, uid=UUID(int=8))) == [DUPLICATE, ACCEPTED]


def test_two_people_on_one_device_have_numbers_of_their_own(city: City) -> None:
    with city.database.transaction() as session:
        assert sent(session, city, pressed(1)) == [ACCEPTED]
        assert sent(session, city, replace(pressed(1), uid=UUID(int=7)), by="brandt") == [ACCEPTED]


@pytest.mark.parametrize(
    ("entry", "agreed", "code"),
    [
        (pressed(1, offset=None), True, "no_time"),
        (pressed(1, ago=timedelta(days=15)), True, "past_time"),
        (pressed(1), False, "offline_not_agreed"),
    ],
)
def test_what_cannot_be_believed_or_is_not_agreed_waits_for_the_time_office(city: City, entry, agreed, code) -> None:
    with city.database.transaction() as session:
        assert sent(session, city, entry, agreed=agreed) == [("quarantined", code)]
        row = session.execute(select(stamp)).one()

        assert (row.device_at, row.person_id) == (entry.clocks.at, city.aydin.person_id)
        assert (row.at is None) is (code != "offline_not_agreed")
        assert not recalculation.waits(session, city.aydin.person_id)


def test_who_is_no_employee_sends_nothing(city: City) -> None:
    with city.database.transaction() as session, pytest.raises(NotAllowed):
        sent(session, city, pressed(1), by="it")
