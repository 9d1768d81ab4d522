"""Keeping whatever there is about somebody, because it may be needed, until that is over."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from timeclock.service import whole_city
from timeclock.service.access import Action
from timeclock.service.sight import NotFound, Sight
from timeclock.store import audit, holds, people
from timeclock.store.db import Session
from timeclock.store.holds import LegalHold


def seen(session: Session, sight: Sight) -> Sequence[LegalHold]:
    """Return the holds in force; that she looked is on record for each of these people."""
    whole_city.demand(session, sight, Action.KEEP_HOLDS)
    found = listed(session)
    others = {each.person_id for each in found} - {sight.actor.person_id}
    if others:
        audit.read_of_others(session, sight.actor.login_id, "holds", Action.KEEP_HOLDS, others, sight.now)
    return found


def begin(session: Session, sight: Sight, staff_no: str, reason: str) -> UUID:
    """Let nothing be deleted about whoever has this staff number. Raises `NotFound`."""
    whole_city.demand(session, sight, Action.KEEP_HOLDS)
    return keep(session, staff_no, reason, sight.now, sight.actor.login_id)


def let_go(session: Session, sight: Sight, uid: UUID) -> None:
    """Let a hold end. Raises `NotFound`."""
    whole_city.demand(session, sight, Action.KEEP_HOLDS)
    end(session, uid, sight.now, sight.actor.login_id)


def keep(session: Session, staff_no: str, reason: str, now: datetime, by: int | None = None) -> UUID:
    """Let nothing be deleted about whoever has this staff number; `by` is None for an operator.

    Raises `NotFound` where that is not one person.
    """
    found = people.by_staff_no_of_any_day(session, staff_no)
    if len(found) != 1:
        raise NotFound("no such person, or more than one")
    uid = holds.add(session, found[0], reason, now, by)
    audit.add(session, "hold.begun", str(uid), now, by=by, person_id=found[0])
    return uid


def end(session: Session, uid: UUID, now: datetime, by: int | None = None) -> None:
    """Let a hold end; what it kept is deleted with the next night, where its time is over."""
    if not holds.end(session, uid, now):
        raise NotFound("no such hold")
    audit.add(session, "hold.ended", str(uid), now, by=by)


def listed(session: Session) -> Sequence[LegalHold]:
    """Return the holds in force."""
    return holds.listed(session)
