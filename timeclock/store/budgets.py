"""Budgets of overtime: how much a unit may have approved in a period, and how much of it is left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, insert, select, update

from timeclock.core.responsible import Organisation
from timeclock.core.spans import MINUTE, ZERO, DaySpan
from timeclock.store import facts, people
from timeclock.store.db import Session, is_postgresql
from timeclock.store.ids import new_uid
from timeclock.store.people import in_force
from timeclock.store.requests import DAY
from timeclock.store.schema.evidence import ledger_record
from timeclock.store.schema.overtime import overtime_budget, overtime_order
from timeclock.store.schema.people import placement, unit_version
from timeclock.store.schema.requests import request

# Who approves overtime looks at all that was drawn: one at a time, or two at once could draw the same hours.
BUDGETS_LOCK = 1993


@dataclass(frozen=True, slots=True)
class NewBudget:
    """Overtime that a unit and all below it may have approved within some days."""

    unit_id: int
    days: DaySpan
    amount: timedelta
    reason: str


@dataclass(frozen=True, slots=True)
class Budget:
    """A budget that holds, with what was approved of it."""

    uid: UUID
    unit_name: str
    days: DaySpan
    amount: timedelta
    drawn: timedelta
    reason: str


def hold(session: Session) -> None:
    """Let nobody else draw from a budget until the transaction ends; SQLite has one writer at a time anyway."""
    if is_postgresql(session):
        session.execute(select(func.pg_advisory_xact_lock(BUDGETS_LOCK)))


def add(session: Session, new: NewBudget, now: datetime) -> UUID:
    """Record a budget; several of the same unit and days all have to hold what is approved."""
    uid = new_uid(now)
    values = {
        "uid": uid,
        "unit_id": new.unit_id,
        "from_day": new.days.from_day,
        "to_day": new.days.to_day,
        "minutes": new.amount // MINUTE,
        "reason": new.reason,
        "recorded_at": now,
    }
    facts.add(session, overtime_budget, values, now)
    return uid


def withdraw(session: Session, uid: UUID, now: datetime) -> bool:
    """Let a budget hold no more; say whether there was one."""
    c = overtime_budget.c
    ended = update(overtime_budget).where(c.uid == uid, c.superseded_at.is_(None)).values(superseded_at=now)
    row = session.execute(ended.returning(*c)).mappings().one_or_none()
    if row is None:
        return False
    session.execute(insert(ledger_record), facts.record_of(overtime_budget, row, now, version=2))
    return True


def left(session: Session, unit_id: int, day: date) -> timedelta | None:
    """Return how much may still be approved for a unit on a day, by the tightest budget; None where there is none."""
    c = overtime_budget.c
    units = Organisation(people.unit_parents(session, day), {})
    covering = select(overtime_budget).where(
        c.superseded_at.is_(None), c.from_day <= day, c.to_day > day, c.unit_id.in_(units.above(unit_id)[:-1])
    )
    rows = session.execute(covering).all()
    return min((row.minutes * MINUTE - _drawn(session, row, units) for row in rows), default=None)


def listed(session: Session, day: date) -> Sequence[Budget]:
    """Return the budgets that hold on a day or later, for the operator."""
    c = overtime_budget.c
    units = Organisation(people.unit_parents(session, day), {})
    rows = session.execute(
        select(overtime_budget, unit_version.c.name)
        .join(unit_version, (unit_version.c.unit_id == c.unit_id) & in_force(unit_version, day))
        .where(c.superseded_at.is_(None), c.to_day > day)
        .order_by(c.from_day, c.id)
    ).all()
    return [_budget(row, _drawn(session, row, units)) for row in rows]


def _drawn(session: Session, budget: Any, units: Organisation) -> timedelta:
    """Return what was approved of requests of the unit, as people were placed on the day each is about."""
    c = overtime_order.c
    rows = session.execute(
        select(c.budget_min, placement.c.unit_id)
        .join(request, request.c.id == c.request_id)
        .join(placement, (placement.c.employment_id == c.employment_id) & in_force(placement, DAY))
        .where(c.superseded_at.is_(None), budget.from_day <= DAY, budget.to_day > DAY)
    )
    mine = (row.budget_min * MINUTE for row in rows if budget.unit_id in units.above(row.unit_id))
    return sum(mine, ZERO)


def _budget(row: Any, drawn: timedelta) -> Budget:
    return Budget(row.uid, row.name, DaySpan(row.from_day, row.to_day), row.minutes * MINUTE, drawn, row.reason)
