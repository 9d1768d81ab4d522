"""The badges that terminals are to know without network: by keyed hash alone, and nobody's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select

from timeclock.store.db import Session
from timeclock.store.schema.stamps import badge, badge_holding, badge_proof

ACTIVE = "active"


@dataclass(frozen=True, slots=True)
class Listed:
    """One badge: from when to when somebody holds it, whether it is blocked, and from when it has to prove itself."""

    number_hash: str
    blocked: bool
    from_at: datetime | None
    to_at: datetime | None
    proves_from: datetime | None


def listed(session: Session, now: datetime) -> list[Listed]:
    """Return every badge that somebody holds or will hold, and every blocked one, by hash."""
    held, proofs = badge_holding.c, badge_proof.c
    holding = (
        select(
            held.badge_id,
            func.min(held.from_at).label("from_at"),
            func.max(held.to_at).label("to_at"),
            (func.count() > func.count(held.to_at)).label("open"),
        )
        .where(or_(held.to_at.is_(None), held.to_at > now))
        .group_by(held.badge_id)
        .subquery()
    )
    proof = (
        select(proofs.badge_id, func.min(proofs.from_at).label("proves_from"))
        .where(or_(proofs.to_at.is_(None), proofs.to_at > now))
        .group_by(proofs.badge_id)
        .subquery()
    )
    rows = session.execute(
        select(badge.c.number_hash, badge.c.state, holding.c.from_at, holding.c.to_at, holding.c.open, proof.c[1])
        .join(holding, holding.c.badge_id == badge.c.id, isouter=True)
        .join(proof, proof.c.badge_id == badge.c.id, isouter=True)
        .where(or_(holding.c.badge_id.is_not(None), badge.c.state != ACTIVE))
        .order_by(badge.c.number_hash)
    )
    return [
        Listed(row.number_hash, row.state != ACTIVE, row.from_at, None if row.open else row.to_at, row.proves_from)
        for row in rows
    ]
