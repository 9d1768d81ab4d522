"""The alarms about terminals: each lasts as long as its trouble, and of one cause a terminal has one at most."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select, update

from timeclock.store.db import Session, native_insert
from timeclock.store.schema.stamps import device_alarm, source


@dataclass(frozen=True, slots=True)
class Alarm:
    """One trouble of one terminal: since when, when it was noticed, and until when; None while it lasts."""

    id: int
    source_id: int
    cause: str
    since: datetime
    raised_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class Lasting:
    """An alarm that lasts, and the terminal it is about."""

    uid: UUID
    name: str
    cause: str
    since: datetime


def open_alarms(session: Session) -> list[Alarm]:
    """Return the alarms that last."""
    return [_alarm(row) for row in session.execute(select(device_alarm).where(device_alarm.c.ended_at.is_(None)))]


def lasting(session: Session) -> Sequence[Lasting]:
    """Return every alarm that lasts with its terminal, of whatever cause, the oldest first."""
    c = device_alarm.c
    query = select(source.c.uid, source.c.name, c.cause, c.since).join(source, source.c.id == c.source_id)
    return [Lasting(*row) for row in session.execute(query.where(c.ended_at.is_(None)).order_by(c.since, c.id))]


def alarms_of(session: Session, source_id: int, limit: int) -> list[Alarm]:
    """Return the alarms of a terminal, the newest first."""
    c = device_alarm.c
    rows = session.execute(
        select(device_alarm).where(c.source_id == source_id).order_by(c.raised_at.desc(), c.id.desc()).limit(limit)
    )
    return [_alarm(row) for row in rows]


def raise_alarms(session: Session, troubles: Iterable[tuple[int, str, datetime]], now: datetime) -> list[Alarm]:
    """Raise an alarm for each trouble of a terminal that has none of its cause; return those that are new."""
    rows = [
        {"source_id": source_id, "cause": str(cause), "since": since, "raised_at": now, "ended_at": None}
        for source_id, cause, since in troubles
    ]
    if not rows:
        return []
    # Of two processes that look at once the second finds the alarm of the first.
    statement = native_insert(session, device_alarm).on_conflict_do_nothing().returning(*device_alarm.c)
    return [_alarm(row) for row in session.execute(statement, rows)]


def end_alarms(session: Session, ids: Sequence[int], now: datetime) -> list[Alarm]:
    """End alarms; return those that lasted until now."""
    c = device_alarm.c
    ending = update(device_alarm).where(c.id.in_(ids), c.ended_at.is_(None)).values(ended_at=now)
    return [_alarm(row) for row in session.execute(ending.returning(*c))] if ids else []


def end_causes(session: Session, source_id: int, causes: Iterable[str], now: datetime) -> None:
    """End the alarms of these causes about a terminal."""
    c = device_alarm.c
    here = (c.source_id == source_id, c.cause.in_(list(causes)), c.ended_at.is_(None))
    session.execute(update(device_alarm).where(*here).values(ended_at=now))


def forget(session: Session, before: datetime) -> None:
    """Drop the alarms that were over before."""
    session.execute(delete(device_alarm).where(device_alarm.c.ended_at < before))


def _alarm(row: Any) -> Alarm:
    return Alarm(row.id, row.source_id, row.cause, row.since, row.raised_at, row.ended_at)
