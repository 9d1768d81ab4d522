"""What is known of an illness besides that there is one: its certificates, and that it is one from before."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import BindParameter, ColumnElement, Select, insert, select, update

from timeclock.core.spans import DaySpan
from timeclock.store import facts
from timeclock.store.db import Session
from timeclock.store.ids import new_uid
from timeclock.store.known import Known
from timeclock.store.schema.absences import absence, illness_note
from timeclock.store.schema.evidence import ledger_record
from timeclock.store.schema.people import employment


class NoteKind(StrEnum):
    """What is noted: the certificate was asked for, came, or none is to come; the illness is one from before."""

    ASKED = "asked"
    RECEIVED = "received"
    UNEXPECTED = "unexpected"
    SAME_ILLNESS = "same_illness"


@dataclass(frozen=True, slots=True)
class Note:
    """A note on an absence for illness; `days` are a certificate's, `same_as` the first day of the one before."""

    uid: UUID
    kind: NoteKind
    recorded_at: datetime
    days: DaySpan | None = None
    same_as: date | None = None
    same_as_uid: UUID | None = None


def of(person: BindParameter[Any], known: Known, *near: ColumnElement[bool]) -> Select[Any]:
    """Return the query for the notes that count on a person's absences, in the order they were made."""
    c, earlier = illness_note.c, absence.alias("same_as")
    return (
        select(c.absence_id, c.uid, c.kind, c.from_day, c.to_day, c.recorded_at, earlier.c.from_day.label("same_as"))
        .join(absence, absence.c.id == c.absence_id)
        .join(employment, employment.c.id == absence.c.employment_id)
        .outerjoin(earlier, earlier.c.id == c.same_as_id)
        .where(employment.c.person_id == person, known.counting(c), known.counting(absence.c), *near)
        .order_by(c.id)
    )


def add(
    session: Session,
    absence_uid: UUID,
    kind: NoteKind,
    now: datetime,
    *,
    by: int | None = None,
    days: DaySpan | None = None,
    same_as: UUID | None = None,
) -> UUID:
    """Note something of an absence for illness."""
    uid = new_uid(now)
    values = {
        "uid": uid,
        "absence_id": _id(session, absence_uid),
        "kind": kind,
        "from_day": None if days is None else days.from_day,
        "to_day": None if days is None else days.to_day,
        "same_as_id": None if same_as is None else _id(session, same_as),
        "recorded_at": now,
        "recorded_by": by,
        "superseded_at": None,
    }
    facts.add(session, illness_note, values, now)
    return uid


def withdraw(session: Session, uid: UUID, now: datetime) -> bool:
    """Let a note count no more; say whether there was one that did."""
    c = illness_note.c
    ended = update(illness_note).where(c.uid == uid, c.superseded_at.is_(None)).values(superseded_at=now)
    row = session.execute(ended.returning(*c)).mappings().one_or_none()
    if row is not None:
        session.execute(insert(ledger_record), facts.record_of(illness_note, row, now, version=2))
    return row is not None


def on(session: Session, absence_uid: UUID) -> Sequence[Note]:
    """Return the notes on an absence that count, in the order they were made."""
    return on_each(session, [absence_uid])[absence_uid]


def on_each(session: Session, absence_uids: Collection[UUID]) -> Mapping[UUID, Sequence[Note]]:
    """Return the notes on each of these absences that count, in the order they were made."""
    c, earlier = illness_note.c, absence.alias("same_as")
    same_as = earlier.c.from_day.label("same_as"), earlier.c.uid.label("same_as_uid")
    rows = session.execute(
        select(illness_note, absence.c.uid.label("absence_uid"), *same_as)
        .join(absence, absence.c.id == c.absence_id)
        .outerjoin(earlier, earlier.c.id == c.same_as_id)
        .where(absence.c.uid.in_(absence_uids), c.superseded_at.is_(None))
        .order_by(c.id)
    )
    found: dict[UUID, list[Note]] = {uid: [] for uid in absence_uids}
    for row in rows:
        found[row.absence_uid].append(_note(row))
    return found


def absence_of(session: Session, uid: UUID) -> UUID | None:
    """Return the absence that counts and that a note is on."""
    c = illness_note.c
    query = select(absence.c.uid).join(illness_note, c.absence_id == absence.c.id)
    found: UUID | None = session.execute(query.where(c.uid == uid, absence.c.superseded_at.is_(None))).scalar()
    return found


def _note(row: Any) -> Note:
    days = None if row.from_day is None else DaySpan(row.from_day, row.to_day)
    return Note(row.uid, NoteKind(row.kind), row.recorded_at, days, row.same_as, row.same_as_uid)


def _id(session: Session, uid: UUID) -> int:
    found: int = session.execute(select(absence.c.id).where(absence.c.uid == uid)).scalar_one()
    return found
