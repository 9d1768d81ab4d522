"""About whom nothing is deleted for now, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update

from timeclock.store import facts
from timeclock.store.db import Session
from timeclock.store.ids import new_uid
from timeclock.store.schema.access import login
from timeclock.store.schema.people import person
from timeclock.store.schema.retention import legal_hold


@dataclass(frozen=True, slots=True)
class LegalHold:
    """That nothing about somebody is deleted, since when and why."""

    uid: UUID
    person_id: int
    name: str
    reason: str
    since: datetime
    by: str | None


def add(session: Session, person_id: int, reason: str, now: datetime, by: int | None = None) -> UUID:
    """Keep whatever there is about a person from now on; return the name of the hold."""
    uid = new_uid(now)
    values = {"uid": uid, "person_id": person_id, "reason": reason, "recorded_at": now, "recorded_by": by}
    facts.add(session, legal_hold, values, now)
    return uid


def end(session: Session, uid: UUID, now: datetime) -> bool:
    """Let a hold hold no more; say whether there was one."""
    c = legal_hold.c
    ending = update(legal_hold).where(c.uid == uid, c.superseded_at.is_(None)).values(superseded_at=now)
    return facts.change(session, legal_hold, ending, now, version=2)


def held(session: Session) -> frozenset[int]:
    """Return the people about whom nothing is deleted."""
    c = legal_hold.c
    return frozenset(session.execute(select(c.person_id).where(c.superseded_at.is_(None))).scalars())


def listed(session: Session) -> Sequence[LegalHold]:
    """Return the holds in force with the names of the people and of who entered them, the newest first."""
    c, p = legal_hold.c, person.c
    rows = session.execute(
        select(c.uid, p.id, p.given_name, p.family_name, c.reason, c.recorded_at, login.c.display_name)
        .join(person, p.id == c.person_id)
        .join(login, login.c.id == c.recorded_by, isouter=True)
        .where(c.superseded_at.is_(None))
        .order_by(c.id.desc())
    )
    return [
        LegalHold(uid, person_id, f"{given_name} {family_name}", reason, since, by)
        for uid, person_id, given_name, family_name, reason, since, by in rows
    ]
