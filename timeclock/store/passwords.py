"""The password of a login: one at a time, and of each only its hash."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import insert, select, update

from timeclock.store.db import Session
from timeclock.store.schema.access import credential

KIND = "password"


def replace(session: Session, login_id: int, hashed: str, now: datetime, *, first_until: datetime | None) -> None:
    """Give a login another password; `first_until` where somebody else chose it."""
    c = credential.c
    session.execute(
        update(credential)
        .where(c.login_id == login_id, c.kind == KIND, c.revoked_at.is_(None))
        # What opens nothing any more tells nothing either.
        .values(revoked_at=now, secret_or_subject="")
    )
    values = {
        "login_id": login_id,
        "kind": KIND,
        "secret_or_subject": hashed,
        "created_at": now,
        "revoked_at": None,
        "first_until": first_until,
    }
    session.execute(insert(credential), values)


def since(session: Session, login_id: int) -> datetime | None:
    """Return when the password of a login was set, None where it has none."""
    c = credential.c
    found = select(c.created_at).where(c.login_id == login_id, c.kind == KIND, c.revoked_at.is_(None))
    at: datetime | None = session.execute(found.order_by(c.created_at.desc()).limit(1)).scalar_one_or_none()
    return at
