"""Answers kept under the key a program sent with its request: the same request again gets the same answer."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, and_, delete, select, update

from timeclock.store.db import Session, native_insert
from timeclock.store.schema.access import idempotency


def claim(session: Session, login_id: int, key: str, request_hash: bytes, now: datetime, expires_at: datetime) -> bool:
    """Say whether the key is new; it is ours until the transaction ends, and whoever sends it too waits for that.

    A key whose time is over is new again, whether or not a job has dropped it yet.
    """
    session.execute(delete(idempotency).where(_here(login_id, key), idempotency.c.expires_at <= now))
    values = {
        "login_id": login_id,
        "key": key,
        "request_hash": request_hash,
        "answer": None,
        "expires_at": expires_at,
    }
    statement = native_insert(session, idempotency).on_conflict_do_nothing().returning(idempotency.c.key)
    return session.execute(statement, values).first() is not None


def kept(session: Session, login_id: int, key: str) -> tuple[bytes, bytes]:
    """Return the hash of the request that came under this key, and its answer."""
    row = session.execute(select(idempotency).where(_here(login_id, key))).one()
    return bytes(row.request_hash), bytes(row.answer)


def keep(session: Session, login_id: int, key: str, answer: bytes) -> None:
    session.execute(update(idempotency).where(_here(login_id, key)).values(answer=answer))


def forget(session: Session, now: datetime) -> None:
    """Drop the keys whose time is over."""
    session.execute(delete(idempotency).where(idempotency.c.expires_at <= now))


def _here(login_id: int, key: str) -> ColumnElement[bool]:
    return and_(idempotency.c.login_id == login_id, idempotency.c.key == key)
