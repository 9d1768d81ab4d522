"""The made-up city is as real as it looks: its facts are proven, its sums hold, its balances are those of people."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import func, select

from demo import city as demo_city
from demo.cast import cast
from demo.city import Musterhausen, Place, Wanted
from demo.course import Calendar, taps
from timeclock import clock
from timeclock.core.holidays import HolidayCalendar
from timeclock.core.spans import DaySpan
from timeclock.jobs import work
from timeclock.ledger import keys
from timeclock.service import verification
from timeclock.service.verification import Trusted
from timeclock.store import db, fleet, intake, people, recalculation, results, sources
from timeclock.store import log as log_rows
from timeclock.store.schema.stamps import stamp
from timeclock.store.scope import Scope

WEDNESDAY = datetime(2026, 11, 18, 12, 30, tzinfo=UTC)
SMALL = Wanted(people=9, days=21)
HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Lived:
    """A small city on a Wednesday after lunch."""

    place: Place
    town: Musterhausen


@pytest.fixture(scope="module")
def lived(tmp_path_factory):
    clock.use_pinned_zones()
    place = Place(tmp_path_factory.mktemp("musterhausen"))
    with time_machine.travel(WEDNESDAY, tick=False):
        return Lived(place, started(place, SMALL))


def started(place, wanted):
    return demo_city.ready(demo_city.opened(place, wanted), print)


def sums(session):
    """Return what came in over all sources and days: received first, then by outcome."""
    rows = intake.listed(session, date(2026, 1, 1))
    names = ("received", *intake.OUTCOMES)
    return {name: sum(getattr(row, name) for row in rows) for name in names}


def verified(town, now):
    settings = town.settings
    trusted = Trusted(settings.log_origin, keys.signing_key(settings.log_key_file).public, settings.documents)
    with db.connect(settings.database_url).reading() as session:
        return verification.verify(session, trusted, now)


def test_every_fact_of_the_city_is_proven(lived):
    found = verified(lived.town, WEDNESDAY)

    assert found.sound, found.discrepancies[:3]
    assert found.records > 400


def test_the_jobs_sign_on_from_where_the_city_was_made(lived):
    settings = lived.town.settings
    database = db.connect(settings.database_url)
    kept = keys.head_file(settings.log_key_file).read_text()
    with database.reading() as session:
        newest = log_rows.heads(session, 1)[0].note
    signed = work.sign_head(database, settings, keys.signing_key(settings.log_key_file))
    database.dispose()

    assert kept == newest
    assert signed is False


def test_what_came_in_is_what_became_of_it(lived):
    with db.connect(lived.town.settings.database_url).reading() as session:
        counted = sums(session)
        captured = {(row["id"], row["epoch"]): row["captured"] for row in sources.reports(session) if row["epoch"]}
        c = stamp.c
        by_epoch = select(c.source_id, c.epoch, func.count()).group_by(c.source_id, c.epoch)
        stored = {(row[0], row[1]): row[2] for row in session.execute(by_epoch) if (row[0], row[1]) in captured}
        counted_as_they_came = {each.said.stored for each in fleet.terminals(session) if each.said is not None}

    assert counted["received"] == sum(counted[name] for name in intake.OUTCOMES)
    assert counted["duplicate"] > 0
    assert len(captured) == 2
    assert stored == captured
    assert counted_as_they_came == set(captured.values())


def test_balances_and_presence_are_those_of_people(lived):
    today = WEDNESDAY.date()
    with db.connect(lived.town.settings.database_url).reading() as session:
        employed = people.listed(session, today, Scope.system("test"))
        standing = results.standing(session, [each.employment_id for each in employed], today)
        inside = results.inside(session, [each.employment_id for each in employed], today)
        waiting, _ = recalculation.waiting(session)

    assert len(employed) == SMALL.people
    assert all(-20 * HOUR < each.difference < 30 * HOUR for each in standing.values())
    assert all(each.worked > 20 * HOUR for each in standing.values())
    assert 3 <= len(inside) <= SMALL.people
    assert waiting == 0


def test_later_starts_add_what_happened_since(lived):
    with db.connect(lived.town.settings.database_url).reading() as session:
        before = sums(session)
    friday = WEDNESDAY + timedelta(days=2, hours=7)

    with time_machine.travel(friday, tick=False):
        town = started(lived.place, SMALL)

    with db.connect(town.settings.database_url).reading() as session:
        after = sums(session)
    assert after["accepted"] > before["accepted"] + 2 * SMALL.people
    assert after["conflict"] == before["conflict"] == 0
    assert verified(town, friday).sound


def test_a_city_of_another_size_is_made_anew(lived, tmp_path):
    place = Place(tmp_path)
    with time_machine.travel(WEDNESDAY, tick=False):
        first = started(place, Wanted(people=3, days=3))
        second = started(place, Wanted(people=4, days=3))

    assert (len(first.members), len(second.members)) == (3, 4)
    assert verified(second, WEDNESDAY).sound


def test_the_same_person_always_stamps_the_same():
    zone = clock.zone("Europe/Berlin")
    around = Calendar(DaySpan(date(2026, 6, 1), date(2026, 11, 19)), date(2026, 11, 18), HolidayCalendar(), zone)

    assert [taps(who, around) for who in cast(5)] == [taps(who, around) for who in cast(5)]


def test_the_cast_is_large_and_everybody_different():
    everybody = cast()

    assert 55 <= len(everybody) <= 65
    assert len({who.login_name for who in everybody}) == len(everybody)
    assert len({who.badge_number for who in everybody}) == len(everybody)
    assert len({who.model for who in everybody}) >= 10
    assert {who.unit for who in everybody if who.leads} == {who.unit for who in everybody}
