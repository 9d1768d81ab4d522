"""Overtime as the operator enters it, until it is requested and approved on a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from timeclock.core import walltime
from timeclock.core.spans import DaySpan, Span
from timeclock.store import audit, budgets, orders, people, recalculation
from timeclock.store.budgets import Budget, NewBudget
from timeclock.store.db import Session
from timeclock.store.ids import new_uid
from timeclock.store.orders import Listed, NewOrder
from timeclock.store.scope import Scope

PURPOSE = "overtime"


class NobodyMeant(LookupError):
    """Neither an employment nor one unit goes by that name on that day."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """An order in the operator's words: a staff number or the name of a unit, and why."""

    span: Span
    reason: str
    staff_no: str | None = None
    unit: str | None = None
    budget: timedelta | None = None


@dataclass(frozen=True, slots=True)
class WantedBudget:
    """A budget in the operator's words: of which unit, for which days, how much and why."""

    unit: str
    days: DaySpan
    amount: timedelta
    reason: str


def order(session: Session, wanted: Wanted, zone: ZoneInfo, now: datetime) -> UUID:
    """Record an order and have the days it touches worked out again; return its uid.

    Raises `NobodyMeant` where nobody is employed under the number, or not exactly one unit has the name.
    """
    day = walltime.local_day(wanted.span.from_at, zone)
    new = NewOrder(
        wanted.span,
        wanted.reason,
        employment_id=None if wanted.staff_no is None else _employment(session, wanted.staff_no, day),
        unit_id=None if wanted.unit is None else _unit(session, wanted.unit, day),
        budget=wanted.budget,
    )
    uid = orders.add(session, new, now)
    recalculation.mark(session, orders.touched(session, uid, zone), "overtime", now)
    audit.add(session, "overtime.order", str(uid), now, by=None)
    return uid


def withdraw(session: Session, uid: UUID, zone: ZoneInfo, now: datetime) -> bool:
    """Let an order hold no more and have its days worked out again; say whether there was one."""
    found = orders.withdraw(session, uid, now)
    if found:
        recalculation.mark(session, orders.touched(session, uid, zone), "overtime", now)
        audit.add(session, "overtime.withdraw", str(uid), now, by=None)
    return found


def listed(session: Session, days: DaySpan, zone: ZoneInfo, now: datetime) -> Sequence[Listed]:
    """Return the orders that hold on any of these days; the look is recorded."""
    audit.add(session, "operator.overtime", f"{days.from_day}/{days.to_day}", now, by=None)
    first, last = (walltime.day_span(day, zone).from_at for day in (days.from_day, days.to_day))
    return orders.listed(session, Span(first, last))


def budget(session: Session, wanted: WantedBudget, now: datetime) -> UUID:
    """Record how much a unit may have approved in some days; raise `NobodyMeant` where not one unit has the name."""
    unit_id = _unit(session, wanted.unit, wanted.days.from_day)
    uid = new_uid(now)
    budgets.add(session, uid, NewBudget(unit_id, wanted.days, wanted.amount, wanted.reason), now, by=None)
    audit.add(session, "overtime.budget", str(uid), now, by=None)
    return uid


def withdraw_budget(session: Session, uid: UUID, now: datetime) -> bool:
    """Let a budget hold no more; say whether there was one."""
    found = budgets.withdraw(session, uid, now)
    if found:
        audit.add(session, "overtime.withdraw_budget", str(uid), now, by=None)
    return found


def listed_budgets(session: Session, zone: ZoneInfo, now: datetime) -> Sequence[Budget]:
    """Return the budgets that hold today or later, and how much was approved of each."""
    today = walltime.local_day(now, zone)
    return budgets.listed(session, today, today)


def _employment(session: Session, staff_no: str, day: date) -> int:
    found = people.by_staff_no(session, staff_no, day, Scope.system(PURPOSE))
    if found is None:
        raise NobodyMeant(f"{staff_no}: nobody with this staff number is employed on {day}")
    return found.employment_id


def _unit(session: Session, name: str, day: date) -> int:
    found = [unit for unit, called in people.unit_names(session, day).items() if called == name]
    if len(found) != 1:
        raise NobodyMeant(f"{name}: {len(found) or 'no'} units have this name on {day}; name one, or staff numbers")
    return found[0]
