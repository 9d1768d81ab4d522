"""All that somebody was told, read or not: notices of every kind, and notices of leave among her documents."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from timeclock.store import account_notices, notices, roster_notices, told_changes, told_due, told_months
from timeclock.store.account_notices import ACCOUNT, ToldOfAccount
from timeclock.store.db import Session
from timeclock.store.notices import FORGOTTEN_STAMP, Reminder
from timeclock.store.roster_notices import ROSTER, ToldOfRoster
from timeclock.store.schema.documents import document
from timeclock.store.schema.leave import leave_notice
from timeclock.store.schema.notices import notice
from timeclock.store.schema.people import employment
from timeclock.store.terminal_messages import MESSAGE
from timeclock.store.told_changes import CHANGED, ToldChange
from timeclock.store.told_due import DUE, ToldDue
from timeclock.store.told_months import MONTH, ToldMonth

LEAVE = "leave"


@dataclass(frozen=True, slots=True)
class ToldMessage:
    """Words that were left for her at a terminal."""

    text: str
    by: str


@dataclass(frozen=True, slots=True)
class ToldOfLeave:
    """A notice of leave: for which year, which kind, its document, and when and how it was in her hands."""

    leave_year: int
    kind: str
    document_uid: UUID
    delivered_on: date
    way: str


What = Reminder | ToldChange | ToldOfAccount | ToldMonth | ToldDue | ToldOfRoster | ToldMessage | ToldOfLeave


@dataclass(frozen=True, slots=True)
class Told:
    """Something somebody was told: when, what, and since when it is read; a document of leave waits for no reading."""

    kind: str
    at: datetime
    what: What
    uid: UUID | None = None
    read_at: datetime | None = None


PARSED: Mapping[str, Callable[[Any], What]] = {
    FORGOTTEN_STAMP: notices.told_of,
    CHANGED: lambda row: told_changes.told_of([row])[0],
    ACCOUNT: lambda row: account_notices.told_of([row])[0],
    MONTH: lambda row: told_months.told_of([row])[0],
    DUE: lambda row: told_due.told_of([row])[0],
    ROSTER: lambda row: roster_notices.told_of([row])[0],
    MESSAGE: lambda row: ToldMessage(row.parameters["text"], row.parameters["by"]),
}


def of_person(session: Session, person_id: int, limit: int) -> Sequence[Told]:
    """Return so much of what a person was told last, the newest first. The caller has checked that it is herself."""
    found = [*_notices(session, person_id, limit), *_of_leave(session, person_id, limit)]
    return sorted(found, key=lambda each: each.at, reverse=True)[:limit]


def unread(session: Session, person_id: int) -> Sequence[UUID]:
    """Return what a person was told and has not read."""
    c = notice.c
    return session.execute(select(c.uid).where(c.person_id == person_id, c.read_at.is_(None))).scalars().all()


def _notices(session: Session, person_id: int, limit: int) -> Sequence[Told]:
    c = notice.c
    mine = select(c.uid, c.kind, c.parameters, c.at, c.read_at).where(c.person_id == person_id)
    rows = session.execute(mine.order_by(c.at.desc(), c.id.desc()).limit(limit))
    return [Told(row.kind, row.at, PARSED[row.kind](row), row.uid, row.read_at) for row in rows]


def _of_leave(session: Session, person_id: int, limit: int) -> Sequence[Told]:
    c = leave_notice.c
    mine = (
        select(c.leave_year, c.kind, document.c.uid, c.delivered_on, c.way, c.recorded_at)
        .join(document, document.c.id == c.document_id)
        .join(employment, employment.c.id == c.employment_id)
        .where(employment.c.person_id == person_id)
        .order_by(c.recorded_at.desc(), c.id.desc())
        .limit(limit)
    )
    return [Told(LEAVE, row.recorded_at, ToldOfLeave(*row[:5])) for row in session.execute(mine)]
