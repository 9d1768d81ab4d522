"""Budgets of overtime: whoever keeps the time of units says how much of it may be approved there, and sees its use.

A budget of a unit further up binds as well, so it is shown; only who keeps that unit gives or withdraws it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from timeclock.core.responsible import Organisation
from timeclock.core.spans import DaySpan
from timeclock.core.walltime import ONE_DAY
from timeclock.service import access
from timeclock.service.access import Action
from timeclock.service.sight import NotFound, Sight
from timeclock.store import audit, budgets, people, placements
from timeclock.store.budgets import Budget, NewBudget
from timeclock.store.db import Session
from timeclock.store.placements import UnitNamed

# What is over is seen for so long, so that the next one can be measured by it.
SEEN_FOR = timedelta(days=366)


class LastBeforeFirst(ValueError):
    """A budget that would end before it begins."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Overtime of a unit and all below it that may be approved from the first day to the last, both included."""

    uid: UUID
    unit_uid: UUID
    first: date
    last: date
    amount: timedelta
    reason: str


@dataclass(frozen=True, slots=True)
class Kept:
    """A budget before whoever keeps it: what is left of it, whether it is hers to withdraw, and whether it is over."""

    budget: Budget
    hers: bool
    over: bool

    @property
    def left(self) -> timedelta:
        """Return what may still be approved; below zero where it was lowered afterwards."""
        return self.budget.amount - self.budget.drawn

    @property
    def last(self) -> date:
        return self.budget.days.to_day - ONE_DAY


@dataclass(frozen=True, slots=True)
class KeptBudgets:
    """The budgets that bind the actor's units, those that hold first, and the units for which she may give one."""

    budgets: Sequence[Kept]
    units: Sequence[UnitNamed]


def listed(session: Session, sight: Sight) -> KeptBudgets:
    """Return the budgets that bind the actor's units, of today, later, and the year before."""
    hers, today = _hers(sight), sight.today
    units = Organisation(people.unit_parents(session, today), {})
    binding = {above for unit_id in hers for above in units.above(unit_id)[:-1] if above is not None}
    found = budgets.listed(session, today - SEEN_FOR, today, binding)
    kept = (Kept(each, each.unit_id in hers, each.days.to_day <= today) for each in found)
    named = placements.units(session, hers, today)
    return KeptBudgets(sorted(kept, key=lambda each: each.over), list(named.values()))


def give(session: Session, sight: Sight, wanted: Wanted) -> None:
    """Give a unit of the actor's a budget; sent twice it is given once. Raises `LastBeforeFirst`."""
    if wanted.last < wanted.first:
        raise LastBeforeFirst(f"{wanted.last} lies before {wanted.first}")
    named = placements.units(session, _hers(sight), sight.today).values()
    unit = next((each for each in named if each.uid == wanted.unit_uid), None)
    if unit is None:
        raise NotFound("no such unit, or not for you to give a budget")
    new = NewBudget(unit.id, DaySpan(wanted.first, wanted.last + ONE_DAY), wanted.amount, wanted.reason)
    if budgets.add(session, wanted.uid, new, sight.now, by=sight.actor.login_id):
        audit.add(session, "overtime.budget", str(wanted.uid), sight.now, by=sight.actor.login_id)


def withdraw(session: Session, sight: Sight, uid: UUID) -> None:
    """Let a budget of one of the actor's units hold no more; what was approved of it stays."""
    if budgets.find(session, uid) not in _hers(sight) or not budgets.withdraw(session, uid, sight.now):
        raise NotFound("no such budget holds, or not for you to withdraw")
    audit.add(session, "overtime.withdraw_budget", str(uid), sight.now, by=sight.actor.login_id)


def _hers(sight: Sight) -> frozenset[int]:
    return access.scope(sight.actor, Action.KEEP_BUDGETS).unit_ids
