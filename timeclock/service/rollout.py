"""The roll-out: from when on each unit clocks here, how far it has come, and how many people were reached."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from timeclock.core.rollout import GoLive, Stage, plan_of, stage
from timeclock.service import access, badgeless
from timeclock.service.access import Action
from timeclock.service.sight import Sight
from timeclock.store import audit, people, placements, rollout, rosters
from timeclock.store.db import Session
from timeclock.store.people import Employed
from timeclock.store.placements import UnitNamed
from timeclock.store.scope import Scope

OPERATOR = Scope.system("roll-out")


class Refusal(StrEnum):
    """Why a unit is not planned."""

    NO_SUCH_UNIT = "no_such_unit"
    NOT_IN_ORDER = "not_in_order"


class NotPlanned(ValueError):
    """Nothing was planned; `why` says why."""

    def __init__(self, why: Refusal) -> None:
        super().__init__(f"not planned: {why}")
        self.why = why


@dataclass(frozen=True, slots=True)
class Reached:
    """The key figure: people of live units who have stamped themselves, of all who are employed."""

    people: int
    employed: int


@dataclass(frozen=True, slots=True)
class UnitStage:
    """One unit, how far it has come, by which plan, how many of its people were reached and how many have no badge."""

    unit: UnitNamed
    stage: Stage
    plan: GoLive | None
    reached: Reached
    without_badge: int


@dataclass(frozen=True, slots=True)
class Overview:
    """All units somebody sees on a day, and all of them together."""

    day: date
    units: tuple[UnitStage, ...]
    reached: Reached


def overview(session: Session, sight: Sight) -> Overview:
    """Return how far the units of the actor have come today: numbers that name nobody."""
    scope = access.scope(sight.actor, Action.CHANGE_OVER)
    # Nobody plans for herself, but she is one of those who are counted.
    return _overview(session, sight.today, sight.now, replace(scope, but_person_id=None))


def of_everybody(session: Session, day: date, now: datetime) -> Overview:
    """Return how far all units have come on a day, for operators."""
    return _overview(session, day, now, OPERATOR)


def plan(session: Session, sight: Sight, unit_uid: UUID, new: GoLive) -> None:
    """Plan from when on a unit of the actor's clocks here, and the units below it that have no plan of their own."""
    reach = access.scope(sight.actor, Action.CHANGE_OVER).unit_ids
    units = placements.units(session, reach, sight.today)
    unit_id = next((each.id for each in units.values() if each.uid == unit_uid), None)
    if unit_id is None:
        raise NotPlanned(Refusal.NO_SUCH_UNIT)
    _record(session, unit_id, new, sight.actor.login_id, sight.now)


def plan_by_name(session: Session, name: str, new: GoLive, today: date, now: datetime) -> None:
    """Plan it for the unit of a name, for operators."""
    found = rosters.units_called(session, name, today)
    if len(found) != 1:
        raise NotPlanned(Refusal.NO_SUCH_UNIT)
    _record(session, found[0], new, None, now)


def reached(session: Session, employed: Sequence[Employed], day: date) -> Reached | None:
    """Return the key figure of some people on a day, None where no unit has a plan yet."""
    plans = rollout.plans(session)
    if not plans:
        return None
    parents = people.unit_parents(session, day)
    live = {unit for unit in parents if stage(plan_of(unit, plans, parents), day) is Stage.LIVE}
    return _reached(employed, live, rollout.stamping(session, {each.person_id for each in employed}))


def _record(session: Session, unit_id: int, new: GoLive, by: int | None, now: datetime) -> None:
    if not new.is_in_order:
        raise NotPlanned(Refusal.NOT_IN_ORDER)
    rollout.plan(session, unit_id, new, by, now)
    parallel = None if new.parallel_from is None else new.parallel_from.isoformat()
    detail = {"live_from": new.live_from.isoformat(), "parallel_from": parallel}
    audit.add(session, "rollout.plan", str(unit_id), now, by=by, detail=detail)


def _overview(session: Session, day: date, now: datetime, scope: Scope) -> Overview:
    employed = people.listed(session, day, scope)
    plans, parents = rollout.plans(session), people.unit_parents(session, day)
    own = rollout.stamping(session, {each.person_id for each in employed})
    named = placements.units(session, scope.unit_ids or {each.unit_id for each in employed}, day)
    stages = {unit: stage(plan_of(unit, plans, parents), day) for unit in named}
    live = {unit for unit, found in stages.items() if found is Stage.LIVE}
    without = badgeless.counted(session, employed, now)
    units = []
    for unit_id, unit in named.items():
        members = [each for each in employed if each.unit_id == unit_id]
        planned, reached = plan_of(unit_id, plans, parents), _reached(members, live, own)
        units.append(UnitStage(unit, stages[unit_id], planned, reached, without.get(unit_id, 0)))
    return Overview(day, tuple(units), _reached(employed, live, own))


def _reached(employed: Sequence[Employed], live: set[int], own: frozenset[int]) -> Reached:
    found = {each.person_id for each in employed if each.unit_id in live and each.person_id in own}
    return Reached(len(found), len({each.person_id for each in employed}))
