"""Statistics that people keep under a name, for themselves or for all of a role."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, func, insert, or_, select

from timeclock.core.statistics import By, Kind
from timeclock.store.db import Session
from timeclock.store.ids import new_uid
from timeclock.store.schema.access import login
from timeclock.store.schema.statistics import saved_statistic


@dataclass(frozen=True, slots=True)
class NewSaved:
    """What is kept under a name: what is counted, by what, of which unit; for which role, and whether she is told."""

    name: str
    kind: Kind
    by: By
    unit_id: int | None
    shared_with: str | None
    tells: bool


@dataclass(frozen=True, slots=True)
class Saved:
    """What was kept, and whose it is."""

    uid: UUID
    new: NewSaved
    login_id: int
    owner: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """Whom to tell when there are new figures, and of what."""

    uid: UUID
    name: str
    person_id: int


def add(session: Session, login_id: int, new: NewSaved, now: datetime) -> UUID:
    """Keep statistics under a name."""
    uid = new_uid(now)
    values = {
        "uid": uid,
        "login_id": login_id,
        "name": new.name,
        "kind": new.kind,
        "grouping": new.by,
        "unit_id": new.unit_id,
        "shared_with": new.shared_with,
        "tells": new.tells,
        "made_at": now,
    }
    session.execute(insert(saved_statistic), values)
    return uid


def number(session: Session, login_id: int) -> int:
    """Return how many somebody keeps."""
    query = select(func.count()).select_from(saved_statistic).where(saved_statistic.c.login_id == login_id)
    found: int = session.execute(query).scalar_one()
    return found


def listed(session: Session, login_id: int, roles: Collection[str]) -> Sequence[Saved]:
    """Return what somebody keeps, and what is shared with one of these roles, by name."""
    c = saved_statistic.c
    rows = session.execute(
        select(saved_statistic, login.c.display_name)
        .join(login, login.c.id == c.login_id)
        .where(or_(c.login_id == login_id, c.shared_with.in_(roles)))
        .order_by(c.name, c.id)
    )
    return [
        Saved(
            row.uid,
            NewSaved(row.name, Kind(row.kind), By(row.grouping), row.unit_id, row.shared_with, row.tells),
            row.login_id,
            row.display_name,
        )
        for row in rows
    ]


def drop(session: Session, login_id: int, uid: UUID) -> bool:
    """Keep something of one's own no longer; say whether there was such a thing."""
    c = saved_statistic.c
    gone = session.execute(delete(saved_statistic).where(c.uid == uid, c.login_id == login_id).returning(c.id))
    return gone.first() is not None


def waiting(session: Session) -> Sequence[Waiting]:
    """Return who wants to be told of new figures and still signs in, as far as she is a person."""
    c = saved_statistic.c
    query = (
        select(c.uid, c.name, login.c.person_id)
        .join(login, login.c.id == c.login_id)
        .where(c.tells, login.c.person_id.is_not(None), login.c.disabled_at.is_(None))
        .order_by(c.id)
    )
    return [Waiting(*row) for row in session.execute(query)]
