"""Who has no badge yet: unit by unit in numbers, and by name for whoever hands badges out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from timeclock.service import access
from timeclock.service.access import Action
from timeclock.service.sight import NotFound, Sight
from timeclock.store import audit, badges, people, placements
from timeclock.store.db import Session
from timeclock.store.people import Employed
from timeclock.store.placements import UnitNamed


@dataclass(frozen=True, slots=True)
class Missing:
    """The units with how many of their people have none; `people` are those of the chosen one."""

    units: tuple[UnitNamed, ...]
    counts: Mapping[int, int]
    chosen: UnitNamed | None
    people: tuple[Employed, ...]


def missing(session: Session, sight: Sight, unit_uid: UUID | None) -> Missing:
    """Return who of the actor's units has no badge today; the look at others is recorded."""
    scope = access.scope(sight.actor, Action.CHANGE_OVER)
    found = _missing(session, people.listed(session, sight.today, scope), sight, unit_uid)
    persons = {each.person_id for each in found.people}
    if persons:
        audit.read_of_others(session, sight.actor.login_id, "badges", Action.CHANGE_OVER, persons, sight.now)
    return found


def counted(session: Session, employed: Sequence[Employed], now: datetime) -> Mapping[int, int]:
    """Return by unit how many of these people have no badge that works, or will."""
    return Counter(each.unit_id for each in _without(session, employed, now))


def _missing(session: Session, employed: Sequence[Employed], sight: Sight, unit_uid: UUID | None) -> Missing:
    units = placements.units(session, {each.unit_id for each in employed}, sight.today)
    without = _without(session, employed, sight.now)
    counts = Counter(each.unit_id for each in without)
    if unit_uid is None:
        return Missing(tuple(units.values()), counts, None, ())
    chosen = next((unit for unit in units.values() if unit.uid == unit_uid), None)
    if chosen is None:
        raise NotFound("no such unit, or nobody in it is for you to see")
    return Missing(tuple(units.values()), counts, chosen, tuple(each for each in without if each.unit_id == chosen.id))


def _without(session: Session, employed: Sequence[Employed], now: datetime) -> list[Employed]:
    holding = badges.holders(session, {each.person_id for each in employed}, now)
    return [each for each in employed if each.person_id not in holding]
