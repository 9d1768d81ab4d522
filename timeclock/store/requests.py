"""What people ask for: here the declaration that a deducted break was not taken (rulebook C-8)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from timeclock.core.spans import DaySpan
from timeclock.store import facts
from timeclock.store.db import Session
from timeclock.store.ids import new_uid
from timeclock.store.schema.people import employment
from timeclock.store.schema.requests import request, request_step

BREAK_NOT_TAKEN = "break_not_taken"
OPEN = "submitted"
WITHDRAWN = "withdrawn"


def contested(session: Session, person_id: int, days: DaySpan) -> frozenset[tuple[int, date]]:
    """Return the (employment, day) where the person says the deducted break was not taken."""
    rows = session.execute(
        select(request.c.employment_id, request.c.payload)
        .join(employment, employment.c.id == request.c.employment_id)
        .where(employment.c.person_id == person_id, request.c.kind == BREAK_NOT_TAKEN, request.c.state == OPEN)
    )
    found = ((row.employment_id, date.fromisoformat(row.payload["day"])) for row in rows)
    return frozenset((employment_id, day) for employment_id, day in found if day in days)


def contest_of(session: Session, employment_id: int, day: date) -> int | None:
    """Return the open declaration for a day, if there is one."""
    rows = session.execute(
        select(request.c.id, request.c.payload).where(
            request.c.employment_id == employment_id, request.c.kind == BREAK_NOT_TAKEN, request.c.state == OPEN
        )
    )
    return next((row.id for row in rows if row.payload["day"] == day.isoformat()), None)


def contest(session: Session, employment_id: int, day: date, by: int, reason: str, now: datetime) -> None:
    """Record the declaration."""
    values: dict[str, Any] = {
        "uid": new_uid(now),
        "kind": BREAK_NOT_TAKEN,
        "employment_id": employment_id,
        "by": by,
        "payload": {"day": day.isoformat()},
        "state": OPEN,
        "version": 1,
    }
    request_id = facts.add(session, request, values, now)
    step = {"request_id": request_id, "no": 1, "state": OPEN, "by": by, "reason": reason, "at": now}
    facts.add(session, request_step, step, now)


def withdraw(session: Session, request_id: int, by: int, now: datetime) -> None:
    """Take the declaration back; it stays on record."""
    row = facts.change(session, request, {"id": request_id}, {"state": WITHDRAWN, "version": request.c.version + 1}, now)
    step = {
        "request_id": request_id,
        "no": row["version"],
        "state": WITHDRAWN,
        "by": by,
        "reason": None,
        "at": now,
    }
    facts.add(session, request_step, step, now)
