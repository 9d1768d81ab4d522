"""Keeping whatever there is about somebody, because it may be needed, until that is over; for operators."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from timeclock.service.sight import NotFound
from timeclock.store import audit, holds, people
from timeclock.store.db import Session
from timeclock.store.holds import LegalHold


def keep(session: Session, staff_no: str, reason: str, now: datetime) -> UUID:
    """Let nothing be deleted about whoever has this staff number; raise `NotFound` where that is not one person."""
    found = people.by_staff_no_of_any_day(session, staff_no)
    if len(found) != 1:
        raise NotFound("no such person, or more than one")
    uid = holds.add(session, found[0], reason, now)
    audit.add(session, "hold.begun", str(uid), now, by=None, person_id=found[0])
    return uid


def end(session: Session, uid: UUID, now: datetime) -> None:
    """Let a hold end; what it kept is deleted with the next night, where its time is over."""
    if not holds.end(session, uid, now):
        raise NotFound("no such hold")
    audit.add(session, "hold.ended", str(uid), now, by=None)


def listed(session: Session) -> Sequence[LegalHold]:
    """Return the holds in force."""
    return holds.listed(session)
