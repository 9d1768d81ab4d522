"""Overtime as ordered: for whom an order holds, that it is withdrawn and stays, and the days it marks."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, insert, select, update
from sqlalchemy.exc import IntegrityError

from tests.city import NOW, City, Hired, employed_again
from timeclock.core.overtime import Order
from timeclock.core.spans import Span
from timeclock.core.walltime import day_span
from timeclock.store import orders, recalculation, staffing
from timeclock.store.db import Session
from timeclock.store.orders import NewOrder
from timeclock.store.questions import ask
from timeclock.store.schema.evidence import ledger_record
from timeclock.store.schema.overtime import overtime_order
from timeclock.store.schema.people import placement

DAY = date(2026, 11, 20)
EVENING = Span(
    datetime(2026, 11, 20, 17, tzinfo=NOW.tzinfo),
    datetime(2026, 11, 20, 23, tzinfo=NOW.tzinfo),
)
TWO_HOURS = timedelta(hours=2)


def order(session: Session, **wishes: Any) -> Any:
    return orders.add(session, NewOrder(**{"span": EVENING, "reason": "Wahl", **wishes}), NOW)


def held(session: Session, who: Hired, city: City, span: Span = EVENING) -> tuple[Order, ...]:
    question = orders.held(who.person_id, span)
    return ask(session, question).to(question).within(city.settings.zone)


def test_an_order_holds_for_its_employment_alone(city: City) -> None:
    with city.database.transaction() as session:
        other = employed_again(session, city.aydin, city.archive)
        order(session, employment_id=other.employment_id, budget=TWO_HOURS)

        assert held(session, city.aydin, city) == (Order(other.employment_id, EVENING, TWO_HOURS),)
        assert held(session, city.brandt, city) == ()


def test_an_order_for_a_unit_holds_for_everybody_placed_in_it(city: City) -> None:
    with city.database.transaction() as session:
        order(session, unit_id=city.registry)

        for who in (city.aydin, city.brandt):
            assert held(session, who, city) == (Order(who.employment_id, EVENING),)
        assert held(session, city.celik, city) == ()


def test_who_leaves_the_unit_at_midnight_keeps_the_order_until_then(city: City) -> None:
    two_days = Span(*(day_span(day, city.settings.zone).from_at for day in (DAY, DAY + timedelta(days=2))))
    with city.database.transaction() as session:
        session.execute(
            update(placement)
            .where(placement.c.employment_id == city.aydin.employment_id)
            .values(valid_to=DAY + timedelta(days=1))
        )
        later = {"employment_id": city.celik.employment_id, "unit_id": city.registry}
        session.execute(
            update(placement).where(placement.c.employment_id == city.celik.employment_id).values(superseded_at=NOW)
        )
        session.execute(insert(placement), {**later, **staffing.held_from(DAY + timedelta(days=1), NOW)})
        uid = order(session, span=two_days, unit_id=city.registry)

        first, second = (day_span(DAY + timedelta(days=no), city.settings.zone) for no in (0, 1))
        assert held(session, city.aydin, city, two_days) == (Order(city.aydin.employment_id, first),)
        assert held(session, city.celik, city, two_days) == (Order(city.celik.employment_id, second),)
        touched = orders.touched(session, uid, city.settings.zone)
        assert (city.aydin.person_id, DAY) in touched
        assert (city.aydin.person_id, DAY + timedelta(days=1)) not in touched
        assert (city.celik.person_id, DAY + timedelta(days=1)) in touched


@pytest.mark.parametrize("shift", [-6, 6])
def test_an_order_that_ends_where_the_span_begins_is_not_in_it(city: City, shift: int) -> None:
    asked = Span(*(at + timedelta(hours=shift) for at in (EVENING.from_at, EVENING.to_at)))
    with city.database.transaction() as session:
        order(session, employment_id=city.aydin.employment_id)

        assert held(session, city.aydin, city, asked) == ()


def test_an_order_withdrawn_holds_no_more_and_stays_on_record(city: City) -> None:
    with city.database.transaction() as session:
        uid = order(session, employment_id=city.aydin.employment_id)
        later = NOW + timedelta(hours=1)

        assert orders.withdraw(session, uid, later)
        assert not orders.withdraw(session, uid, later)

        assert held(session, city.aydin, city) == ()
        assert session.execute(select(overtime_order.c.superseded_at)).scalar_one() == later
        records = select(func.count()).where(ledger_record.c.kind == "overtime_order")
        assert session.execute(records).scalar_one() == 2
        assert orders.listed(session, EVENING) == []


def test_the_list_names_who_is_meant(city: City) -> None:
    with city.database.transaction() as session:
        order(session, employment_id=city.aydin.employment_id, budget=TWO_HOURS)
        order(session, unit_id=city.archive)

        listed = {(each.whose, each.budget, each.reason) for each in orders.listed(session, EVENING)}

        assert listed == {("10001 Elif Aydin", TWO_HOURS, "Wahl"), ("Stadtarchiv", None, "Wahl")}


@pytest.mark.parametrize("whose", [{}, {"employment_id": 1, "unit_id": 1}])
def test_an_order_is_for_an_employment_or_for_a_unit(whose: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="for an employment or for a unit"):
        NewOrder(EVENING, "Wahl", **whose)


@pytest.mark.parametrize("wishes", [{"span": Span(EVENING.to_at, EVENING.to_at)}, {"budget": timedelta(0)}])
def test_an_order_of_nothing_is_refused(city: City, wishes: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), city.database.transaction() as session:
        order(session, employment_id=city.aydin.employment_id, **wishes)


def test_nothing_waits_until_whoever_orders_marks_it(city: City) -> None:
    with city.database.transaction() as session:
        order(session, employment_id=city.aydin.employment_id)

        assert recalculation.waiting(session) == (0, None)
