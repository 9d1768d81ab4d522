"""What people ask for: here the declaration that a deducted break was not taken (rulebook C-8)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, insert, select, update

from timeclock.core.spans import DaySpan
from timeclock.store import facts
from timeclock.store.db import Session
from timeclock.store.ids import new_uid
from timeclock.store.questions import Question, ask
from timeclock.store.schema.evidence import ledger_record
from timeclock.store.schema.people import employment
from timeclock.store.schema.requests import request, request_step

BREAK_NOT_TAKEN = "break_not_taken"
OPEN = "submitted"
WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Contest:
    """A declaration in the person's own words, and when she made it."""

    reason: str
    at: datetime


def contested(person_id: int) -> Question[frozenset[tuple[int, date]]]:
    """Return the question for the (employment, day) where the person says the deducted break was not taken."""
    return Question(CONTESTED, {"contests_person": person_id}, _contested)


CONTESTED = (
    select(request.c.employment_id, request.c.payload)
    .join(employment, employment.c.id == request.c.employment_id)
    .where(
        employment.c.person_id == bindparam("contests_person"),
        request.c.kind == BREAK_NOT_TAKEN,
        request.c.state == OPEN,
    ),
)


def _contested(rows: Iterable[Any]) -> frozenset[tuple[int, date]]:
    return frozenset((row.employment_id, date.fromisoformat(row.payload["day"])) for row in rows)


def contests(session: Session, employment_id: int, days: DaySpan) -> dict[date, Contest]:
    """Return the open declarations of an employment by the day they are about.

    The caller has checked that she may read them.
    """
    rows = session.execute(
        select(request.c.payload, request_step.c.reason, request_step.c.at)
        .join(request_step, (request_step.c.request_id == request.c.id) & (request_step.c.no == 1))
        .where(request.c.employment_id == employment_id, request.c.kind == BREAK_NOT_TAKEN, request.c.state == OPEN)
    )
    found = {date.fromisoformat(row.payload["day"]): Contest(row.reason or "", row.at) for row in rows}
    return {day: contest for day, contest in found.items() if day in days}


def contest_of(session: Session, employment_id: int, day: date) -> int | None:
    """Return the open declaration for a day, if there is one."""
    question = contest_about(employment_id, day)
    return ask(session, question).to(question)


def contest_about(employment_id: int, day: date) -> Question[int | None]:
    """Return the question for what `contest_of` returns."""
    about = day.isoformat()
    return Question(
        CONTESTS,
        {"contests_employment": employment_id},
        lambda rows: next((row.id for row in rows if row.payload["day"] == about), None),
    )


CONTESTS = (
    select(request.c.id, request.c.payload).where(
        request.c.employment_id == bindparam("contests_employment"),
        request.c.kind == BREAK_NOT_TAKEN,
        request.c.state == OPEN,
    ),
)


def contest(session: Session, employment_id: int, day: date, by: int, reason: str, now: datetime) -> None:
    """Record the declaration."""
    asked = {
        "uid": new_uid(now),
        "kind": BREAK_NOT_TAKEN,
        "employment_id": employment_id,
        "by": by,
        "payload": {"day": day.isoformat()},
        "state": OPEN,
        "version": 1,
    }
    row = session.execute(facts.insertion(request), asked).mappings().one()
    step = {"request_id": row["id"], "no": 1, "state": OPEN, "by": by, "reason": reason, "at": now}
    stepped = session.execute(facts.insertion(request_step), step).mappings().one()
    records = [facts.record_of(request, row, now), facts.record_of(request_step, stepped, now)]
    session.execute(insert(ledger_record), records)


def withdraw(session: Session, request_id: int, by: int, now: datetime) -> None:
    """Take the declaration back; it stays on record."""
    changed = update(request).where(request.c.id == request_id).values(state=WITHDRAWN, version=request.c.version + 1)
    row = session.execute(changed.returning(*request.c)).mappings().one()
    step = {"request_id": request_id, "no": row["version"], "state": WITHDRAWN, "by": by, "reason": None, "at": now}
    stepped = session.execute(facts.insertion(request_step), step).mappings().one()
    # The request was committed once for each version it had.
    again = facts.record_of(request, row, now, version=row["version"])
    session.execute(insert(ledger_record), [again, facts.record_of(request_step, stepped, now)])
