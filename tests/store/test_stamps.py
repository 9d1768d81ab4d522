"""Stamps are appended once, whoever sends them how often; house sources number without gaps."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from tests.city import NOW, City
from timeclock.ledger.leaf import canonical
from timeclock.store import sources, stamps
from timeclock.store.db import Session
from timeclock.store.ids import new_uid
from timeclock.store.schema.evidence import ledger_record
from timeclock.store.schema.stamps import stamp as stamp_table
from timeclock.store.stamps import Original


def a_stamp(city: City, source_id: int = 1, seq: int = 1, **other: Any) -> tuple[dict[str, Any], Original]:
    row = {
        "uid": new_uid(NOW),
        "source_id": source_id,
        "epoch": "web",
        "seq": seq,
        "kind": "in",
        "at": NOW,
        "at_rule": "server",
        "received_at": NOW,
        "clock_quality": "good",
        "zone_rules": "2026.6",
        "level": "authenticated",
        "person_id": city.aydin.person_id,
        "employment_id": city.aydin.employment_id,
    } | other
    return row, Original(canonical({"uid": row["uid"]}), b"")


@pytest.fixture
def source_id(city: City) -> int:
    with city.database.transaction() as session:
        return sources.next_seq(session, "web", NOW)[0]


def rows(session: Session) -> int:
    return session.execute(select(func.count()).select_from(stamp_table)).scalar_one()


def test_a_stamp_is_stored_with_its_record(city: City, source_id: int) -> None:
    row, original = a_stamp(city, source_id)
    with city.database.transaction() as session:
        [stored] = stamps.append(session, [(row, original)], NOW).values()

        record = session.execute(select(ledger_record).where(ledger_record.c.id == stored.committed.record)).one()
    assert stamps.original_of(record.bytes) == original
    assert (record.kind, record.subject) == ("stamp", str(stored.id))
    assert stored.committed.include_by == NOW + timedelta(seconds=60)


@pytest.mark.parametrize("other", [{"seq": 2}, {"uid": new_uid(NOW)}], ids=["same uid", "same key"])
def test_a_stamp_known_by_key_or_uid_is_not_stored_again(city: City, source_id: int, other: dict[str, Any]) -> None:
    first = a_stamp(city, source_id)
    with city.database.transaction() as session:
        stamps.append(session, [first], NOW)
    with city.database.transaction() as session:
        again = stamps.append(session, [(first[0] | other, first[1])], NOW)

        assert again == {}
        assert rows(session) == 1
        assert session.execute(select(func.count()).where(ledger_record.c.kind == "stamp")).scalar_one() == 1


def test_appending_the_same_twice_is_appending_it_once(city: City, source_id: int) -> None:
    batch = [a_stamp(city, source_id, seq) for seq in range(1, 6)]
    with city.database.transaction() as session:
        first = stamps.append(session, batch, NOW)
    with city.database.transaction() as session:
        second = stamps.append(session, [*batch, a_stamp(city, source_id, 6)], NOW)
        known = stamps.known(session, first.keys(), ())

        assert [seq for _, _, seq in second] == [6]
        assert known == first
        assert rows(session) == 6


def test_known_finds_by_key_and_by_uid_and_nothing_else(city: City, source_id: int) -> None:
    batch = [a_stamp(city, source_id, seq) for seq in range(1, 4)]
    with city.database.transaction() as session:
        stamps.append(session, batch, NOW)

        found = stamps.known(
            session, [(source_id, "web", 1), (source_id, "other", 2), (99, "web", 2)], [batch[2][0]["uid"]]
        )
    assert sorted(seq for _, _, seq in found) == [1, 3]


def test_known_without_a_question_finds_nothing(city: City) -> None:
    with city.database.reading() as session:
        assert stamps.known(session, [], []) == {}


def test_the_same_other_bytes_are_kept_as_a_conflict_once(city: City, source_id: int) -> None:
    with city.database.transaction() as session:
        [stored] = stamps.append(session, [a_stamp(city, source_id)], NOW).values()
        other = Original(b"other", b"sig")

        third = Original(b"third", b"sig")
        twice_at_once = [(stored, other), (stored, other)]

        kept = [
            stamps.add_conflicts(session, others, NOW) for others in (twice_at_once, [*twice_at_once, (stored, third)])
        ]

        assert kept == [[(stored, other)], [(stored, third)]]
        assert stamps.add_conflicts(session, [], NOW) == []
        assert stamps.conflicts(session) == 2


@pytest.mark.postgres
def test_two_transactions_with_the_same_stamp_store_it_once(postgres_city: City) -> None:
    city = postgres_city
    with city.database.transaction() as session:
        source_id = sources.next_seq(session, "web", NOW)[0]
    one = a_stamp(city, source_id)

    def send(_: int) -> int:
        with city.database.transaction() as session:
            return len(stamps.append(session, [one], NOW))

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(send, range(16))) == 1


@pytest.mark.postgres
def test_two_transactions_with_the_same_conflict_keep_it_once(postgres_city: City) -> None:
    city = postgres_city
    with city.database.transaction() as session:
        source_id = sources.next_seq(session, "web", NOW)[0]
        [stored] = stamps.append(session, [a_stamp(city, source_id)], NOW).values()

    def send(_: int) -> int:
        with city.database.transaction() as session:
            return len(stamps.add_conflicts(session, [(stored, Original(b"other", b""))], NOW))

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(send, range(16))) == 1


def test_a_house_source_counts_without_gaps_whatever_is_rolled_back(city: City) -> None:
    seen = []
    for n in range(6):
        with Session(city.database.engine) as session:
            seen.append(sources.next_seq(session, "web", NOW))
            if n % 2:
                session.rollback()
            else:
                session.commit()

    assert [seq for _, _, seq in seen] == [1, 2, 2, 3, 3, 4]
    assert len({source for source, _, _ in seen}) == 1


@pytest.mark.postgres
def test_a_house_source_counts_without_gaps_for_many_at_once_even_at_first(postgres_city: City) -> None:
    def take(_: int) -> int:
        with postgres_city.database.transaction() as session:
            return sources.next_seq(session, "web", NOW)[2]

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(take, range(24))) == list(range(1, 25))


def test_each_house_source_exists_once(city: City) -> None:
    with city.database.transaction() as session:
        web = {sources.next_seq(session, "web", NOW)[0] for _ in range(3)}
        correction = sources.next_seq(session, "correction", NOW)[0]

    assert len(web) == 1
    assert correction not in web
