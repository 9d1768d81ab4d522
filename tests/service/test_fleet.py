"""The terminals as IT looks after them: trouble on top, numbers that never came, and no statement per terminal."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import event

from tests.city import NOW, City
from tests.lived_in import sight
from tests.terminal import Terminal, a_key, enrolled, lookout, told
from timeclock.service import devices, enrolment, fleet
from timeclock.service.fleet import Fleet, Show, TerminalFile, Wish
from timeclock.service.sight import NotFound

MINUTE = timedelta(minutes=1)


def listed(city: City, wish: Wish = fleet.EVERYTHING, now: datetime = NOW) -> Fleet:
    with city.database.transaction() as session:
        return fleet.listed(session, sight(session, city, "it", now), lookout(city), wish)


def file_of(city: City, terminal: Terminal, now: datetime = NOW) -> TerminalFile:
    with city.database.transaction() as session:
        return fleet.file_of(session, sight(session, city, "it", now), lookout(city), terminal.uid)


@pytest.fixture
def walls(city: City) -> dict[str, Terminal]:
    """Six terminals, one for each way to be; the first by name is well."""
    found = {
        name: enrolled(city, NOW - 60 * MINUTE, name, seed, city.archive if name == "e lost" else None)
        for seed, name in enumerate(("a well", "b gone", "c clock", "d silent", "e lost", "f reader"), start=1)
    }
    for name, terminal in found.items():
        told(city, terminal, NOW - 20 * MINUTE, terminal.stamp(NOW - 20 * MINUTE))
        if name not in {"d silent", "e lost"}:
            told(city, terminal, NOW)
    told(city, found["c clock"], NOW, drift_ms=61_000)
    told(city, found["e lost"], NOW - MINUTE, captured=2)
    told(city, found["f reader"], NOW, readers=({"name": "Leser", "state": "stuck"},))
    with city.database.transaction() as session:
        devices.revoke(session, found["b gone"].uid, NOW)
    return found


def test_trouble_is_on_top_the_gravest_first_and_what_is_not_in_use_below(
    city: City, walls: dict[str, Terminal]
) -> None:
    seen = listed(city)

    assert [each.name for each in seen.terminals] == ["e lost", "d silent", "f reader", "c clock", "a well", "b gone"]
    assert (seen.in_use, seen.in_trouble, seen.revoked) == (5, 4, 1)
    assert [[trouble.cause for trouble in each.troubles] for each in seen.terminals] == [
        ["sums"],
        ["silent"],
        ["reader"],
        ["clock"],
        [],
        [],
    ]


@pytest.mark.parametrize(
    ("wish", "names"),
    [
        (Wish(Show.REVOKED), ["b gone"]),
        (Wish(Show.TROUBLE, "CLOCK"), ["c clock"]),
        (Wish(Show.IN_USE, "stadtarchiv lost"), ["e lost"]),
        (Wish(words="nowhere"), []),
    ],
)
def test_the_list_is_narrowed_and_the_sums_stay_those_of_all(
    city: City, walls: dict[str, Terminal], wish: Wish, names: list[str]
) -> None:
    seen = listed(city, wish)

    assert [each.name for each in seen.terminals] == names
    assert (seen.in_use, seen.in_trouble, seen.revoked) == (5, 4, 1)


def test_what_a_terminal_said_of_itself_is_told_as_it_said_it(city: City) -> None:
    wall = enrolled(city, NOW - 60 * MINUTE)
    unsure = {"quality": "unsure", "max_error_ms": None, "offset_ms": None}
    told(city, wall, NOW, wall.stamp(NOW, clock=unsure), unsent=3, oldest_unsent_at=NOW, drift_ms=-1500, unreadable=2)
    [seen] = listed(city).terminals

    assert (seen.unsent, seen.unreadable, seen.drift_ms, seen.clock_quality) == (3, 2, -1500, "unsure")
    # By its own clock, which is a second and a half behind.
    assert seen.oldest_unsent_at == NOW + timedelta(milliseconds=1500)
    assert (seen.readers, seen.version, seen.epoch) == ((("Leser", "ready"),), "0.1.0", wall.epoch)
    assert (seen.captured, seen.stored, seen.last_seen_at, seen.enrolled_at) == (1, 1, NOW, NOW - 60 * MINUTE)


def test_one_that_was_never_heard_says_nothing_and_is_in_no_sum(city: City) -> None:
    enrolled(city, NOW)
    [seen] = listed(city).terminals

    assert (seen.last_seen_at, seen.unsent, seen.drift_ms, seen.conserved, seen.clock_quality) == (None,) * 5
    assert (seen.readers, seen.missing, seen.troubles, seen.in_use) == ((), 0, (), True)


def test_one_that_waits_for_its_enrolment_has_no_key_and_no_trouble(city: City) -> None:
    with city.database.transaction() as session:
        uid, _ = enrolment.add(session, "Foyer", city.registry, NOW)
    seen = listed(city, Wish(Show.WAITING), NOW + 60 * MINUTE)

    [waiting] = seen.terminals
    assert (waiting.uid, waiting.waits, waiting.in_use, waiting.fingerprint) == (uid, True, False, None)
    assert (waiting.troubles, seen.in_use, seen.waiting, seen.revoked) == ((), 0, 1, 0)
    assert listed(city, Wish(Show.REVOKED)).terminals == ()


def test_numbers_that_never_came_are_named_for_each_epoch_and_come_to_none_when_they_come(city: City) -> None:
    """Of twelve stamps 1, 4, 5 and 9 stay away; then a new spool begins in which all comes, then 4 and 5 come late."""
    wall = enrolled(city, NOW - 60 * MINUTE)
    made = [wall.stamp(NOW) for _ in range(12)]
    old = wall.epoch
    told(city, wall, NOW, *(each for no, each in enumerate(made, start=1) if no not in {1, 4, 5, 9}))
    wall.epoch, wall.next_seq, wall.prev = "ff" * 16, 1, "0" * 64
    told(city, wall, NOW + MINUTE, wall.stamp(NOW), wall.stamp(NOW))

    found = file_of(city, wall, NOW + MINUTE)

    assert [(each.epoch, each.last_seq, each.stored) for each in found.epochs] == [("ff" * 16, 2, 2), (old, 12, 8)]
    assert [(each.from_seq, each.to_seq) for each in found.gaps] == [(1, 1), (4, 5), (9, 9)]
    assert (found.seen.epoch, found.seen.missing, found.seen.conserved) == ("ff" * 16, 0, True)

    told(city, wall, NOW + 2 * MINUTE, made[3], made[4], made[3])
    late = file_of(city, wall, NOW + 2 * MINUTE)
    assert [(each.from_seq, each.to_seq) for each in late.gaps] == [(1, 1), (9, 9)]
    assert {(each.epoch, each.stored) for each in late.epochs} == {("ff" * 16, 2), (old, 10)}


def test_what_still_waits_in_a_terminal_is_not_missing(city: City) -> None:
    """The fifth stamp was sent before the four that wait; one of these the terminal does not know of."""
    wall = enrolled(city, NOW - 60 * MINUTE)
    *_, last = [wall.stamp(NOW) for _ in range(5)]
    told(city, wall, NOW, last, unsent=4, oldest_unsent_at=NOW)
    waiting = file_of(city, wall).seen.missing
    told(city, wall, NOW, unsent=3, oldest_unsent_at=NOW)

    assert (waiting, file_of(city, wall).seen.missing) == (0, 1)


def test_nobody_is_told_of_a_terminal_that_is_none(city: City) -> None:
    with pytest.raises(NotFound):
        file_of(city, Terminal(city.aydin.employment_uid, a_key()))


def test_three_hundred_terminals_take_as_many_statements_as_one(sqlite_city: City) -> None:
    def statements() -> tuple[int, int]:
        seen: list[str] = []

        def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
            seen.append(statement)

        with sqlite_city.database.transaction() as session:
            looking, how = sight(session, sqlite_city, "it"), lookout(sqlite_city)
            event.listen(sqlite_city.database.engine, "before_cursor_execute", note)
            found = fleet.listed(session, looking, how)
            event.remove(sqlite_city.database.engine, "before_cursor_execute", note)
        return len(found.terminals), len(seen)

    enrolled(sqlite_city, NOW, "Wand 0")
    one = statements()
    with sqlite_city.database.transaction() as session:
        for no in range(1, 300):
            devices.enrol(session, f"Wand {no}", None, no.to_bytes(32), NOW)

    assert (one, statements()) == ((1, one[1]), (300, one[1]))
