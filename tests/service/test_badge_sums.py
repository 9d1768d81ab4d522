"""The list of badges in parts: kept sums never say less than the badges, and a whole city comes bit by bit."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import event

from terminals.badge_list import BadgeList, key_of
from tests.city import NOW, City
from timeclock.core.badge_numbers import Scheme
from timeclock.ledger.receipt import wire_time
from timeclock.service import badge_list
from timeclock.service.badge_list import KeptSums
from timeclock.store import badges
from timeclock.store.badges import Given
from timeclock.store.db import Session
from timeclock.store.schema import stamps as tables

A_DAY = timedelta(days=1)


def hash_of(no: int) -> str:
    return hashlib.sha256(b"%d" % no).hexdigest()


def give(city: City, many: int) -> None:
    with city.database.transaction() as session:
        given = [Given(hash_of(no), Scheme.UID, city.aydin.person_id, NOW - A_DAY) for no in range(many)]
        badges.give(session, given, NOW - A_DAY)


def digests(city: City, kept: KeptSums, now: datetime = NOW) -> tuple[str, ...]:
    with city.database.reading() as session:
        return kept.of(session, now).digests


def held(no: int) -> Callable[[Session], object]:
    """Return what ends the holding of a badge a day from now."""
    c = tables.badge_holding.c
    which = c.badge_id == tables.badge.c.id
    change = tables.badge_holding.update().where(which, tables.badge.c.number_hash == hash_of(no))
    return lambda session: session.execute(change.values(to_at=NOW + A_DAY))


def state(no: int, is_now: str) -> Callable[[Session], object]:
    return lambda session: session.execute(
        tables.badge.update().where(tables.badge.c.number_hash == hash_of(no)).values(state=is_now)
    )


def test_sums_that_were_kept_are_those_worked_out_anew_whatever_changes(city: City) -> None:
    """Blocked and given free, two at once that swap, an end that is set and moved, a new badge: each is seen."""
    give(city, 8)
    kept, seen = KeptSums(), list[tuple[str, ...]]([()])
    moved = tables.badge_holding.update().where(tables.badge_holding.c.to_at.is_not(None))
    proof = {"badge_id": 1, "from_at": NOW, "to_at": None, "reason": "asked"}
    changes: list[Callable[[Session], object]] = [
        lambda _: None,
        state(1, "blocked"),
        lambda session: (state(1, "active")(session), state(2, "blocked")(session)),
        held(3),
        lambda session: session.execute(moved.values(to_at=NOW + 2 * A_DAY)),
        lambda session: session.execute(tables.badge_proof.insert(), proof),
        lambda session: session.execute(tables.badge_proof.delete()),
        lambda session: badge_given(session, city),
    ]
    for change in changes:
        with city.database.transaction() as session:
            change(session)
        found = digests(city, kept)
        assert found == digests(city, KeptSums())
        assert found != seen[-1]
        seen.append(found)

    later = NOW + 3 * A_DAY
    assert digests(city, kept, later) == digests(city, KeptSums(), later) != seen[-1]


def badge_given(session: Session, city: City) -> None:
    badges.give(session, [Given(hash_of(99), Scheme.UID, city.brandt.person_id, NOW)], NOW)


def test_where_nothing_changed_no_badge_is_read(sqlite_city: City) -> None:
    give(sqlite_city, 100)
    kept, asked = KeptSums(), list[str]()
    with sqlite_city.database.reading() as session:
        known = [each[: badge_list.DIGEST_DIGITS] for each in kept.of(session, NOW).digests]

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        asked.append(statement)

    event.listen(sqlite_city.database.engine, "before_cursor_execute", note)
    with sqlite_city.database.reading() as session:
        assert badge_list.changed(session, kept, known, NOW).parts == {}

    assert len([statement for statement in asked if statement.startswith("SELECT")]) == 3
    assert not any("number_hash" in statement for statement in asked)


@pytest.mark.parametrize("most", [1, 30, 1_000_000])
def test_a_list_that_is_too_long_for_an_answer_comes_bit_by_bit(
    city: City, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    """In between a badge is blocked whose part came before: it comes once more."""
    give(city, 300)
    monkeypatch.setattr(badge_list, "MOST_ROWS", most)
    mirrored = BadgeList(tmp_path_factory.mktemp("list") / "badges.sealed", key_of(bytes(32)), "wall")
    kept, answers = KeptSums(), list[int]()
    more = True
    while more:
        with city.database.reading() as session:
            found = badge_list.changed(session, kept, mirrored.known(NOW), NOW, bit_by_bit=True)
        rows = sum(map(len, found.parts.values()))
        assert rows <= max(most, 20)
        said = {"version": found.version, "expires_at": wire_time(found.expires_at)}
        more = not mirrored.take(said | {"parts": found.parts, "more": found.more})
        answers.append(rows)
        if len(answers) == 1:
            first = next(iter(found.parts.values()))[0][0]
            with city.database.transaction() as session:
                badges.block(session, str(first))

    assert (len(answers) == 1) is (most == 1_000_000)
    assert sum(answers) >= 300
    if len(answers) > 1:
        assert mirrored.known(NOW) == [each[:16] for each in digests(city, KeptSums())]
