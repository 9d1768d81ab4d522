"""The passkeys of logins: their public halves, how often they say they were used, and what their owners call them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import insert, select, update

from timeclock.store import second_factors
from timeclock.store.db import Session
from timeclock.store.ids import new_uid
from timeclock.store.schema.access import credential, factor, login, passkey
from timeclock.store.second_factors import PASSKEY


@dataclass(frozen=True, slots=True)
class Kept:
    """A passkey as a signature is checked against it."""

    credential_id: int
    login_id: int
    public_key: bytes
    sign_count: int


@dataclass(frozen=True, slots=True)
class OwnPasskey:
    """A passkey as its owner sees it."""

    uid: UUID
    name: str
    created_at: datetime
    used_at: datetime | None


def by_handle(session: Session, handle: bytes) -> Kept | None:
    """Return a passkey that may be used; None where there is none, or its owner may not sign in."""
    row = session.execute(
        select(credential.c.id, credential.c.login_id, passkey.c.public_key, passkey.c.sign_count)
        .join(passkey, passkey.c.credential_id == credential.c.id)
        .join(login, login.c.id == credential.c.login_id)
        .where(passkey.c.handle == handle, credential.c.revoked_at.is_(None), login.c.disabled_at.is_(None))
    ).first()
    return None if row is None else Kept(*row)


def handles(session: Session, login_id: int) -> Sequence[bytes]:
    """Return by which handles devices know the passkeys of a login."""
    c = credential.c
    mine = select(passkey.c.handle).join(credential, c.id == passkey.c.credential_id)
    return session.execute(mine.where(c.login_id == login_id, c.revoked_at.is_(None)).order_by(c.id)).scalars().all()


def listed(session: Session, login_id: int) -> Sequence[OwnPasskey]:
    """Return the passkeys of a login, the oldest first."""
    c = credential.c
    rows = session.execute(
        select(passkey.c.uid, passkey.c.name, c.created_at, factor.c.used_at)
        .join(credential, c.id == passkey.c.credential_id)
        .join(factor, factor.c.credential_id == c.id)
        .where(c.login_id == login_id, c.revoked_at.is_(None))
        .order_by(c.id)
    )
    return [OwnPasskey(*row) for row in rows]


def add(session: Session, login_id: int, made: tuple[bytes, bytes, int], name: str, now: datetime) -> None:
    """Give a login a passkey: its handle, public key and count."""
    handle, public_key, sign_count = made
    credential_id = second_factors.add_credential(session, login_id, PASSKEY, "", now)
    session.execute(insert(factor), {"credential_id": credential_id, "last_step": None, "used_at": None})
    values = {
        "credential_id": credential_id,
        "uid": new_uid(now),
        "handle": handle,
        "public_key": public_key,
        "sign_count": sign_count,
        "name": name,
    }
    session.execute(insert(passkey), values)


def counted(session: Session, credential_id: int, sign_count: int) -> None:
    session.execute(update(passkey).where(passkey.c.credential_id == credential_id).values(sign_count=sign_count))


def remove(session: Session, login_id: int, uid: UUID, now: datetime) -> bool:
    """Take one passkey of a login away; return whether there was such a one."""
    c = credential.c
    mine = select(passkey.c.credential_id).where(passkey.c.uid == uid).scalar_subquery()
    gone = update(credential).where(c.login_id == login_id, c.revoked_at.is_(None), c.id == mine)
    ids = session.execute(gone.values(revoked_at=now).returning(c.id)).scalars().all()
    second_factors.forget_passkeys(session, ids)
    return bool(ids)
