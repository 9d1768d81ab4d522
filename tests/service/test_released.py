"""Who is released in full for an office of trust: no superior reads her times, and no report on performance has her."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.city import NOW, City, agreed, stamped
from tests.lived_in import evaluated, sight
from timeclock.core.protections import Protection, ProtectionKind
from timeclock.core.spans import ZERO
from timeclock.core.walltime import local_day
from timeclock.service import figures, protections, reports, team, times
from timeclock.store import results
from timeclock.store.db import Session
from timeclock.store.scope import Scope

DAY = date(2026, 11, 17)
BEFORE, SINCE = date(2026, 11, 9), date(2026, 11, 10)
MONTH = DAY.replace(day=1)
ALONE = 1


@pytest.fixture
def released(city: City) -> City:
    """Frau Aydin is released from 10 November on; she came for five hours before and after, and is in today."""
    with city.database.transaction() as session:
        for day in (BEFORE, DAY):
            stamped(session, city.aydin, day, "08:00 in 13:00 out", city.settings)
            stamped(session, city.brandt, day, "08:00 in 13:00 out", city.settings)
        protections.add(session, "10001", Protection(ProtectionKind.RELEASED, SINCE), NOW)
    evaluated(city, NOW)
    return city


def days_read(session: Session, city: City, name: str) -> list[date]:
    month = times.month(session, sight(session, city, name), city.aydin.employment_uid, MONTH)
    assert {row.day for row in month.rows if row.first_in is not None} <= month.covered
    return [row.day for row in month.rows if row.first_in is not None]


def proven(session: Session, city: City, name: str) -> list[date]:
    asked = reports.asked_by(sight(session, city, name), city.aydin.employment_uid)
    month = reports.month(session, asked, MONTH, reports.City("Stadt", city.settings.zone), NOW)
    return sorted({local_day(stamp.at, city.settings.zone) for stamp in month.stamps})


def test_a_released_day_has_the_planned_hours_and_no_account_moves(released: City) -> None:
    with released.database.transaction() as session:
        saved = results.day(session, released.aydin.employment_id, DAY, Scope.system("test"))

    assert saved is not None
    assert (saved.result.present, saved.result.difference) == (timedelta(hours=5), ZERO)


def test_her_superior_finds_her_in_no_list_of_the_team(released: City) -> None:
    with released.database.transaction() as session:
        seen = team.members(session, sight(session, released, "brandt"))

    assert [each.family_name for each in seen] == ["Brandt"]


def test_her_superior_reads_the_days_before_the_release_alone(released: City) -> None:
    with released.database.transaction() as session:
        assert days_read(session, released, "brandt") == [BEFORE]
        assert proven(session, released, "brandt") == [BEFORE]


@pytest.mark.parametrize("name", ["aydin", "officer", "hr"])
def test_she_and_who_keeps_the_accounts_read_all_of_her_days(released: City, name: str) -> None:
    with released.database.transaction() as session:
        assert days_read(session, released, name) == [BEFORE, DAY]
        assert proven(session, released, name) == [BEFORE, DAY]


def test_a_release_that_was_entered_by_mistake_hides_nothing(released: City) -> None:
    with released.database.transaction() as session:
        protections.end(session, "10001", ProtectionKind.RELEASED, SINCE, NOW)

        assert days_read(session, released, "brandt") == [BEFORE, DAY]


def test_the_sums_of_her_unit_are_without_her(released: City) -> None:
    with released.database.transaction() as session:
        agreed(session)
        seen = figures.month(session, sight(session, released, "hr"), MONTH, least_group=ALONE)

    assert {(each.unit_name, each.people) for each in seen.units} == {("Bürgerdienste", 1), ("Stadtarchiv", 1)}
