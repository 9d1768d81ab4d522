"""Keeping what a unit plans with: its shifts and its rotations, beside how many people it needs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from timeclock.core.needs import Heads
from timeclock.core.rosters import Rotation, ShiftKind
from timeclock.core.spans import DaySpan
from timeclock.core.walltime import ONE_DAY
from timeclock.service import access
from timeclock.service.access import Action
from timeclock.service.sight import Sight, known
from timeclock.store import audit, placements, shift_kinds, unit_staffing
from timeclock.store.db import Session
from timeclock.store.placements import UnitNamed
from timeclock.store.shift_kinds import Catalogue


@dataclass(frozen=True, slots=True)
class Kept:
    """A unit with what it plans with; `units` are all the actor plans. `needs` are how many people from today on."""

    unit: UnitNamed
    units: tuple[UnitNamed, ...]
    catalogue: Catalogue
    needs: Sequence[Heads]


def kept(session: Session, sight: Sight, unit_uid: UUID | None) -> Kept:
    """Return what a unit of the actor plans with; without a name the first's."""
    scope = access.scope(sight.actor, Action.PLAN_ROSTERS)
    units = tuple(placements.units(session, scope.unit_ids, sight.today).values())
    unit = known(next((each for each in units if unit_uid in (None, each.uid)), None))
    needs = unit_staffing.heads_of(session, [unit.id], DaySpan(sight.today, date.max))
    return Kept(unit, units, shift_kinds.catalogue(session, unit.id), needs)


def keep_shift(session: Session, sight: Sight, unit: UnitNamed, new: ShiftKind) -> None:
    """Put a shift into the catalogue, in place of the one of its key; what is planned stays as it is."""
    shift_kinds.add_kind(session, unit.id, new, sight.now, sight.actor.login_id)
    clocks = f"{new.begins:%H:%M}-{new.ends:%H:%M}"
    _note(session, sight, "shift_kind.keep", unit, {"key": new.key, "kind": new.kind.value, "clocks": clocks})


def drop_shift(session: Session, sight: Sight, unit: UnitNamed, key: str) -> None:
    """Let a shift be planned no more."""
    if shift_kinds.take_out_kind(session, unit.id, key, sight.now):
        _note(session, sight, "shift_kind.drop", unit, {"key": key})


def keep_rotation(session: Session, sight: Sight, unit: UnitNamed, name: str, new: Rotation) -> None:
    """Keep a rotation under its name, in place of the one that has it; who was ahead of that begins anew."""
    shift_kinds.add_rotation(session, unit.id, name, new, sight.now, sight.actor.login_id)
    _note(session, sight, "rotation.keep", unit, {"name": name, "days": " ".join(new.days)})


def drop_rotation(session: Session, sight: Sight, unit: UnitNamed, name: str) -> None:
    """Let a rotation be used no more."""
    if shift_kinds.take_out_rotation(session, unit.id, name, sight.now):
        _note(session, sight, "rotation.drop", unit, {"name": name})


def next_monday(today: date) -> date:
    """Return the Monday on which a new rotation may begin."""
    return today + (7 - today.weekday()) * ONE_DAY


def _note(session: Session, sight: Sight, action: str, unit: UnitNamed, detail: Mapping[str, object]) -> None:
    audit.add(session, action, str(unit.uid), sight.now, by=sight.actor.login_id, detail=detail)
