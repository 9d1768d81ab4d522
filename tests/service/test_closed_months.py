"""A closed month worked out as it was known then is the one that was closed, whatever came later; postings add up."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Table, delete, select, update

from tests import tampering
from tests.city import NOW, City
from tests.lived_in import sight
from tests.service.test_months import AFTER, DAY, NOVEMBER, close, later, november_lived
from timeclock.service import absences, evaluation, months, rebuilding
from timeclock.service.absences import Asked
from timeclock.service.rebuilding import Compared
from timeclock.store import result_rows
from timeclock.store.db import Session
from timeclock.store.months import digest
from timeclock.store.schema.accounts import posting
from timeclock.store.schema.months import month, month_delta
from timeclock.store.schema.results import day_result
from timeclock.store.staffing import Hired

AGAIN = AFTER + timedelta(days=2)
WEDNESDAY = date(2026, 11, 11)


def settled(city: City) -> City:
    """Close two Novembers, learn more of both, open one again, close it anew, and learn more once more."""
    with city.database.transaction() as session:
        absences.enter(session, Asked("10001", "leave", WEDNESDAY, WEDNESDAY), city.settings.zone, NOW)
        uid = absences.enter(
            session, Asked("10001", "sick", date(2026, 11, 12), date(2026, 11, 13)), city.settings.zone, NOW
        )
        evaluation.refresh_now(session, city.aydin.person_id, city.rulebook(), NOW + timedelta(days=13))
        for who in (city.aydin, city.brandt):
            close(session, city, who, "the year ends")
        later(session, city, city.brandt, "18:00 out")
        absences.withdraw(session, uid, city.settings.zone, AFTER)
        later(session, city, city.aydin, "17:00 in 18:30 out")
        boss = sight(session, city, "hr", AGAIN)
        months.reopen(session, boss, NOVEMBER, city.aydin.employment_uid, "a doctor's note")
        evaluation.refresh_now(session, city.aydin.person_id, city.rulebook(), AGAIN)
        close(session, city, city.aydin, "now it is right", AGAIN + timedelta(hours=1))
        later(session, city, city.aydin, "20:00 in 20:40 out", now=AGAIN + timedelta(days=1))
    return city


@pytest.fixture
def closed(sqlite_city: City) -> City:
    return settled(november_lived(sqlite_city))


def compared(session: Session, city: City, who: Hired) -> Compared:
    days = dict(result_rows.extents(session))[who.person_id]
    return rebuilding.compare(session, who.person_id, days, city.rulebook(), AGAIN + timedelta(days=3))


def test_each_version_is_what_was_known_when_it_was_closed(city: City) -> None:
    settled(november_lived(city))
    with city.database.reading() as session:
        found = {name: compared(session, city, getattr(city, name)) for name in ("aydin", "brandt", "celik")}

    assert {name: each.differences for name, each in found.items()} == {"aydin": (), "brandt": (), "celik": ()}
    assert [found[name].rows["month"] for name in found] == [2, 1, 0]
    assert found["aydin"].rows["posting"] > 4


def rewritten(session: Session, change: Callable[[Mapping[str, Any]], Mapping[str, Any]]) -> None:
    """Put another snapshot in the place of the first version's, with the hash that fits it."""
    first = (month.c.version == 1, month.c.hash != "")
    row = session.execute(select(month).where(*first).order_by(month.c.employment_id)).first()
    assert row is not None
    snapshot = change(row.snapshot)
    new = digest({"days": snapshot["days"], "accounts": snapshot["accounts"]})
    here = (month.c.employment_id == row.employment_id, month.c.version == 1)
    session.execute(update(month).where(*here).values(snapshot=snapshot, hash=new))


def a_minute_more(snapshot: Mapping[str, Any]) -> Mapping[str, Any]:
    days = [
        {**each, "worked_min": 1 + (each["worked_min"] or 0)} if each["day"] == str(DAY) else each
        for each in snapshot["days"]
    ]
    return {**snapshot, "days": days}


def a_finding_less(snapshot: Mapping[str, Any]) -> Mapping[str, Any]:
    days = [{**each, "finding": each["finding"][1:]} for each in snapshot["days"]]
    return {**snapshot, "days": days}


def a_finding_of_nothing(snapshot: Mapping[str, Any]) -> Mapping[str, Any]:
    made_up = {"code": "no_stamps", "severity": "violation"}
    days = [{**each, "finding": [*each["finding"], made_up]} for each in snapshot["days"]]
    return {**snapshot, "days": days}


def a_day_less(snapshot: Mapping[str, Any]) -> Mapping[str, Any]:
    return {**snapshot, "days": [each for each in snapshot["days"] if each["day"] != str(DAY)]}


def an_hour_given(snapshot: Mapping[str, Any]) -> Mapping[str, Any]:
    return {**snapshot, "accounts": [{**each, "amount": each["amount"] + 60} for each in snapshot["accounts"]]}


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (a_minute_more, "month.day.worked_min"),
        (a_finding_less, "month.finding"),
        (a_finding_of_nothing, "month.finding"),
        (a_day_less, "month.day"),
        (an_hour_given, "month.account.flextime"),
    ],
)
def test_a_version_that_is_not_what_was_known_is_named(
    closed: City, change: Callable[[Mapping[str, Any]], Mapping[str, Any]], named: str
) -> None:
    with tampering.unguarded(closed.database) as session:
        rewritten(session, change)
        found = compared(session, closed, closed.aydin)

    assert named in {each.column for each in found.differences}


@pytest.mark.parametrize(
    ("table", "kind", "named"),
    [
        (posting, "month", "posting.flextime 2026-11/1"),
        (posting, "delta", "posting.flextime"),
        (month_delta, None, "month_delta"),
    ],
)
def test_what_is_booked_otherwise_is_named(closed: City, table: Table, kind: str | None, named: str) -> None:
    with tampering.unguarded(closed.database) as session:
        row = next(each for each in tampering.rows(session, table) if kind in {None, each.get("kind")})
        amount = "figure" if kind is None else "amount"
        tampering.set_column(session, table, row, amount, row[amount] + 1)
        changed = compared(session, closed, closed.aydin), compared(session, closed, closed.brandt)
        session.execute(delete(table).where(tampering.here(table, row)))
        gone = compared(session, closed, closed.aydin), compared(session, closed, closed.brandt)

    for found in (changed, gone):
        assert any(each.column.startswith(named) for of in found for each in of.differences), found


def test_a_day_of_a_closed_month_that_was_not_posted_is_named(closed: City) -> None:
    with tampering.unguarded(closed.database) as session:
        here = (day_result.c.employment_id == closed.brandt.employment_id, day_result.c.day == DAY)
        session.execute(update(day_result).where(*here).values(difference_min=77))
        found = compared(session, closed, closed.brandt)

    assert {"day_result.difference_min", "month_delta.figure"} <= {each.column for each in found.differences}
