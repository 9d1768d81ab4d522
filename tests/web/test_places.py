"""The place of a stamp: asked where it is agreed, hers to read, one word for others, and gone after its days."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest
import time_machine
from sqlalchemy import func, select

from tests.city import NOW, City
from tests.lived_in import sight
from tests.web.conftest import Visitor
from tests.web.test_own_export import fetched
from timeclock.core.places import PlaceTerms, Site, Spot, coarse
from timeclock.jobs import work
from timeclock.service import places
from timeclock.store.schema.evidence import access_read
from timeclock.store.schema.places import stamp_place
from timeclock.web import create_app

TODAY = NOW.date()
HALL = Spot(51_51_400, 7_46_500)
TERMS = PlaceTerms("DV Mobile Zeiterfassung", date(2026, 11, 1), None, 500, 14, Site(HALL, 200), told=True)
SCRIPT = {"Accept": "application/json"}
NOTE = "data-place="


@pytest.fixture
def agreed(small_town: City) -> City:
    with small_town.database.transaction() as session:
        places.agree(session, "Bürgerdienste", TERMS, TODAY, NOW - timedelta(days=1))
    return replace(small_town, settings=replace(small_town.settings, place_at_stamp=True))


@pytest.fixture
def arrive(agreed):
    with time_machine.travel(NOW, tick=False) as clock:
        app = create_app(agreed.settings, agreed.database)

        def visitor(name: str) -> Visitor:
            somebody = Visitor(app.test_client())
            assert somebody.sign_in(name).status_code == 303
            return somebody

        visitor.clock = clock
        yield visitor


def press(visitor: Visitor, no: int = 1) -> str:
    uid = str(UUID(int=no))
    answer = visitor.post("/me/stamps", {"kind": "in", "request_uid": uid}, headers=SCRIPT)
    assert answer.json == {"uid": uid, "status": "accepted"}
    return uid


def place(visitor: Visitor, stamp: str, **said: object):
    owner = visitor.get("/me/stamps/waiting").json["owner"]
    there = {"owner": owner, "stamp": stamp, "latitude": HALL.latitude + 3, "longitude": HALL.longitude, "accuracy": 20}
    return visitor.post("/me/stamps/place", there | said, headers=SCRIPT)


def kept(city: City) -> list[tuple[UUID, int, int]]:
    c = stamp_place.c
    with city.database.reading() as session:
        return [tuple(row) for row in session.execute(select(c.stamp_uid, c.latitude, c.longitude))]


def looks(city: City) -> int:
    with city.database.reading() as session:
        return session.execute(select(func.count()).where(access_read.c.route == "places")).scalar_one()


def test_it_is_asked_where_it_is_agreed_and_nowhere_else(arrive, agreed, aydin):
    """`aydin` is of a city that has not switched it on: there nothing is asked, allowed or kept."""
    hers = arrive("aydin")
    page = hers.get("/me/today")
    assert 'data-place="500"' in page.text
    assert "Sie dürfen Nein sagen: Ihre Buchung gilt trotzdem." in page.text
    assert "Das ist hier vereinbart: DV Mobile Zeiterfassung." in page.text
    assert "geolocation=(self)" in page.headers["Permissions-Policy"]
    assert "geolocation=()" in hers.get("/me/month/2026-11").headers["Permissions-Policy"]
    # The archive has no agreement; who works in both is not asked either.
    assert NOTE not in arrive("celik").get("/me/today").text
    off = aydin.get("/me/today")
    assert NOTE not in off.text
    assert "geolocation=()" in off.headers["Permissions-Policy"]
    assert place(aydin, press(aydin)).json == {"kept": False}
    assert kept(agreed) == []


def test_it_is_kept_coarse_once_for_her_own_stamp_of_just_now(arrive, agreed):
    hers, other = arrive("aydin"), arrive("brandt")
    stamp = press(hers)
    fresh = arrive("celik")
    foreign = press(fresh, 2)

    answers = [place(hers, stamp), place(hers, stamp, latitude=0), place(other, stamp), place(fresh, foreign)]
    assert [answer.json["kept"] for answer in answers] == [True, False, False, False]
    assert place(hers, str(UUID(int=99))).json == {"kept": False}
    rounded = coarse(HALL, TERMS.metres)
    assert rounded != HALL
    assert kept(agreed) == [(UUID(stamp), rounded.latitude, rounded.longitude)]
    owner = other.get("/me/stamps/waiting").json["owner"]
    assert place(hers, stamp, owner=owner).status_code == 409
    assert place(hers, stamp, latitude=90_00_001).status_code == 422
    assert place(hers, stamp, accuracy="near").status_code == 422
    late = press(hers, 3)
    arrive.clock.shift(timedelta(minutes=11))
    assert place(hers, late).json == {"kept": False}


def test_she_reads_all_of_it_and_others_one_word(arrive, agreed):
    hers, chief = arrive("aydin"), arrive("brandt")
    place(hers, press(hers))
    own = hers.get(f"/me/day/{TODAY}").text
    assert "am Arbeitsort" in own
    assert "51,514°" in own
    assert "auf 500 Meter gerundet, aufbewahrt bis" in own
    assert looks(agreed) == 0

    page = chief.get(f"/team/{agreed.aydin.employment_uid}/day/{TODAY}").text
    assert "am Arbeitsort" in page
    assert "51,5" not in page
    assert looks(agreed) == 1
    assert "Ob Sie an Ihrem Arbeitsort gebucht haben" in hers.get("/me/reads/2026-11").text
    [row] = json.loads(fetched(hers).read("data/stamp_place.json"))
    assert (row["stamp_uid"], row["agreement_id"]) == (str(UUID(int=1)), "DV Mobile Zeiterfassung")
    assert re.search(r"Bürgerdienste</th>.*?DV Mobile", arrive("council").get("/council/evidence").text, re.DOTALL)


def test_what_others_may_not_read_is_no_look(arrive, agreed):
    with agreed.database.transaction() as session:
        places.agree(session, "Bürgerdienste", replace(TERMS, told=False), TODAY, NOW)
    hers, chief = arrive("aydin"), arrive("brandt")
    place(hers, press(hers))

    assert "Arbeitsort" not in chief.get(f"/team/{agreed.aydin.employment_uid}/day/{TODAY}").text
    assert looks(agreed) == 0


def test_it_is_gone_after_its_days_and_nobody_is_asked_once_it_has_ended(arrive, agreed):
    hers = arrive("aydin")
    place(hers, press(hers))
    arrive.clock.shift(timedelta(days=14) - timedelta(seconds=1))
    work.forget(agreed.database, agreed.settings)
    assert len(kept(agreed)) == 1
    arrive.clock.shift(timedelta(seconds=1))
    work.forget(agreed.database, agreed.settings)
    assert kept(agreed) == []

    with agreed.database.transaction() as session:
        looking = sight(session, agreed, "aydin")
        assert places.asked(session, looking) == TERMS
        assert places.end(session, "Bürgerdienste", TODAY, NOW)
        assert not places.end(session, "Bürgerdienste", TODAY, NOW)
        assert places.asked(session, looking) is None
        with pytest.raises(ValueError, match="too_fine"):
            places.agree(session, "Bürgerdienste", replace(TERMS, metres=1), TODAY, NOW)
