"""Examinations of night workers that were offered or done: entered by human resources, read by nobody else."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, update

from timeclock.core.medical_checks import Outcome
from timeclock.store import facts
from timeclock.store.db import Session
from timeclock.store.ids import new_uid
from timeclock.store.schema.access import login
from timeclock.store.schema.people import medical_check


@dataclass(frozen=True, slots=True)
class NewCheck:
    """What is entered: what of it on which day, and from when on the next is due."""

    outcome: Outcome
    day: date
    due_on: date


@dataclass(frozen=True, slots=True)
class Check:
    """An examination on record, by whom it was entered and when."""

    uid: UUID
    new: NewCheck
    by: str | None
    at: datetime


def add(session: Session, person_id: int, new: NewCheck, by: int | None, now: datetime) -> UUID:
    """Enter an examination."""
    uid = new_uid(now)
    said = {"outcome": new.outcome.value, "day": new.day, "due_on": new.due_on}
    values = {"uid": uid, "person_id": person_id, **said, "recorded_at": now, "recorded_by": by, "superseded_at": None}
    facts.add(session, medical_check, values, now)
    return uid


def withdraw(session: Session, person_id: int, uid: UUID, now: datetime) -> bool:
    """Let one of a person's examinations count no more; say whether there was one that did."""
    c = medical_check.c
    which = (c.uid == uid, c.person_id == person_id, c.superseded_at.is_(None))
    ended = update(medical_check).where(*which).values(superseded_at=now)
    return facts.change(session, medical_check, ended, now, version=2)


def of_person(session: Session, person_id: int) -> Sequence[Check]:
    """Return a person's examinations that count, the latest first. The caller may read them."""
    c = medical_check.c
    rows = session.execute(
        select(medical_check, login.c.display_name)
        .join(login, login.c.id == c.recorded_by, isouter=True)
        .where(c.person_id == person_id, c.superseded_at.is_(None))
        .order_by(c.day.desc(), c.id.desc())
    )
    return [Check(row.uid, _new(row), row.display_name, row.recorded_at) for row in rows]


def last_of(session: Session, person_ids: Collection[int]) -> Mapping[int, NewCheck]:
    """Return the latest examination of each of these people who has one. The caller may read them."""
    c = medical_check.c
    query = select(medical_check).where(c.person_id.in_(person_ids), c.superseded_at.is_(None))
    return {row.person_id: _new(row) for row in session.execute(query.order_by(c.day, c.id))}


def _new(row: Any) -> NewCheck:
    return NewCheck(Outcome(row.outcome), row.day, row.due_on)
