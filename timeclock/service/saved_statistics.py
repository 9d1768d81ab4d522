"""Keeping statistics under a name, sharing them with a role, and telling whoever waits for new figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from timeclock.core.due import AboutDue, Due
from timeclock.core.walltime import ONE_DAY
from timeclock.service import access
from timeclock.service.access import Action, Role
from timeclock.service.sight import NotFound, Sight
from timeclock.service.statistics import Asked
from timeclock.store import placements, saved_statistics, told_due
from timeclock.store.db import Session
from timeclock.store.placements import UnitNamed
from timeclock.store.saved_statistics import NewSaved

# More of them are no short cut any more.
MOST = 30


class Refused(StrEnum):
    """Why something is not kept."""

    TOO_MANY = "too_many"


class NotSaved(ValueError):
    """It is not kept; `reason` says why."""

    def __init__(self, reason: Refused) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to keep under which name, for which role besides oneself, and whether to be told of new figures."""

    name: str
    asked: Asked
    shared_with: Role | None
    tells: bool


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept, as it is opened: `by` is None where it is the reader's own."""

    uid: UUID
    name: str
    asked: Asked
    unit: UnitNamed | None
    shared_with: Role | None
    by: str | None
    tells: bool


def roles() -> Sequence[Role]:
    """Return the roles that read statistics, with which something can be shared."""
    allowed = access.allowed_roles(Action.READ_STATISTICS)
    return [role for role in Role if role in allowed]


def listed(session: Session, sight: Sight) -> Sequence[Kept]:
    """Return what the actor keeps and what is shared with her, of units that are hers to see."""
    units = _units(session, sight)
    found = saved_statistics.listed(session, sight.actor.login_id, [role.value for role in sight.actor.roles])
    return [
        Kept(
            each.uid,
            each.new.name,
            Asked(each.new.kind, each.new.by, None, None if each.new.unit_id is None else units[each.new.unit_id].uid),
            None if each.new.unit_id is None else units[each.new.unit_id],
            None if each.new.shared_with is None else Role(each.new.shared_with),
            None if each.login_id == sight.actor.login_id else each.owner,
            each.new.tells,
        )
        for each in found
        if each.new.unit_id is None or each.new.unit_id in units
    ]


def save(session: Session, sight: Sight, wanted: Wanted) -> None:
    """Keep statistics under a name. Raises `NotFound` for a unit of others, and `NotSaved`."""
    units = {each.uid: each.id for each in _units(session, sight).values()}
    unit = wanted.asked.unit
    if unit is not None and unit not in units:
        raise NotFound("no such unit, or not for you to see")
    if saved_statistics.number(session, sight.actor.login_id) >= MOST:
        raise NotSaved(Refused.TOO_MANY)
    shared = None if wanted.shared_with is None else wanted.shared_with.value
    unit_id = None if unit is None else units[unit]
    new = NewSaved(wanted.name.strip(), wanted.asked.kind, wanted.asked.by, unit_id, shared, wanted.tells)
    saved_statistics.add(session, sight.actor.login_id, new, sight.now)


def drop(session: Session, sight: Sight, uid: UUID) -> None:
    """Keep something of one's own no longer. Raises `NotFound`."""
    if not saved_statistics.drop(session, sight.actor.login_id, uid):
        raise NotFound("nothing of yours by this name")


def tell(session: Session, until: date, now: datetime) -> int:
    """Tell whoever waits that there are figures up to a day, of each once; return how many were told."""
    last = until - ONE_DAY
    return sum(
        told_due.tell(
            session,
            each.person_id,
            f"{Due.FIGURES}:{each.uid}:{last}",
            AboutDue(Due.FIGURES, last, whose=each.name),
            now,
        )
        for each in saved_statistics.waiting(session)
    )


def _units(session: Session, sight: Sight) -> dict[int, UnitNamed]:
    reach = access.scope(sight.actor, Action.READ_STATISTICS).unit_ids
    return dict(placements.units(session, reach, sight.today))
