"""Who stands in for whom: dated, for all a principal is responsible for or for one unit; an end stays on record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, insert, or_, select, update

from timeclock.store import facts
from timeclock.store.db import Session, is_postgresql
from timeclock.store.ids import new_uid
from timeclock.store.schema.access import login
from timeclock.store.schema.evidence import ledger_record
from timeclock.store.schema.requests import deputy

# Who names a deputy looks at all there are: one at a time, or two at once could close a circle.
DEPUTIES_LOCK = 1992
PRINCIPAL, STANDING_IN = login.alias("principal"), login.alias("standing_in")


@dataclass(frozen=True, slots=True)
class NewDeputy:
    """Who is to stand in for whom, from the first day on and until before `valid_to`, in a unit or everywhere."""

    principal_id: int
    deputy_id: int
    unit_id: int | None
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class Deputy:
    """A deputy on record, with the names people know the two by."""

    uid: UUID
    principal_id: int
    principal: str
    deputy_id: int
    deputy: str
    unit_id: int | None
    valid_from: date
    valid_to: date | None


def hold(session: Session) -> None:
    """Let nobody else name a deputy until the transaction ends; SQLite has one writer at a time anyway."""
    if is_postgresql(session):
        session.execute(select(func.pg_advisory_xact_lock(DEPUTIES_LOCK)))


def add(session: Session, new: NewDeputy, by: int, now: datetime) -> UUID:
    """Record a deputy; a fact with its own leaf."""
    uid = new_uid(now)
    values = {
        "uid": uid,
        "principal_id": new.principal_id,
        "deputy_id": new.deputy_id,
        "unit_id": new.unit_id,
        "valid_from": new.valid_from,
        "valid_to": new.valid_to,
        "recorded_at": now,
        "recorded_by": by,
    }
    facts.add(session, deputy, values, now)
    return uid


def end(session: Session, uid: UUID, principal_id: int, day: date, now: datetime) -> bool:
    """Let a deputy of a principal stand in no more from a day on; say whether there was one."""
    c = deputy.c
    ended = (
        update(deputy)
        .where(c.uid == uid, c.principal_id == principal_id, c.superseded_at.is_(None))
        .where(or_(c.valid_to.is_(None), c.valid_to > day))
    )
    # One that has not begun yet holds on no day at all, which only a row that counts no more can say.
    changes = {"valid_to": day} if _began(session, uid, day) else {"superseded_at": now}
    row = session.execute(ended.values(changes).returning(*c)).mappings().one_or_none()
    if row is None:
        return False
    session.execute(insert(ledger_record), facts.record_of(deputy, row, now, version=2))
    return True


def since(session: Session, day: date) -> Sequence[Deputy]:
    """Return every deputy who stands in on this day or later."""
    c = deputy.c
    rows = session.execute(_named().where(or_(c.valid_to.is_(None), c.valid_to > day)))
    return [_deputy(row) for row in rows]


def _began(session: Session, uid: UUID, day: date) -> bool:
    began = select(deputy.c.id).where(deputy.c.uid == uid, deputy.c.valid_from < day)
    return session.execute(began).first() is not None


def _named() -> Select[Any]:
    c = deputy.c
    names = (PRINCIPAL.c.display_name.label("principal"), STANDING_IN.c.display_name.label("standing_in"))
    return (
        select(deputy, *names)
        .join(PRINCIPAL, PRINCIPAL.c.id == c.principal_id)
        .join(STANDING_IN, STANDING_IN.c.id == c.deputy_id)
        .where(c.superseded_at.is_(None))
        .order_by(c.valid_from, c.id)
    )


def _deputy(row: Any) -> Deputy:
    return Deputy(
        row.uid,
        row.principal_id,
        row.principal,
        row.deputy_id,
        row.standing_in,
        row.unit_id,
        row.valid_from,
        row.valid_to,
    )
