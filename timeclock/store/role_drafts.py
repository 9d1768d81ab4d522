"""Roles that are to be given or to end and wait for a second look, and what became of that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select

from timeclock.store import facts
from timeclock.store.db import Session
from timeclock.store.facts import Decided
from timeclock.store.ids import new_uid
from timeclock.store.people import in_force
from timeclock.store.schema.access import login, role_draft
from timeclock.store.schema.people import unit_version

ASKED_BY = login.alias("asked_by")


class Change(StrEnum):
    """What is to become of a role."""

    GIVE = "give"
    END = "end"


class Decision(StrEnum):
    """What became of a draft: done by somebody else, refused by her, or withdrawn by who made it."""

    DONE = "done"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class NewDraft:
    """Which role of whom is to be given, from a day on, or to end on it; no unit is the whole city.

    `until` is the first day without one that is given for a while.
    """

    login_id: int
    change: Change
    role: str
    unit_id: int | None
    since: date
    why: str
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft with the names of whom it is about and of who asked, and what became of it."""

    uid: UUID
    new: NewDraft
    name: str
    display_name: str
    person_id: int | None
    unit_name: str | None
    by_id: int | None
    by: str | None
    at: datetime
    decision: Decision | None
    answer: str | None

    @property
    def waits(self) -> bool:
        return self.decision is None


def add(session: Session, new: NewDraft, by: int, now: datetime) -> UUID:
    """Record a draft; return what it goes by."""
    uid = new_uid(now)
    facts.add(session, role_draft, {**asdict(new), "uid": uid, "recorded_at": now, "recorded_by": by}, now)
    return uid


def decide(session: Session, uid: UUID, decision: Decision, answer: str, by: int, now: datetime) -> bool:
    """Write down what became of a draft that still waits; say whether it did."""
    decided = Decided(decision.value, answer, decision is Decision.WITHDRAWN)
    return facts.decide(session, role_draft, uid, decided, by, now)


def find(session: Session, uid: UUID, day: date) -> Draft | None:
    """Return a draft, its unit as it is called on a day."""
    return next((_draft(row) for row in session.execute(_drafts(day).where(role_draft.c.uid == uid))), None)


def waiting(session: Session, day: date) -> Sequence[Draft]:
    """Return the drafts nobody has decided, oldest first."""
    rows = session.execute(_drafts(day).where(role_draft.c.decision.is_(None)).order_by(role_draft.c.id))
    return [_draft(row) for row in rows]


def _drafts(day: date) -> Select[Any]:
    named = (unit_version.c.unit_id == role_draft.c.unit_id) & in_force(unit_version, day)
    whose = (login.c.name, login.c.display_name, login.c.person_id)
    return (
        select(role_draft, *whose, unit_version.c.name.label("unit_name"), ASKED_BY.c.display_name.label("by"))
        .join(login, login.c.id == role_draft.c.login_id)
        .join(unit_version, named, isouter=True)
        .join(ASKED_BY, ASKED_BY.c.id == role_draft.c.recorded_by, isouter=True)
    )


def _draft(row: Any) -> Draft:
    new = NewDraft(row.login_id, Change(row.change), row.role, row.unit_id, row.since, row.why, row.until)
    return Draft(
        row.uid,
        new,
        row.name,
        row.display_name,
        row.person_id,
        row.unit_name,
        row.recorded_by,
        row.by,
        row.recorded_at,
        None if row.decision is None else Decision(row.decision),
        row.answer,
    )
