"""What a login proves itself by beside its password: an authenticator app, passkeys, and codes on paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, insert, or_, select, update

from timeclock.store.db import Session
from timeclock.store.schema.access import credential, factor, passkey

APP, PAPER, PASSKEY = "totp", "recovery", "passkey"


@dataclass(frozen=True, slots=True)
class App:
    """The authenticator app of a login; its secret is sealed."""

    credential_id: int
    sealed: str
    created_at: datetime
    used_at: datetime | None


def app_of(session: Session, login_id: int) -> App | None:
    """Return the app of a login, None where it has none."""
    c = credential.c
    row = session.execute(
        select(c.id, c.secret_or_subject, c.created_at, factor.c.used_at)
        .join(factor, factor.c.credential_id == c.id)
        .where(c.login_id == login_id, c.kind == APP, c.revoked_at.is_(None))
    ).first()
    return None if row is None else App(*row)


def has_any(session: Session, login_id: int, kinds: Sequence[str]) -> bool:
    """Say whether a login has a factor of one of these kinds."""
    c = credential.c
    found = select(c.id).where(c.login_id == login_id, c.kind.in_(kinds), c.revoked_at.is_(None)).limit(1)
    return session.execute(found).first() is not None


def papers_left(session: Session, login_id: int) -> int:
    """Return how many codes on paper a login has left."""
    c = credential.c
    left = select(func.count()).where(c.login_id == login_id, c.kind == PAPER, c.revoked_at.is_(None))
    return int(session.execute(left).scalar_one())


def take_step(session: Session, credential_id: int, step: int, now: datetime) -> bool:
    """Take what was given for a step; False where it, or a later one, was taken before: also just at this moment."""
    c = factor.c
    taken = (
        update(factor)
        .where(c.credential_id == credential_id, or_(c.last_step.is_(None), c.last_step < step))
        .values(last_step=step, used_at=now)
    )
    return session.execute(taken.returning(c.credential_id)).first() is not None


def take_paper(session: Session, login_id: int, hashed: str, now: datetime) -> bool:
    """Take a code on paper; False where there is none like it, or none any more."""
    c = credential.c
    taken = update(credential).where(
        c.login_id == login_id, c.kind == PAPER, c.secret_or_subject == hashed, c.revoked_at.is_(None)
    )
    return session.execute(taken.values(revoked_at=now).returning(c.id)).first() is not None


def add_app(session: Session, login_id: int, sealed: str, step: int, now: datetime) -> None:
    """Give a login an app, known by the code of a step, which is taken by that."""
    credential_id = add_credential(session, login_id, APP, sealed, now)
    session.execute(insert(factor), {"credential_id": credential_id, "last_step": step, "used_at": now})


def add_credential(session: Session, login_id: int, kind: str, secret: str, now: datetime) -> int:
    """Give a login something to prove itself by; return its id."""
    values = _credential(login_id, kind, secret, now)
    made: int = session.execute(insert(credential).returning(credential.c.id), values).scalar_one()
    return made


def add_papers(session: Session, login_id: int, hashes: Sequence[str], now: datetime) -> None:
    session.execute(insert(credential), [_credential(login_id, PAPER, each, now) for each in hashes])


def remove(session: Session, login_id: int, kinds: Sequence[str], now: datetime) -> int:
    """Take factors of these kinds from a login, and what was kept of them; return how many."""
    c = credential.c
    gone = update(credential).where(c.login_id == login_id, c.kind.in_(kinds), c.revoked_at.is_(None))
    ids = session.execute(gone.values(revoked_at=now, secret_or_subject="").returning(c.id)).scalars().all()
    forget_passkeys(session, ids)
    return len(ids)


def forget_passkeys(session: Session, ids: Sequence[int]) -> None:
    """Drop what was kept of passkeys that are revoked."""
    session.execute(delete(passkey).where(passkey.c.credential_id.in_(ids)))


def _credential(login_id: int, kind: str, secret: str, now: datetime) -> dict[str, object]:
    made: dict[str, object] = {"login_id": login_id, "kind": kind, "secret_or_subject": secret, "created_at": now}
    return made | {"revoked_at": None, "first_until": None}
