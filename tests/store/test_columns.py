"""What goes into a column comes out of it, on both databases alike."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, select
from sqlalchemy.exc import StatementError
from sqlalchemy.orm import Session

from tests.city import NOW, City
from tests.databases import KINDS, copied_city
from timeclock.store import facts
from timeclock.store.ids import new_uid
from timeclock.store.schema import metadata
from timeclock.store.schema.base import UtcDateTime
from timeclock.store.schema.evidence import audit, checkpoint
from timeclock.store.schema.models import holiday
from timeclock.store.schema.people import person

WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=8,
)
SHARED = settings(max_examples=30)


@pytest.fixture(scope="module", params=KINDS)
def city(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    """One city for all tests here: none of them minds what another wrote."""
    yield from copied_city(request, tmp_path_factory.mktemp("columns"))


@SHARED
@given(detail=JSON, subject=WORDS)
def test_structures_and_words_come_back_as_they_were(city: City, detail: object, subject: str) -> None:
    with city.database.transaction() as session:
        key = facts.add(session, audit, {"at": NOW, "action": "a", "subject": subject, "detail": detail}, NOW)
        row = session.execute(select(audit).where(audit.c.id == key)).one()

        assert (row.detail, row.subject) == (detail, subject)


@SHARED
@given(
    at=st.datetimes(
        datetime(1900, 1, 2),  # noqa: DTZ001 - hypothesis wants its bounds naive
        datetime(9998, 12, 31),  # noqa: DTZ001 - as above
        timezones=st.sampled_from([UTC, ZoneInfo("Europe/Berlin"), timezone(timedelta(hours=-12))]),
        allow_imaginary=False,
    )
)
def test_an_instant_comes_back_in_utc_and_to_the_microsecond(city: City, at: datetime) -> None:
    with city.database.transaction() as session:
        key = facts.add(session, audit, {"at": at, "action": "a", "subject": "s", "detail": {}}, NOW)
        found = session.execute(select(audit.c.at).where(audit.c.id == key)).scalar_one()

        # In the hour that comes twice Python calls no two instants of different zones equal.
        assert found == at.astimezone(UTC)
        assert found.tzinfo is UTC


@SHARED
@given(root=st.binary(min_size=1), size=st.integers(1, 2**63 - 1))
def test_bytes_and_large_numbers_come_back_as_they_were(city: City, root: bytes, size: int) -> None:
    with Session(city.database.engine) as session:
        session.execute(insert(checkpoint), {"size": size, "root": root, "note": "", "at": NOW})
        row = session.execute(select(checkpoint).where(checkpoint.c.size == size)).one()
        session.rollback()

        assert (bytes(row.root), row.size) == (root, size)


def test_days_and_uids_come_back_as_they_were(city: City) -> None:
    uid, born = UUID(int=2**127 + 1), date(1931, 2, 28)
    with city.database.transaction() as session:
        row = {"uid": uid, "given_name": "Ada", "family_name": "Ünal", "born_on": born, "locale": "de"}
        key = session.execute(insert(person).returning(person.c.id), row).scalar_one()
        found = session.execute(select(person).where(person.c.id == key)).one()

        assert (found.uid, found.born_on) == (uid, born)


def test_a_column_without_a_value_comes_back_as_none(city: City) -> None:
    with city.database.reading() as session:
        assert session.execute(select(person.c.born_on)).scalars().first() is None


@pytest.mark.parametrize(
    ("table", "name"),
    [(table.name, c.name) for table in metadata.sorted_tables for c in table.c if isinstance(c.type, UtcDateTime)],
)
def test_no_column_takes_an_instant_without_a_zone(city: City, table: str, name: str) -> None:
    statement = select(metadata.tables[table]).where(metadata.tables[table].c[name] == datetime(2026, 11, 20))  # noqa: DTZ001 - naive on purpose

    with city.database.reading() as session, pytest.raises(StatementError, match="an instant needs a zone"):
        session.execute(statement)


def test_a_holiday_stands_once_in_its_calendar(city: City) -> None:
    with city.database.reading() as session:
        days = session.execute(select(holiday.c.day).where(holiday.c.calendar == "NW")).scalars().all()

    assert date(2026, 10, 3) in days
    assert len(days) == len(set(days))


def test_uids_are_version_7_and_rise_with_time() -> None:
    later = NOW + timedelta(milliseconds=1)
    early, late = new_uid(NOW), new_uid(later)

    assert (early.version, early.variant) == (7, "specified in RFC 4122")
    assert early < late
    assert early.int >> 80 == int(NOW.timestamp() * 1000)
    assert new_uid(NOW) != early
