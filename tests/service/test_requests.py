"""One state machine for whatever is asked: what counts at once, what is undone, objections and two approvals."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from tests.city import NOW, City, stamped
from tests.lived_in import TERMS, sight, signed, trusted
from tests.service.test_corrections import with_a_head
from timeclock.core.corrections import Change
from timeclock.core.requests import State
from timeclock.core.stamps import StampKind
from timeclock.service import breaks, corrections, decisions, evaluation, requests, times, verification
from timeclock.service.corrections import Wanted
from timeclock.service.kinds.corrections import BuiltUpon
from timeclock.service.kinds.kind import CannotAsk
from timeclock.service.sight import NotFound
from timeclock.store.db import Session
from timeclock.store.schema.requests import approval, request_step

DAY = date(2026, 11, 18)
FIRST, SECOND = UUID(int=77), UUID(int=78)
AT_ONCE = replace(TERMS, at_once=frozenset({"correction"}))
TWICE = replace(TERMS, twice=frozenset({"correction"}))
WRONG = "Um diese Zeit war das Haus zu."


@pytest.fixture
def town(city: City) -> City:
    """On Wednesday Frau Aydin forgot to stamp her going; Frau Oberst leads the whole city."""
    with city.database.transaction() as session:
        stamped(session, city.aydin, DAY, "08:00 in", city.settings)
        found = with_a_head(session, city)
        worked_out(session, found)
    return found


def worked_out(session: Session, city: City) -> None:
    evaluation.refresh_now(session, city.aydin.person_id, city.rulebook(), NOW)


def ask(session: Session, city: City, terms=AT_ONCE, **other: object) -> None:
    wanted = Wanted(FIRST, DAY, Change.NEW, None, StampKind.OUT, time(16, 30), None, "vergessen")
    corrections.ask(session, sight(session, city, "aydin"), replace(wanted, **other), terms)
    worked_out(session, city)


def approve(session: Session, city: City, name: str, version: int, uid: UUID = FIRST, terms=TERMS) -> None:
    decisions.approve(session, sight(session, city, name), uid, version, None, terms)
    worked_out(session, city)


def refuse(session: Session, city: City, name: str, version: int, uid: UUID = FIRST) -> None:
    decisions.refuse(session, sight(session, city, name), uid, version, WRONG)
    worked_out(session, city)


def worked(session: Session, city: City) -> timedelta | None:
    result = times.day(session, sight(session, city, "aydin"), None, DAY).result
    assert result is not None
    return result.worked


def counting(session: Session, city: City) -> list[tuple[str, str]]:
    """Return the stamps that count, as the day shows them."""
    bill = times.day(session, sight(session, city, "aydin"), None, DAY)
    return [(f"{each.at.astimezone(city.settings.zone):%H:%M}", each.kind.value) for each in bill.stamps if each.counts]


def state(session: Session, city: City, uid: UUID = FIRST) -> State:
    mine = requests.listed(session, sight(session, city, "aydin"))
    found = {each.asked.uid: each.asked.state for each in mine}
    return found[uid]


def stamp_of(session: Session, city: City, clock: str) -> UUID:
    bill = times.day(session, sight(session, city, "aydin"), None, DAY)
    [found] = [
        each.uid for each in bill.stamps if each.counts and f"{each.at.astimezone(city.settings.zone):%H:%M}" == clock
    ]
    return found


class TestCountingAtOnce:
    """The default of a city: a correction counts from when it is asked for until somebody refuses it."""

    def test_it_counts_before_anybody_has_decided(self, town: City) -> None:
        with town.database.transaction() as session:
            ask(session, town)

            assert (state(session, town), worked(session, town)) == (State.COUNTING, timedelta(hours=8))

    def test_approved_it_counts_as_before_and_once(self, town: City) -> None:
        with town.database.transaction() as session:
            ask(session, town)
            approve(session, town, "brandt", 1)

            assert (state(session, town), worked(session, town)) == (State.APPROVED, timedelta(hours=8))
            assert counting(session, town) == [("08:00", "in"), ("16:30", "out")]

    @pytest.mark.parametrize(
        ("other", "meanwhile"),
        [
            ({}, [("08:00", "in"), ("16:30", "out")]),
            ({"change": Change.CHANGE, "kind": StampKind.IN, "clock": time(7, 30)}, [("07:30", "in")]),
            ({"change": Change.DELETE, "kind": None, "clock": None}, []),
        ],
        ids=["new", "change", "delete"],
    )
    @pytest.mark.parametrize("undone", ["refused", "withdrawn"])
    def test_refused_or_taken_back_everything_is_as_it_was(
        self, town: City, other: dict[str, object], meanwhile: list[tuple[str, str]], undone: str
    ) -> None:
        with town.database.transaction() as session:
            named = {} if not other else {"stamp_uid": stamp_of(session, town, "08:00")}
            ask(session, town, **other, **named)
            between = counting(session, town)
            if undone == "refused":
                refuse(session, town, "brandt", 1)
            else:
                corrections.withdraw(session, sight(session, town, "aydin"), FIRST)
                worked_out(session, town)

            assert (between, counting(session, town)) == (meanwhile, [("08:00", "in")])
            assert worked(session, town) is None
        signed(town, NOW)
        with town.database.snapshot() as session:
            assert verification.verify(session, trusted(town), NOW).discrepancies == ()

    def test_who_decides_sees_what_the_day_would_be_without_it(self, town: City) -> None:
        with town.database.transaction() as session:
            ask(session, town)
            case = decisions.case(session, sight(session, town, "brandt"), town.rulebook(), FIRST)

            assert case.bill.result is not None
            assert case.tried is not None
            assert (case.bill.result.worked, case.tried.worked) == (timedelta(hours=8), None)

    def test_sent_twice_it_counts_once(self, town: City) -> None:
        with town.database.transaction() as session:
            ask(session, town)
            ask(session, town)

            assert counting(session, town) == [("08:00", "in"), ("16:30", "out")]

    def test_what_another_request_builds_upon_is_settled_after_it(self, town: City) -> None:
        with town.database.transaction() as session:
            ask(session, town)
            made = stamp_of(session, town, "16:30")
            ask(session, town, uid=SECOND, change=Change.CHANGE, stamp_uid=made, clock=time(17))
        with pytest.raises(BuiltUpon), town.database.transaction() as session:
            refuse(session, town, "brandt", 1)
        with town.database.transaction() as session:
            refuse(session, town, "brandt", 1, SECOND)
            back = counting(session, town)
            refuse(session, town, "brandt", 1)

            assert (back, counting(session, town)) == ([("08:00", "in"), ("16:30", "out")], [("08:00", "in")])

    def test_a_correction_of_the_correction_that_was_approved_stays(self, town: City) -> None:
        with town.database.transaction() as session:
            ask(session, town)
            made = stamp_of(session, town, "16:30")
            ask(session, town, uid=SECOND, change=Change.CHANGE, stamp_uid=made, clock=time(17))
            approve(session, town, "brandt", 1, SECOND)
            refuse(session, town, "brandt", 1)

            assert counting(session, town) == [("08:00", "in"), ("17:00", "out")]


class TestObjecting:
    """Who was refused may have it looked at by somebody above."""

    def test_granted_after_all_it_counts(self, town: City) -> None:
        with town.database.transaction() as session:
            ask(session, town)
            refuse(session, town, "brandt", 1)
            requests.object_to(session, sight(session, town, "aydin"), FIRST, "Ich war da.", TERMS)
            waits = state(session, town)
            with pytest.raises(NotFound):
                approve(session, town, "brandt", 3)
            approve(session, town, "oberst", 3)

            assert (waits, state(session, town)) == (State.OBJECTED, State.APPROVED)
            assert counting(session, town) == [("08:00", "in"), ("16:30", "out")]
            rows = session.execute(select(approval.c.objection, approval.c.decision).order_by(approval.c.step)).all()
            assert [tuple(row) for row in rows] == [(False, "refused"), (True, "approved")]

    def test_turned_down_it_stays_refused_and_is_heard_once(self, town: City) -> None:
        with town.database.transaction() as session:
            ask(session, town)
            refuse(session, town, "brandt", 1)
            mine = sight(session, town, "aydin")
            requests.object_to(session, mine, FIRST, "Ich war da.", TERMS)
            refuse(session, town, "oberst", 3)
            with pytest.raises(CannotAsk):
                requests.object_to(session, mine, FIRST, "Doch.", TERMS)

            assert (state(session, town), worked(session, town)) == (State.REFUSED, None)


class TestTwoApprovals:
    """Where the city has it so."""

    def test_it_counts_after_the_second(self, town: City) -> None:
        with town.database.transaction() as session:
            ask(session, town, TWICE)
            approve(session, town, "brandt", 1, terms=TWICE)
            between = worked(session, town)
            with pytest.raises(NotFound):
                approve(session, town, "brandt", 2, terms=TWICE)
            approve(session, town, "oberst", 2, terms=TWICE)
            steps = session.execute(select(request_step.c.state).order_by(request_step.c.no)).scalars().all()

            assert (between, worked(session, town)) == (None, timedelta(hours=8))
            assert steps == ["submitted", "granted", "approved"]


def test_that_a_break_was_not_taken_counts_until_it_is_refused(city: City) -> None:
    with city.database.transaction() as session:
        stamped(session, city.aydin, DAY, "08:00 in 17:00 out", city.settings)
        worked_out(session, city)
        breaks.contest(session, sight(session, city, "aydin"), DAY, "Dienst am Schalter", TERMS)
        worked_out(session, city)
        credited = worked(session, city)
        [listed] = decisions.waiting(session, sight(session, city, "brandt"))
        refuse(session, city, "brandt", 1, listed.asked.uid)

        assert (credited, worked(session, city)) == (timedelta(hours=9), timedelta(hours=8, minutes=30))
