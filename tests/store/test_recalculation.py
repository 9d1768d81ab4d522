"""The queue of days to work out again: nothing marked is ever lost, and nobody is worked on twice at once."""

from __future__ import annotations

import threading
from datetime import date, timedelta

import pytest

from tests.city import NOW, City
from timeclock.store import recalculation
from timeclock.store.db import Session

DAY = date(2026, 11, 20)


def mark(city: City, *people: int, day: date = DAY) -> None:
    with city.database.transaction() as session:
        recalculation.mark(session, [(person, day) for person in people], "stamp", NOW)


def waiting(city: City) -> int:
    with city.database.reading() as session:
        return recalculation.waiting(session)[0]


def test_a_day_marked_twice_waits_once(city: City) -> None:
    mark(city, 1, 1)
    mark(city, 1)

    assert waiting(city) == 1


def test_since_when_somebody_waits_is_told_by_the_first_mark(city: City) -> None:
    mark(city, 1)
    with city.database.transaction() as session:
        recalculation.mark(session, [(1, DAY), (2, DAY)], "stamp", NOW + timedelta(hours=1))

        assert recalculation.waiting(session) == (2, NOW)


def test_marks_that_were_worked_off_are_gone(city: City) -> None:
    mark(city, 1, 2)
    with city.database.transaction() as session:
        recalculation.done(session, recalculation.claim(session, 1))

        assert not recalculation.waits(session, 1)
        assert recalculation.waits(session, 2)


def test_a_day_marked_anew_while_it_is_worked_on_stays(city: City) -> None:
    mark(city, 1)
    with city.database.transaction() as session:
        marks = recalculation.claim(session, 1)
        recalculation.mark(session, [(1, DAY)], "stamp", NOW)
        recalculation.done(session, marks)

    assert waiting(city) == 1


@pytest.mark.postgres
def test_a_mark_committed_by_somebody_else_while_we_work_stays(postgres_city: City) -> None:
    mark(postgres_city, 1)
    with postgres_city.database.transaction() as session:
        marks = recalculation.claim(session, 1)
        mark(postgres_city, 1)
        recalculation.done(session, marks)

    assert waiting(postgres_city) == 1


@pytest.mark.postgres
def test_a_mark_not_yet_committed_when_we_are_done_stays(postgres_city: City) -> None:
    """The other stamp's transaction holds the row: we wait for it, and then see that it asks again."""
    mark(postgres_city, 1)
    with postgres_city.database.transaction() as worker:
        marks = recalculation.claim(worker, 1)
        with Session(postgres_city.database.engine) as stamping:
            recalculation.mark(stamping, [(1, DAY)], "stamp", NOW)
            finishing = threading.Timer(0.2, stamping.commit)
            finishing.start()
            recalculation.done(worker, marks)
            finishing.join()

    assert waiting(postgres_city) == 1


@pytest.mark.postgres
def test_a_mark_set_after_we_dropped_ours_but_before_we_commit_stays(postgres_city: City) -> None:
    mark(postgres_city, 1)
    worker = Session(postgres_city.database.engine)
    recalculation.done(worker, recalculation.claim(worker, 1))
    stamping = threading.Thread(target=mark, args=(postgres_city, 1))
    stamping.start()
    stamping.join(0.2)

    assert stamping.is_alive(), "it has to wait until it is known whether the mark is gone"
    worker.commit()
    worker.close()
    stamping.join()
    assert waiting(postgres_city) == 1


@pytest.mark.postgres
def test_a_person_somebody_works_on_is_passed_over(postgres_city: City) -> None:
    mark(postgres_city, 1)
    mark(postgres_city, 2)
    with postgres_city.database.transaction() as one, postgres_city.database.transaction() as other:
        first = recalculation.next_person(one)
        second = recalculation.next_person(other)

        assert {first, second} == {1, 2}
    with postgres_city.database.transaction() as one, postgres_city.database.transaction() as other:
        recalculation.claim(one, 1)
        recalculation.claim(one, 2)

        assert recalculation.next_person(other) is None


@pytest.mark.postgres
def test_who_comes_second_waits_until_the_first_is_done_and_finds_nothing_left(postgres_city: City) -> None:
    mark(postgres_city, 1)
    found: list[list[recalculation.Mark]] = []

    def work() -> None:
        with postgres_city.database.transaction() as session:
            found.append(recalculation.claim(session, 1))

    with postgres_city.database.transaction() as session:
        recalculation.done(session, recalculation.claim(session, 1))
        second = threading.Thread(target=work)
        second.start()
        second.join(0.2)
        assert second.is_alive()
    second.join()

    assert found == [[]]


def test_who_waits_longest_comes_first_and_who_failed_is_left_out(city: City) -> None:
    with city.database.transaction() as session:
        for minutes, person in ((2, 1), (1, 2), (3, 3)):
            recalculation.mark(session, [(person, DAY)], "stamp", NOW + timedelta(minutes=minutes))

        assert recalculation.next_person(session) == 2
        assert recalculation.next_person(session, but={2}) == 1
        assert recalculation.next_person(session, but={1, 2, 3}) is None


def test_marks_of_a_person_come_in_the_order_of_days(city: City) -> None:
    for days in (3, 1, 2):
        mark(city, 1, day=DAY + timedelta(days=days))

    with city.database.transaction() as session:
        found = [each.day - DAY for each in recalculation.claim(session, 1)]
    assert found == [timedelta(days=1), timedelta(days=2), timedelta(days=3)]


def test_nothing_is_marked_for_nobody(city: City) -> None:
    mark(city)

    assert waiting(city) == 0
