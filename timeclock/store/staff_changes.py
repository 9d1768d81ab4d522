"""What was changed of people and their employments, by whom and why: written once, beside the rows it is about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from timeclock.store import changes, facts
from timeclock.store.changes import Change
from timeclock.store.db import Session
from timeclock.store.ids import new_uid
from timeclock.store.schema.access import login
from timeclock.store.schema.evidence import ledger_record
from timeclock.store.schema.people import staff_change

Figures = Mapping[str, str | int | None]


@dataclass(frozen=True, slots=True)
class NewChange:
    """What was changed of whom: `before` and `after` have the same keys, one for each thing that is different."""

    person_id: int
    employment_id: int | None
    since: date | None
    before: Figures
    after: Figures
    why: str


@dataclass(frozen=True, slots=True)
class Noted:
    """A change on record; `by` is None where a list said so."""

    new: NewChange
    by: str | None
    at: datetime


def add(session: Session, new: Sequence[NewChange], by: int | None, now: datetime) -> None:
    """Record changes."""
    rows = [
        facts.full(staff_change, {**asdict(each), "uid": new_uid(now), "recorded_at": now, "recorded_by": by}, now)
        for each in new
    ]
    if rows:
        added = changes.add(session, Change(staff_change, rows))
        changes.make(session, Change(ledger_record, [facts.record_of(staff_change, row, now) for row in added]))


def of_person(session: Session, person_id: int) -> Sequence[Noted]:
    """Return what was changed of a person, the newest first. The caller may read her."""
    rows = session.execute(
        select(staff_change, login.c.display_name)
        .join(login, login.c.id == staff_change.c.recorded_by, isouter=True)
        .where(staff_change.c.person_id == person_id)
        .order_by(staff_change.c.id.desc())
    )
    return [_noted(row) for row in rows]


def _noted(row: Any) -> Noted:
    new = NewChange(row.person_id, row.employment_id, row.since, row.before, row.after, row.why)
    return Noted(new, row.display_name, row.recorded_at)
