"""Stamps that are stored and belong to nobody yet, with what may tell whose they are."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from timeclock.core.stamps import StampKind
from timeclock.store import rulings
from timeclock.store.db import Session
from timeclock.store.schema.stamps import source, stamp


@dataclass(frozen=True, slots=True)
class Ownerless:
    """One stamp that waits for a decision, and why; `at` is None where its time is not believed."""

    uid: UUID
    kind: StampKind
    at: datetime | None
    device_at: datetime | None
    received_at: datetime
    source_name: str
    code: str
    person_id: int | None
    badge_hash: str | None

    @property
    def key(self) -> str:
        """Return the name under which steps about it are kept."""
        return f"stamp:{self.uid}"


def waiting(session: Session, limit: int, uids: Collection[UUID] | None = None) -> Sequence[Ownerless]:
    """Return the stamps that wait for a decision, the newest first; they belong to nobody, so they name nobody."""
    c = stamp.c
    query = (
        select(
            c.uid,
            c.kind,
            c.at,
            c.device_at,
            c.received_at,
            source.c.name,
            c.quarantine,
            c.person_id,
            c.badge_hash,
        )
        .join(source, source.c.id == c.source_id)
        .where(c.quarantine.is_not(None), rulings.none_about(c.id))
        .order_by(c.received_at.desc(), c.id.desc())
        .limit(limit)
    )
    rows = session.execute(query if uids is None else query.where(c.uid.in_(uids)))
    return [Ownerless(row[0], StampKind(row[1]), *row[2:]) for row in rows]
