"""Terminals on their way into service: what was asked for by a code, claimed by a key, and agreed on by people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, delete, insert, select, update

from timeclock.store.db import Session
from timeclock.store.schema.stamps import device_enrolment, source


@dataclass(frozen=True, slots=True)
class Enrolment:
    """One code and how far it got; `verifier` proves that somebody has the code and does not tell it."""

    id: int
    source_id: int
    uid: UUID
    name: str
    verifier: bytes
    expires_at: datetime
    tries: int
    public_key: bytes | None
    certificate: str | None
    agreed_at: datetime | None
    confirmed_at: datetime | None
    closed_at: datetime | None


def add(session: Session, source_id: int, number: str, verifier: bytes, expires_at: datetime, now: datetime) -> None:
    """Add a code for a terminal; one given out before is worth nothing any more."""
    _close(session, device_enrolment.c.source_id == source_id, now)
    row = {"source_id": source_id, "number": number, "verifier": verifier, "expires_at": expires_at, "tries": 0}
    session.execute(insert(device_enrolment), row)


def is_taken(session: Session, number: str) -> bool:
    """Say whether a code with this number was given out before."""
    here = select(device_enrolment.c.id).where(device_enrolment.c.number == number)
    return session.execute(here).first() is not None


def take_try(session: Session, number: str, most: int) -> Enrolment | None:
    """Use up one of the tries a code has and return it; None where there is no such code, or no try left."""
    c = device_enrolment.c
    taking = update(device_enrolment).where(c.number == number, c.tries < most).values(tries=c.tries + 1)
    if session.execute(taking.returning(c.id)).first() is None:
        return None
    return _one(session, ENROLMENTS.where(c.number == number))


def open_of(session: Session, uid: UUID) -> Enrolment | None:
    """Return what is under way for a terminal."""
    return _one(session, ENROLMENTS.where(source.c.uid == uid, device_enrolment.c.closed_at.is_(None)))


def last_of(session: Session, uid: UUID) -> Enrolment | None:
    """Return what was last under way for a terminal, ended or not."""
    return _one(session, ENROLMENTS.where(source.c.uid == uid).order_by(device_enrolment.c.id.desc()).limit(1))


def claimed(session: Session) -> Sequence[Enrolment]:
    """Return what a terminal has claimed and people have to agree on."""
    c = device_enrolment.c
    rows = session.execute(ENROLMENTS.where(c.closed_at.is_(None), c.public_key.is_not(None)).order_by(source.c.name))
    return tuple(_enrolment(row) for row in rows)


def claim(session: Session, enrolment: Enrolment, public_key: bytes, certificate: str | None, now: datetime) -> bool:
    """Keep the key a terminal made; False where another request claimed the code meanwhile."""
    c = device_enrolment.c
    here = (c.id == enrolment.id, c.public_key.is_(None), c.closed_at.is_(None))
    values = {"public_key": public_key, "certificate": certificate, "claimed_at": now}
    claiming = update(device_enrolment).where(*here).values(values).returning(c.id)
    return session.execute(claiming).first() is not None


def note(session: Session, enrolment: Enrolment, **moments: datetime) -> None:
    """Keep when it was agreed to or confirmed."""
    session.execute(update(device_enrolment).where(device_enrolment.c.id == enrolment.id).values(moments))


def finish(session: Session, enrolment: Enrolment, now: datetime) -> bool:
    """End it because it is done; False where it ended meanwhile, which whoever asks waits to see."""
    c = device_enrolment.c
    ending = update(device_enrolment).where(c.id == enrolment.id, c.closed_at.is_(None)).values(closed_at=now)
    return session.execute(ending.returning(c.id)).first() is not None


def close(session: Session, source_id: int, now: datetime) -> None:
    """End whatever is under way for a terminal."""
    _close(session, device_enrolment.c.source_id == source_id, now)


def forget(session: Session, before: datetime) -> None:
    """Drop the codes that had run out before, whatever came of them."""
    session.execute(delete(device_enrolment).where(device_enrolment.c.expires_at < before))


def _close(session: Session, here: Any, now: datetime) -> None:
    ending = update(device_enrolment).where(here, device_enrolment.c.closed_at.is_(None)).values(closed_at=now)
    session.execute(ending)


ENROLMENTS: Select[Any] = select(device_enrolment, source.c.uid, source.c.name).join(
    source, source.c.id == device_enrolment.c.source_id
)


def _one(session: Session, query: Select[Any]) -> Enrolment | None:
    row = session.execute(query).first()
    return None if row is None else _enrolment(row)


def _enrolment(row: Any) -> Enrolment:
    return Enrolment(
        row.id,
        row.source_id,
        row.uid,
        row.name,
        bytes(row.verifier),
        row.expires_at,
        row.tries,
        None if row.public_key is None else bytes(row.public_key),
        row.certificate,
        row.agreed_at,
        row.confirmed_at,
        row.closed_at,
    )
