"""Budgets of overtime: how much a unit may have approved in a period, and how much of it is left."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, case, func, insert, select, update

from timeclock.core.responsible import Organisation
from timeclock.core.spans import MINUTE, ZERO, DaySpan
from timeclock.store import facts, people
from timeclock.store.db import Session, is_postgresql
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
    unit_id: int
    unit_name: str
    days: DaySpan
    amount: timedelta
    drawn: timedelta
    reason: str


def hold(session: Session) -> None:
    """Let nobody else draw from a budget until the transaction ends; SQLite has one writer at a time anyway."""
    if is_postgresql(session):
        session.execute(select(func.pg_advisory_xact_lock(BUDGETS_LOCK)))


def add(session: Session, uid: UUID, new: NewBudget, now: datetime, *, by: int | None) -> bool:
    """Record a budget, and say whether it was new; several of the same unit and days all have to hold what is approved.

    `by` is the login of whoever gives it, None of the operator.
    """
    values = {
        "uid": uid,
        "unit_id": new.unit_id,
        "from_day": new.days.from_day,
        "to_day": new.days.to_day,
        "minutes": new.amount // MINUTE,
        "reason": new.reason,
        "recorded_at": now,
        "recorded_by": by,
    }
    insertion = facts.insertion_of_new(session, overtime_budget)
    row = session.execute(insertion, facts.full(overtime_budget, values, now)).mappings().first()
    if row is None:
        return False
    session.execute(insert(ledger_record), facts.record_of(overtime_budget, row, now))
    return True


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
    granted = _granted(session, rows)
    return min((row.minutes * MINUTE - _drawn(row, granted, units) for row in rows), default=None)


def find(session: Session, uid: UUID) -> int | None:
    """Return the unit of a budget that holds, None where there is none."""
    c = overtime_budget.c
    return session.execute(select(c.unit_id).where(c.uid == uid, c.superseded_at.is_(None))).scalar_one_or_none()


def listed(session: Session, since: date, today: date, unit_ids: Collection[int] | None = None) -> Sequence[Budget]:
    """Return the budgets that hold on a day or later, of some units or of all, with what was approved of each."""
    c = overtime_budget.c
    units = Organisation(people.unit_parents(session, today), {})
    name = _unit_name(today).label("name")
    query = (
        select(overtime_budget, name)
        .where(c.superseded_at.is_(None), c.to_day > since)
        .order_by(c.from_day, name, c.id)
    )
    rows = session.execute(query if unit_ids is None else query.where(c.unit_id.in_(unit_ids))).all()
    granted = _granted(session, rows)
    return [_budget(row, _drawn(row, granted, units)) for row in rows]


def _unit_name(today: date) -> ColumnElement[str]:
    """Return the name of a budget's unit of today, or of its first day where that is later; else its first name.

    A budget may begin before its unit does, and outlast it: it binds all the same.
    """
    c, v = overtime_budget.c, unit_version.c
    looked_at = case((c.from_day > today, c.from_day), else_=today)
    names = select(v.name).where(v.unit_id == c.unit_id, v.superseded_at.is_(None)).limit(1).correlate(overtime_budget)
    latest = names.where(v.valid_from <= looked_at).order_by(v.valid_from.desc())
    return func.coalesce(latest.scalar_subquery(), names.order_by(v.valid_from).scalar_subquery())


def _granted(session: Session, budgets: Sequence[Any]) -> Sequence[Any]:
    """Return what was approved on request in the days of any of these budgets, by day and unit.

    The unit is where people were placed on the day each request is about.
    """
    if not budgets:
        return []
    c = overtime_order.c
    first, last = min(each.from_day for each in budgets), max(each.to_day for each in budgets)
    each = (
        select(DAY.label("day"), placement.c.unit_id, c.budget_min)
        .join(request, request.c.id == c.request_id)
        .join(placement, (placement.c.employment_id == c.employment_id) & in_force(placement, DAY))
        .where(c.superseded_at.is_(None), first <= DAY, last > DAY)
        .subquery()
    )
    a = each.c
    summed = select(a.day, a.unit_id, func.sum(a.budget_min).label("minutes")).group_by(a.day, a.unit_id)
    return session.execute(summed).all()


def _drawn(budget: Any, granted: Sequence[Any], units: Organisation) -> timedelta:
    """Return what was approved of requests of a budget's unit and those below it within its days."""
    within = (row for row in granted if budget.from_day <= row.day < budget.to_day)
    return sum((int(row.minutes) * MINUTE for row in within if budget.unit_id in units.above(row.unit_id)), ZERO)


def _budget(row: Any, drawn: timedelta) -> Budget:
    days = DaySpan(row.from_day, row.to_day)
    return Budget(row.uid, row.unit_id, row.name, days, row.minutes * MINUTE, drawn, row.reason)
