"""What people are told that others changed about their times: which day, what, by whom and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, insert, select

from timeclock.core.fixes import Tap
from timeclock.core.stamps import StampKind
from timeclock.store import facts, notices
from timeclock.store.db import Session
from timeclock.store.ids import new_uid
from timeclock.store.questions import Question
from timeclock.store.schema.evidence import ledger_record
from timeclock.store.schema.notices import notice

CHANGED = "changed_for_her"


@dataclass(frozen=True, slots=True)
class ToldChange:
    """One change of somebody's times: on which day of which employment, on what it rests, by whom, and in what words.

    `taps` are the stamps that were added, `author` is the login that did it with its person, `also` are others whose
    act it is. `undo` names what was done, empty where nobody can object; `away` are the absences before and after.
    """

    uid: UUID
    employment_uid: UUID
    day: date
    basis: str
    taps: tuple[Tap, ...]
    by: str
    reason: str | None
    at: datetime
    author: Mapping[str, int | None] = field(default_factory=dict)
    undo: Mapping[str, Any] = field(default_factory=dict)
    away: Mapping[str, Any] = field(default_factory=dict)
    also: tuple[Mapping[str, int | None], ...] = ()


def tell_all(session: Session, told: Iterable[tuple[int, str, Mapping[str, Any]]], now: datetime) -> None:
    """Tell people of changes, each of hers; the same once and for all."""
    rows = [
        facts.full(
            notice,
            {
                "uid": new_uid(now),
                "person_id": person_id,
                "kind": CHANGED,
                "about": about,
                "parameters": dict(parameters),
                "at": now,
            },
            now,
        )
        for person_id, about, parameters in told
    ]
    new = session.execute(facts.insertion_of_new(session, notice), rows).mappings().all() if rows else ()
    if new:
        session.execute(insert(ledger_record), [facts.record_of(notice, row, now) for row in new])


def unread(person_id: int) -> Question[Sequence[ToldChange]]:
    """Return the question for the changes somebody has not read, the newest first."""
    return Question(UNREAD, {"told_person": person_id}, told_of)


UNREAD = (notices.unread_of(CHANGED, "told_person"),)


def of_person(session: Session, person_id: int, limit: int) -> tuple[ToldChange, ...]:
    """Return what a person was told of changes, read or not, the newest first."""
    return told_of(session.execute(_everything(person_id).limit(limit)))


def one(session: Session, person_id: int, uid: UUID) -> ToldChange | None:
    """Return one of the changes that a person was told of."""
    return next(iter(told_of(session.execute(_everything(person_id).where(notice.c.uid == uid)))), None)


def _everything(person_id: int) -> Select[Any]:
    c = notice.c
    mine = select(c.uid, c.parameters, c.at).where(c.person_id == person_id, c.kind == CHANGED)
    return mine.order_by(c.at.desc(), c.id.desc())


def told_of(rows: Iterable[Any]) -> tuple[ToldChange, ...]:
    return tuple(
        ToldChange(
            row.uid,
            UUID(row.parameters["employment"]),
            date.fromisoformat(row.parameters["day"]),
            row.parameters["basis"],
            tuple(Tap(StampKind(kind), datetime.fromisoformat(at)) for kind, at in row.parameters["clocks"]),
            row.parameters["by"],
            row.parameters["reason"],
            row.at,
            # What was told before people could object has none of these.
            row.parameters.get("author", {}),
            row.parameters.get("undo", {}),
            row.parameters.get("away", {}),
            tuple(row.parameters.get("also", ())),
        )
        for row in rows
    )
