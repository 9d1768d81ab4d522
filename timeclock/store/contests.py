"""The declarations that a deducted break was not taken (rulebook C-8), as far as they count."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, bindparam, select
from sqlalchemy.sql import ColumnElement

from timeclock.core.requests import State
from timeclock.core.spans import DaySpan
from timeclock.store import known
from timeclock.store.db import Session
from timeclock.store.known import Both, Known
from timeclock.store.questions import Question
from timeclock.store.schema.people import employment
from timeclock.store.schema.requests import request, request_step

BREAK_NOT_TAKEN = "break_not_taken"
# A declaration counts from when it was made until it is taken back or refused; `SUBMITTED` those made long ago.
COUNTING = (State.SUBMITTED, State.COUNTING, State.APPROVED)
COUNTS: ColumnElement[bool] = request.c.state.in_(COUNTING)


@dataclass(frozen=True, slots=True)
class Contest:
    """A declaration in the person's own words, and when she made it."""

    reason: str
    at: datetime


def contested(person_id: int, at: datetime | None = None) -> Question[frozenset[tuple[int, date]]]:
    """Return the question for the (employment, day) where the person says the deducted break was not taken.

    As known at an instant, or now where there is none.
    """
    return Question(CONTESTED.at(at), {"contests_person": person_id, **known.values(at)}, _contested)


def _standing(known: Known) -> tuple[Select[Any]]:
    mine = (employment.c.person_id == bindparam("contests_person"), request.c.kind == BREAK_NOT_TAKEN)
    counts = _stood().in_(COUNTING) if known.then else COUNTS
    asked = select(request.c.employment_id, request.c.payload)
    return (asked.join(employment, employment.c.id == request.c.employment_id).where(*mine, counts),)


def _stood() -> ColumnElement[str]:
    """Return the state a request was in at an instant: that of the last step taken by then that names one."""
    c = request_step.c
    steps = select(c.state).where(c.request_id == request.c.id, c.state.in_(tuple(State)), c.at <= known.AT)
    return steps.order_by(c.no.desc()).limit(1).scalar_subquery()


CONTESTED = Both.of(_standing)


def _contested(rows: Iterable[Any]) -> frozenset[tuple[int, date]]:
    return frozenset((row.employment_id, date.fromisoformat(row.payload["day"])) for row in rows)


def within(session: Session, employment_id: int, days: DaySpan) -> dict[date, Contest]:
    """Return the declarations of an employment that count, by the day they are about.

    The caller has checked that she may read them.
    """
    rows = session.execute(
        select(request.c.payload, request_step.c.reason, request_step.c.at)
        .join(request_step, (request_step.c.request_id == request.c.id) & (request_step.c.no == 1))
        .where(request.c.employment_id == employment_id, request.c.kind == BREAK_NOT_TAKEN, COUNTS)
    )
    found = {date.fromisoformat(row.payload["day"]): Contest(row.reason or "", row.at) for row in rows}
    return {day: contest for day, contest in found.items() if day in days}


def about(employment_id: int, day: date) -> Question[Any]:
    """Return the question for the uid of the declaration that counts for a day, None where there is none."""
    on = day.isoformat()
    return Question(
        CONTESTS,
        {"contests_employment": employment_id},
        lambda rows: next((row.uid for row in rows if row.payload["day"] == on), None),
    )


CONTESTS = (
    select(request.c.uid, request.c.payload).where(
        request.c.employment_id == bindparam("contests_employment"), request.c.kind == BREAK_NOT_TAKEN, COUNTS
    ),
)
