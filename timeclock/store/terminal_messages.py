"""Messages that wait for somebody at a terminal: each is shown at her next tap, and recorded as shown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, or_, select

from timeclock.store import facts
from timeclock.store.db import Session
from timeclock.store.ids import new_uid
from timeclock.store.people import in_force
from timeclock.store.questions import Question, names
from timeclock.store.roster_notices import ROSTER
from timeclock.store.schema.notices import notice
from timeclock.store.schema.people import employment, employment_version, person
from timeclock.store.scope import Scope
from timeclock.store.told_changes import CHANGED
from timeclock.store.told_months import MONTH

MESSAGE = "terminal_message"
# What waits on her own pages to be read.
NEWS = (CHANGED, MONTH, ROSTER)


@dataclass(frozen=True, slots=True)
class Message:
    """A message for somebody who stands at a terminal."""

    uid: UUID
    text: str


@dataclass(frozen=True, slots=True)
class Left:
    """A message on record: for whom, by whom, since when, and when it was shown, None while it waits."""

    uid: UUID
    person_id: int
    name: str
    staff_no: str
    text: str
    by: str
    at: datetime
    shown_at: datetime | None


def leave(session: Session, person_id: int, text: str, by: str, now: datetime) -> UUID:
    """Leave a message for a person."""
    uid = new_uid(now)
    values = {
        "uid": uid,
        "person_id": person_id,
        "kind": MESSAGE,
        "about": str(uid),
        "parameters": {"text": text, "by": by},
        "at": now,
        "read_at": None,
    }
    facts.add(session, notice, values, now)
    return uid


def to_show(person_id: int, since: datetime) -> Question[tuple[Message, ...]]:
    """Return the question for what a person has not been shown, or was since an instant: an answer may be lost."""
    return Question(TO_SHOW, {"messages_person": person_id, "messages_since": since}, _messages)


PERSON, SINCE = names("messages", "person", "since")
TO_SHOW = (
    select(notice.c.uid, notice.c.parameters)
    .where(
        notice.c.person_id == PERSON,
        notice.c.kind == MESSAGE,
        or_(notice.c.read_at.is_(None), notice.c.read_at >= SINCE),
    )
    .order_by(notice.c.at, notice.c.id),
)


def _messages(rows: Iterable[Any]) -> tuple[Message, ...]:
    return tuple(Message(row.uid, row.parameters["text"]) for row in rows)


def unread(person_id: int) -> Question[int]:
    """Return the question how many things a person was told that she has not read on her own pages."""
    return Question(UNREAD, {"messages_person": person_id}, lambda rows: int(rows[0][0]))


UNREAD = (
    select(func.count(notice.c.id).label("unread")).where(
        notice.c.person_id == PERSON, notice.c.kind.in_(NEWS), notice.c.read_at.is_(None)
    ),
)


def left(session: Session, day: date, scope: Scope, limit: int) -> Sequence[Left]:
    """Return the messages for whoever the scope covers on a day, those that wait first, then the newest."""
    c = notice.c
    query = (
        select(
            c.uid,
            c.person_id,
            c.parameters,
            c.at,
            c.read_at,
            person.c.given_name,
            person.c.family_name,
            employment.c.staff_no,
        )
        .join(person, person.c.id == c.person_id)
        .join(employment, employment.c.person_id == person.c.id)
        .join(
            employment_version,
            (employment_version.c.employment_id == employment.c.id) & in_force(employment_version, day),
        )
        .where(c.kind == MESSAGE, scope.covers(employment.c.id, day))
        .order_by(c.read_at.is_not(None), c.at.desc(), c.id.desc(), employment.c.staff_no)
        .limit(limit)
    )
    rows = {row.uid: row for row in reversed(session.execute(query).all())}
    return tuple(_left(row) for row in reversed(rows.values()))


def _left(row: Any) -> Left:
    name, said = f"{row.given_name} {row.family_name}", row.parameters
    return Left(row.uid, row.person_id, name, row.staff_no, said["text"], said["by"], row.at, row.read_at)
