"""Whom planners are asked to plan anew: whose published duties may not be worked since something protects her."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from timeclock.core.spans import DaySpan
from timeclock.core.walltime import ONE_DAY
from timeclock.service import access, roster_desk, roster_law
from timeclock.service.access import Action
from timeclock.service.roster_desk import RosterRules
from timeclock.service.sight import Sight
from timeclock.store import audit, placements, protections
from timeclock.store.db import Session
from timeclock.store.placements import UnitNamed
from timeclock.store.protections import Met
from timeclock.store.roster_plans import Rostered


@dataclass(frozen=True, slots=True)
class ToPlanAnew:
    """Somebody's days of a published month on which she may not work as planned; why, nobody is told here."""

    unit: UnitNamed
    month: date
    who: Rostered
    days: tuple[date, ...]


def waiting(session: Session, sight: Sight, rules: RosterRules) -> tuple[ToPlanAnew, ...]:
    """Return what the actor is asked to plan anew; the look at it is recorded.

    Those alone are judged for whom something was entered after their duty was published: hardly ever anybody.
    """
    units = access.scope(sight.actor, Action.PLAN_ROSTERS).unit_ids
    met = protections.met_by_rosters(session, units, sight.now) if units else ()
    found = tuple(each for one in met for each in _of(session, sight, rules, one))
    others = {each.who.person_id for each in found} - {sight.actor.person_id}
    if others:
        audit.read_of_others(session, sight.actor.login_id, "roster", Action.PLAN_ROSTERS, others, sight.now)
    return found


def _of(session: Session, sight: Sight, rules: RosterRules, met: Met) -> Iterator[ToPlanAnew]:
    scope, days = access.scope(sight.actor, Action.PLAN_ROSTERS), DaySpan.month(met.month.year, met.month.month)
    for unit in placements.units(session, [met.unit_id], days.to_day - ONE_DAY).values():
        desk = roster_desk.of_unit(session, rules, unit, days, scope)
        outlawed = roster_law.outlawed(session, sight, desk, rules, frozenset({met.person_id}))
        for who in desk.people:
            hers = sorted({each.day for each in outlawed if each.employment_id == who.employment_id})
            if hers:
                yield ToPlanAnew(unit, met.month, who, tuple(hers))
