"""Overtime counts with an order or an approval only: in full, in part, and no more than the unit's budget holds."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import date, time, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from tests.city import FIRST_DAY, NOW, City, stamped
from tests.lived_in import TERMS, sight, signed, trusted
from timeclock.core.requests import State
from timeclock.core.spans import DaySpan
from timeclock.service import decisions, evaluation, overtime, requests, times, verification, wishes
from timeclock.service.access import Role
from timeclock.service.kinds.kind import CannotAsk, NoPart, Overtaken
from timeclock.service.kinds.overtime import BudgetSpent, Obstacle
from timeclock.service.wishes import DaysWanted, NoSuchTime, OvertimeWanted
from timeclock.store import logins
from timeclock.store.db import Session
from timeclock.store.schema.overtime import overtime_order

DAY = date(2026, 11, 18)
ASKED = UUID(int=77)
NOVEMBER = DaySpan(date(2026, 11, 1), date(2026, 12, 1))
THREE_HOURS = timedelta(hours=3)
SOON = 10
FOUR_DAYS = {"day": "2026-11-23", "to_day": "2026-11-27"}
# Even where a city lets everything count that may.
GENEROUS = replace(TERMS, at_once=frozenset({"correction", "absence", "overtime", "mobile_work"}))


@pytest.fixture
def late(city: City) -> City:
    """On Wednesday Frau Aydin worked until half past eleven at night; her frame ends at eight."""
    with city.database.transaction() as session:
        stamped(session, city.aydin, DAY, "12:00 in 16:00 out 17:00 in 23:30 out", city.settings)
        worked_out(session, city)
    return city


def worked_out(session: Session, city: City) -> None:
    evaluation.refresh_now(session, city.aydin.person_id, city.rulebook(), NOW)


def evening(**other: object) -> OvertimeWanted:
    return replace(OvertimeWanted(ASKED, DAY, time(20), time(23, 30), None, "Ratssitzung"), **other)


def ask(session: Session, city: City, wanted: OvertimeWanted, name: str = "aydin") -> None:
    wishes.ask_for_overtime(session, sight(session, city, name), wanted, GENEROUS)


def approve(session: Session, city: City, part: dict[str, int] | None = None, uid: UUID = ASKED) -> None:
    decisions.approve(session, sight(session, city, "brandt"), uid, 1, None, GENEROUS, part)
    worked_out(session, city)


def worked(session: Session, city: City) -> timedelta:
    result = times.day(session, sight(session, city, "aydin"), None, DAY).result
    assert result is not None
    assert result.worked is not None
    return result.worked


def orders(session: Session) -> list[tuple[int | None, bool]]:
    rows = session.execute(select(overtime_order.c.budget_min, overtime_order.c.superseded_at))
    return [(row.budget_min, row.superseded_at is None) for row in rows]


class TestApproving:
    """Nothing counts before, whatever the city lets count."""

    def test_asked_for_it_does_not_count_and_approved_it_does(self, late: City) -> None:
        with late.database.transaction() as session:
            ask(session, late, evening())
            before = worked(session, late)
            approve(session, late)

            assert worked(session, late) - before == timedelta(hours=3, minutes=30)
            assert orders(session) == [(210, True)]
        signed(late, NOW)
        with late.database.snapshot() as session:
            assert verification.verify(session, trusted(late), NOW).discrepancies == ()

    def test_a_part_counts_in_part(self, late: City) -> None:
        with late.database.transaction() as session:
            ask(session, late, evening())
            before = worked(session, late)
            approve(session, late, {"minutes": 120})

            assert worked(session, late) - before == timedelta(hours=2)

    @pytest.mark.parametrize("part", [{"minutes": 0}, {"minutes": 210}, {"minutes": 300}, {"to_day": "2026-11-19"}, {}])
    def test_what_is_no_part_is_refused(self, late: City, part: dict[str, int]) -> None:
        with late.database.transaction() as session:
            ask(session, late, evening())
        with pytest.raises(NoPart), late.database.transaction() as session:
            approve(session, late, part)

    def test_objected_to_a_part_the_whole_replaces_it(self, late: City) -> None:
        with late.database.transaction() as session:
            ask(session, late, evening())
            approve(session, late, {"minutes": 60})
            requests.object_to(session, sight(session, late, "aydin"), ASKED, "Es war länger.", GENEROUS)
            decisions.approve(session, sight(session, late, "officer"), ASKED, 3, None, GENEROUS)

            assert orders(session) == [(60, False), (210, True)]

    def test_approved_it_is_not_taken_back_by_her_alone(self, late: City) -> None:
        with late.database.transaction() as session:
            ask(session, late, evening())
            approve(session, late)
            with pytest.raises(Overtaken):
                requests.withdraw(session, sight(session, late, "aydin"), ASKED)

    @pytest.mark.parametrize(
        ("other", "obstacle"),
        [
            ({"most": timedelta(hours=4)}, Obstacle.TOO_MUCH),
            ({"most": timedelta(0)}, Obstacle.NO_SPAN),
            ({"day": date(2026, 7, 1)}, Obstacle.TOO_LONG_AGO),
        ],
        ids=str,
    )
    def test_what_makes_no_sense_is_not_asked_for(
        self, late: City, other: dict[str, object], obstacle: Obstacle
    ) -> None:
        with late.database.transaction() as session:
            with pytest.raises(CannotAsk) as refused:
                ask(session, late, evening(**other))

            assert refused.value.obstacle is obstacle

    def test_the_same_time_is_asked_for_once(self, late: City) -> None:
        with late.database.transaction() as session:
            ask(session, late, evening())
            ask(session, late, evening())
            with pytest.raises(CannotAsk) as refused:
                ask(session, late, evening(uid=UUID(int=78), from_clock=time(23), to_clock=time(1)))

            assert refused.value.obstacle is Obstacle.ALREADY_ASKED
            assert len(requests.listed(session, sight(session, late, "aydin"))) == 1

    def test_a_clock_that_came_twice_is_not_guessed(self, late: City) -> None:
        with late.database.transaction() as session, pytest.raises(NoSuchTime):
            ask(session, late, evening(day=date(2026, 10, 24), to_clock=time(2, 30)))


class TestBudgets:
    """What a unit may have approved in a period."""

    def test_no_more_is_approved_than_the_budget_holds(self, late: City) -> None:
        with late.database.transaction() as session:
            overtime.budget(session, overtime.WantedBudget("Stadtverwaltung", NOVEMBER, THREE_HOURS, "Wahl"), NOW)
            ask(session, late, evening())
        with pytest.raises(BudgetSpent) as spent, late.database.transaction() as session:
            approve(session, late)
        with late.database.transaction() as session:
            approve(session, late, {"minutes": 120})
            [held] = overtime.listed_budgets(session, late.settings.zone, NOW)

        assert (spent.value.left, held.drawn, held.amount) == (THREE_HOURS, timedelta(hours=2), THREE_HOURS)

    def test_another_units_budget_and_another_months_do_not_matter(self, late: City) -> None:
        with late.database.transaction() as session:
            nothing = timedelta(0)
            december = DaySpan(date(2026, 12, 1), date(2027, 1, 1))
            overtime.budget(session, overtime.WantedBudget("Stadtarchiv", NOVEMBER, nothing, "–"), NOW)
            overtime.budget(session, overtime.WantedBudget("Bürgerdienste", december, nothing, "–"), NOW)
            gone = overtime.budget(session, overtime.WantedBudget("Bürgerdienste", NOVEMBER, nothing, "–"), NOW)
            overtime.withdraw_budget(session, gone, NOW)
            ask(session, late, evening())
            approve(session, late)

            assert orders(session) == [(210, True)]


def test_mobile_work_moves_no_time_and_may_be_granted_in_part(city: City) -> None:
    with city.database.transaction() as session:
        wanted = DaysWanted(ASKED, date(2026, 11, 23), date(2026, 11, 27), "Gutachten")
        wishes.ask_for_mobile_work(session, sight(session, city, "aydin"), wanted, GENEROUS)
        decisions.approve(session, sight(session, city, "brandt"), ASKED, 1, None, GENEROUS, FOUR_DAYS)
        [mine] = requests.listed(session, sight(session, city, "aydin"))
        requests.withdraw(session, sight(session, city, "aydin"), ASKED)
        [after] = requests.listed(session, sight(session, city, "aydin"))

        assert (mine.asked.state, mine.can_object, after.asked.state) == (State.APPROVED, True, State.WITHDRAWN)


@pytest.mark.postgres
def test_of_two_approvals_in_the_same_second_one_draws_the_last_hours(postgres_city: City) -> None:
    """Two people's requests, one budget for one of them, and two superiors at once."""
    city, outcomes, ready = postgres_city, [], threading.Barrier(2)
    with city.database.transaction() as session:
        overtime.budget(session, overtime.WantedBudget("Bürgerdienste", NOVEMBER, timedelta(hours=4), "Wahl"), NOW)
        ask(session, city, evening())
        ask(session, city, evening(uid=UUID(int=78)), "brandt")

    with city.database.transaction() as session:
        sights = {name: sight(session, city, name) for name in ("brandt", "officer")}

    def decide(name: str, uid: UUID) -> None:
        try:
            with city.database.transaction() as session:
                who = sights[name]
                ready.wait(SOON)
                decisions.approve(session, who, uid, 1, None, TERMS)
            outcomes.append("approved")
        except BudgetSpent:
            outcomes.append("spent")

    threads = [threading.Thread(target=decide, args=each) for each in (("brandt", ASKED), ("officer", UUID(int=78)))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with city.database.reading() as session:
        assert sorted(outcomes) == ["approved", "spent"]
        assert orders(session) == [(210, True)]


@pytest.mark.postgres
@pytest.mark.parametrize("names", [("brandt", "celik"), ("brandt", "brandt")], ids=["two approvers", "two tabs"])
def test_of_two_who_approve_in_the_same_second_one_does(postgres_city: City, names: tuple[str, str]) -> None:
    city, outcomes, ready = postgres_city, [], threading.Barrier(2)
    with city.database.transaction() as session:
        logins.grant(session, city.logins["celik"], Role.SUPERVISOR, city.registry, FIRST_DAY, NOW, by=None)
        ask(session, city, evening())

    with city.database.transaction() as session:
        sights = {name: sight(session, city, name) for name in set(names)}

    def decide(name: str) -> None:
        try:
            with city.database.transaction() as session:
                who = sights[name]
                ready.wait(SOON)
                decisions.approve(session, who, ASKED, 1, None, TERMS)
            outcomes.append("approved")
        except Overtaken:
            outcomes.append("overtaken")

    threads = [threading.Thread(target=decide, args=(name,)) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with city.database.reading() as session:
        assert sorted(outcomes) == ["approved", "overtaken"]
        assert orders(session) == [(210, True)]
