"""Files sent through a page: which they are, and what became of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, delete, func, insert, select, update

from timeclock.store.db import Session
from timeclock.store.ids import new_uid
from timeclock.store.schema.access import login
from timeclock.store.schema.imports import upload

TAKER = login.alias("taker")


@dataclass(frozen=True, slots=True)
class Upload:
    """One file: sent by whom, of which day, and by whom it was taken over, if it was."""

    uid: UUID
    kind: str
    name: str
    digest: str
    size: int
    as_of: date
    sent_by: str
    sent_at: datetime
    taken_by: str | None
    taken_at: datetime | None
    account: Mapping[str, Any]


def add(session: Session, values: Mapping[str, Any], now: datetime) -> UUID:
    uid = new_uid(now)
    row = {**values, "uid": uid, "sent_at": now, "taken_by": None, "taken_at": None, "account": {}}
    session.execute(insert(upload), row)
    return uid


def find(session: Session, uid: UUID) -> Upload | None:
    row = session.execute(_uploads().where(upload.c.uid == uid)).first()
    return None if row is None else Upload(*row)


def newest(session: Session, most: int) -> Sequence[Upload]:
    rows = session.execute(_uploads().order_by(upload.c.sent_at.desc(), upload.c.id.desc()).limit(most))
    return tuple(Upload(*row) for row in rows)


def taken_before(session: Session, kind: str, digest: str) -> Upload | None:
    """Return the same file as it was taken over last, None where it never was."""
    c = upload.c
    same = (c.kind == kind, c.digest == digest, c.taken_at.is_not(None))
    row = session.execute(_uploads().where(*same).order_by(c.taken_at.desc()).limit(1)).first()
    return None if row is None else Upload(*row)


def take(session: Session, uid: UUID, by: int, account: Mapping[str, Any], now: datetime) -> None:
    """Note that a file was taken over, and what became of its lines."""
    values = {"taken_by": by, "taken_at": now, "account": dict(account)}
    session.execute(update(upload).where(upload.c.uid == uid).values(values))


def remove(session: Session, uid: UUID) -> None:
    session.execute(delete(upload).where(upload.c.uid == uid))


def waits(session: Session, digest: str) -> bool:
    """Say whether a content is still needed: some file of it is neither taken over nor given up."""
    c = upload.c
    count = session.execute(select(func.count()).where(c.digest == digest, c.taken_at.is_(None))).scalar_one()
    return bool(count)


def _uploads() -> Select[Any]:
    c = upload.c
    return (
        select(
            c.uid,
            c.kind,
            c.name,
            c.digest,
            c.size,
            c.as_of,
            login.c.display_name,
            c.sent_at,
            TAKER.c.display_name,
            c.taken_at,
            c.account,
        )
        .join(login, login.c.id == c.sent_by)
        .join(TAKER, TAKER.c.id == c.taken_by, isouter=True)
    )
