"""Premiums and on call as sums, and how many people of a unit worked on a day; each read takes a scope."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from timeclock.core.amounts import Unit
from timeclock.core.spans import DaySpan
from timeclock.store.db import Session
from timeclock.store.people import in_force
from timeclock.store.schema.people import employment, placement
from timeclock.store.schema.results import day_amount, work_session
from timeclock.store.scope import Scope


@dataclass(frozen=True, slots=True)
class Paid:
    """What the days of an employment gave of one kind: on how many days, and how much of which unit."""

    employment_id: int
    kind: str
    percent: int | None
    unit: Unit
    days: int
    amount: int


def paid(session: Session, days: DaySpan, scope: Scope) -> Sequence[Paid]:
    """Return the sums of each employment by kind, in the order of kinds."""
    c = day_amount.c
    by = (c.employment_id, c.kind, c.percent, c.unit)
    query = (
        select(*by, func.count().label("days"), func.sum(c.amount).label("amount"))
        .where(c.day >= days.from_day, c.day < days.to_day, scope.covers(c.employment_id, c.day))
        .group_by(*by)
        .order_by(c.kind, c.percent)
    )
    return [
        Paid(row.employment_id, row.kind, row.percent, Unit(row.unit), row.days, int(row.amount))
        for row in session.execute(query)
    ]


def at_work(session: Session, days: DaySpan, scope: Scope) -> Mapping[tuple[int, date], int]:
    """Return how many people of each unit worked on each day."""
    c = work_session.c
    query = (
        select(placement.c.unit_id, c.day, func.count(employment.c.person_id.distinct()).label("people"))
        .join(employment, employment.c.id == c.employment_id)
        .join(placement, (placement.c.employment_id == c.employment_id) & in_force(placement, c.day))
        .where(c.day >= days.from_day, c.day < days.to_day, scope.covers(c.employment_id, c.day))
        .group_by(placement.c.unit_id, c.day)
    )
    return {(row.unit_id, row.day): row.people for row in session.execute(query)}
