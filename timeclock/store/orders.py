"""Overtime as ordered, for one employment or for everybody placed in a unit; an order withdrawn stays on record."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Row, Select, func, insert, select, update

from timeclock.core import walltime
from timeclock.core.overtime import Order
from timeclock.core.spans import MINUTE, Span
from timeclock.store import facts, known
from timeclock.store.db import Session
from timeclock.store.ids import new_uid
from timeclock.store.known import NOW, Both, Known
from timeclock.store.questions import Question, names
from timeclock.store.schema.evidence import ledger_record
from timeclock.store.schema.overtime import overtime_order
from timeclock.store.schema.people import employment, person, placement, unit_version


@dataclass(frozen=True, slots=True)
class NewOrder:
    """What is ordered, for an employment or for a unit: one of the two."""

    span: Span
    reason: str
    employment_id: int | None = None
    unit_id: int | None = None
    budget: timedelta | None = None
    request_id: int | None = None

    def __post_init__(self) -> None:
        if (self.employment_id is None) == (self.unit_id is None):
            raise ValueError(f"an order is for an employment or for a unit, got {self}")


@dataclass(frozen=True, slots=True)
class Listed:
    """An order as a list shows it; `whose` is a staff number with the name, or the name of a unit."""

    uid: UUID
    whose: str
    span: Span
    budget: timedelta | None
    reason: str


def add(session: Session, new: NewOrder, now: datetime) -> UUID:
    """Record an order; whoever orders marks the days it touches."""
    uid = new_uid(now)
    values = {
        "uid": uid,
        "employment_id": new.employment_id,
        "unit_id": new.unit_id,
        "from_at": new.span.from_at,
        "to_at": new.span.to_at,
        "budget_min": None if new.budget is None else new.budget // MINUTE,
        "reason": new.reason,
        "request_id": new.request_id,
        "recorded_at": now,
    }
    facts.add(session, overtime_order, values, now)
    return uid


def withdraw(session: Session, uid: UUID, now: datetime) -> bool:
    """Let an order hold no more; say whether there was one."""
    return _ended(session, overtime_order.c.uid == uid, now)


def withdraw_of(session: Session, request_id: int, now: datetime) -> bool:
    """Let the order that a request was granted hold no more; say whether there was one."""
    return _ended(session, overtime_order.c.request_id == request_id, now)


def _ended(session: Session, which: ColumnElement[bool], now: datetime) -> bool:
    c = overtime_order.c
    changed = update(overtime_order).where(which, c.superseded_at.is_(None)).values(superseded_at=now)
    row = session.execute(changed.returning(*c)).mappings().one_or_none()
    if row is None:
        return False
    session.execute(insert(ledger_record), facts.record_of(overtime_order, row, now, version=2))
    return True


def listed(session: Session, span: Span) -> Sequence[Listed]:
    """Return the orders that hold within a span, for the operator."""
    c = overtime_order.c
    unit = select(func.max(unit_version.c.name)).where(unit_version.c.unit_id == c.unit_id).scalar_subquery()
    rows = session.execute(
        select(overtime_order, employment.c.staff_no, person.c.given_name, person.c.family_name, unit.label("unit"))
        .outerjoin(employment, employment.c.id == c.employment_id)
        .outerjoin(person, person.c.id == employment.c.person_id)
        .where(c.superseded_at.is_(None), c.from_at < span.to_at, c.to_at > span.from_at)
        .order_by(c.from_at, c.id)
    )
    return [_listed(row) for row in rows]


def _listed(row: Row[Any]) -> Listed:
    whose = row.unit if row.unit_id is not None else f"{row.staff_no} {row.given_name} {row.family_name}"
    return Listed(row.uid, whose, Span(row.from_at, row.to_at), _budget(row), row.reason)


def touched(session: Session, uid: UUID, zone: ZoneInfo) -> set[tuple[int, date]]:
    """Return the (person, day) whose results an order touches."""
    found = set()
    for query, meaning in zip((_own(), _of_units()), (_as_ordered, _while_placed), strict=True):
        for row in session.execute(query.add_columns(employment.c.person_id).where(overtime_order.c.uid == uid)):
            for order in meaning(row, zone):
                found |= {(row.person_id, day) for day in walltime.days_touched(order.span, zone)}
    return found


@dataclass(frozen=True, slots=True)
class Held:
    """A person's orders as rows: those for an employment of hers, and those for the units she is placed in."""

    own: Sequence[Any]
    of_units: Sequence[Any]

    def within(self, zone: ZoneInfo) -> tuple[Order, ...]:
        """Return them as the core knows them; what was ordered of a unit holds while somebody is placed there."""
        found = [order for row in self.own for order in _as_ordered(row, zone)]
        found += [order for row in self.of_units for order in _while_placed(row, zone)]
        return tuple(sorted(found, key=_by_time))


def held(person_id: int, span: Span, at: datetime | None = None) -> Question[Held]:
    """Return the question for the orders that cover any work of a person within a span, as known at an instant."""
    values = {"orders_person": person_id, "orders_from": span.from_at, "orders_to": span.to_at}
    return Question(QUERIES.at(at), {**values, **known.values(at)}, Held)


def _by_time(order: Order) -> tuple[int, Span, timedelta]:
    return order.employment_id, order.span, order.budget or timedelta.max


def _as_ordered(row: Any, _zone: ZoneInfo) -> Iterator[Order]:
    yield Order(row.employment_id, Span(row.from_at, row.to_at), _budget(row))


def _while_placed(row: Any, zone: ZoneInfo) -> Iterator[Order]:
    from_at = max(row.from_at, walltime.day_span(row.valid_from, zone).from_at)
    to_at = row.to_at if row.valid_to is None else min(row.to_at, walltime.day_span(row.valid_to, zone).from_at)
    if from_at < to_at:
        yield Order(row.employment_id, Span(from_at, to_at), _budget(row))


def _budget(row: Any) -> timedelta | None:
    return None if row.budget_min is None else row.budget_min * MINUTE


PERSON, FROM, TO = names("orders", "person", "from", "to")
COLUMNS = (overtime_order.c.from_at, overtime_order.c.to_at, overtime_order.c.budget_min)


def _own() -> Select[Any]:
    c = overtime_order.c
    return select(c.employment_id, *COLUMNS).join(employment, employment.c.id == c.employment_id)


def _of_units(known: Known = NOW) -> Select[Any]:
    """Return the query for what was ordered of units, a row for each placement in one."""
    placed = placement.c
    return (
        select(placed.employment_id, placed.valid_from, placed.valid_to, *COLUMNS)
        .join(placement, placed.unit_id == overtime_order.c.unit_id)
        .join(employment, employment.c.id == placed.employment_id)
        .where(known.counting(placed))
    )


def _of_person(known: Known) -> tuple[Select[Any], ...]:
    c = overtime_order.c
    mine = (employment.c.person_id == PERSON, known.counting(c), c.from_at < TO, c.to_at > FROM)
    return _own().where(*mine), _of_units(known).where(*mine)


QUERIES = Both.of(_of_person)
