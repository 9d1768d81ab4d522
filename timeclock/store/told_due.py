"""What people are told before it is too late, and once a week of what waits for them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, insert, select

from timeclock.core.due import AboutDue, Due
from timeclock.store import facts, notices
from timeclock.store.db import Session
from timeclock.store.ids import new_uid
from timeclock.store.people import in_force
from timeclock.store.questions import Question
from timeclock.store.schema.access import login, role_grant
from timeclock.store.schema.evidence import ledger_record
from timeclock.store.schema.notices import notice

DUE = "due"
SUPERVISOR = "supervisor"
STAFF_COUNCIL = "staff_council"


@dataclass(frozen=True, slots=True)
class ToldDue:
    """A notice that somebody has not read."""

    uid: UUID
    about: AboutDue
    at: datetime


def tell(session: Session, person_id: int, about: str, said: AboutDue, now: datetime) -> bool:
    """Tell a person what is due; the same once and for all; say whether it was new."""
    parameters = {
        "what": said.what,
        "on": said.on.isoformat(),
        "whose": said.whose,
        "worked": None if said.worked is None else said.worked.isoformat(),
        "numbers": dict(said.numbers),
    } | ({} if said.draft is None else {"draft": str(said.draft)})
    values = {
        "uid": new_uid(now),
        "person_id": person_id,
        "kind": DUE,
        "about": about,
        "parameters": parameters,
        "at": now,
    }
    row = session.execute(facts.insertion_of_new(session, notice), facts.full(notice, values, now)).mappings().first()
    if row is not None:
        session.execute(insert(ledger_record), facts.record_of(notice, row, now))
    return row is not None


def unread(person_id: int) -> Question[Sequence[ToldDue]]:
    """Return the question for what somebody has not read of what is due, the newest first."""
    return Question(UNREAD, {"told_due_person": person_id}, told_of)


UNREAD = (notices.unread_of(DUE, "told_due_person"),)


def told_of(rows: Iterable[Any]) -> tuple[ToldDue, ...]:
    return tuple(ToldDue(row.uid, _about(row.parameters), row.at) for row in rows)


def settle(session: Session, what: Due, is_done: Callable[[AboutDue], bool], now: datetime) -> int:
    """Note that what people were told is done, whoever did it, so that nobody is shown it; return of how many."""
    c = notice.c
    told = select(c.uid, c.parameters).where(c.kind == DUE, c.about.startswith(f"{what}:"), c.read_at.is_(None))
    return notices.settle(session, [row.uid for row in session.execute(told) if is_done(_about(row.parameters))], now)


def versions_told(session: Session, person_id: int) -> frozenset[tuple[str, int]]:
    """Return the versions of evaluations of which somebody was told that they wait, read or not."""
    c = notice.c
    told = select(c.parameters).where(
        c.person_id == person_id, c.kind == DUE, c.about.startswith(f"{Due.EVALUATIONS}:")
    )
    return frozenset(each for row in session.execute(told) for each in _about(row.parameters).numbers.items())


def superiors(session: Session, day: date) -> frozenset[int]:
    """Return the people who are superiors on a day."""
    return frozenset(session.execute(_holders(SUPERVISOR, day)).scalars())


def next_superior(session: Session, day: date, after: int) -> int | None:
    """Return the first of them after an id."""
    c = login.c
    later = _holders(SUPERVISOR, day).where(c.person_id > after).order_by(c.person_id).limit(1)
    found: int | None = session.execute(later).scalars().first()
    return found


def login_of_superior(session: Session, person_id: int, day: date) -> int | None:
    """Return the first login of somebody who is a superior on a day, None where she is none."""
    c = login.c
    hers = _holders(SUPERVISOR, day).where(c.person_id == person_id).order_by(c.id).limit(1)
    found: int | None = session.execute(hers.with_only_columns(c.id)).scalars().first()
    return found


def council(session: Session, day: date) -> Mapping[int, int]:
    """Return the logins of people who are members of the staff council on a day, by person: the first of each."""
    c = login.c
    rows = session.execute(_holders(STAFF_COUNCIL, day).with_only_columns(c.person_id, c.id).order_by(c.id.desc()))
    return {row.person_id: row.id for row in rows}


def _holders(role: str, day: date) -> Select[Any]:
    g, c = role_grant.c, login.c
    return (
        select(c.person_id)
        .join(role_grant, g.login_id == c.id)
        .where(g.role == role, in_force(role_grant, day), c.person_id.is_not(None), c.disabled_at.is_(None))
    )


def _about(told: Mapping[str, Any]) -> AboutDue:
    worked = told["worked"]
    return AboutDue(
        Due(told["what"]),
        date.fromisoformat(told["on"]),
        told["whose"],
        None if worked is None else date.fromisoformat(worked),
        told["numbers"],
        UUID(told["draft"]) if "draft" in told else None,
    )
