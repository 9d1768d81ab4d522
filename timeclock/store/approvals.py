"""The decisions a request needs: opened when their turn has come, filled in once, handed up when they are overdue."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, bindparam, func, insert, select, update

from timeclock.core.requests import DECIDED, WAITING, Course, Granted, Part, State, Step, Who
from timeclock.store import facts
from timeclock.store.db import Session
from timeclock.store.requests import Asked
from timeclock.store.schema.access import login
from timeclock.store.schema.evidence import ledger_record
from timeclock.store.schema.requests import approval, request_step


@dataclass(frozen=True, slots=True)
class Opening:
    """A decision that is needed: the how-manieth, how far above the nearest one responsible, and until when."""

    needed: int
    due_at: datetime
    level: int = 0
    objection: bool = False


def open_one(session: Session, request_id: int, opening: Opening, now: datetime) -> None:
    """Record that a request needs another decision."""
    values = {
        "request_id": request_id,
        "step": session.execute(OPENED, {"request_id": request_id}).scalar_one() + 1,
        "needed": opening.needed,
        "objection": opening.objection,
        "lowest": opening.level,
        "level": opening.level,
        "due_at": opening.due_at,
        "approver": None,
        "decision": None,
        "part": {},
        "version": 1,
    }
    facts.add(session, approval, values, now)


OPENED = select(func.count()).where(approval.c.request_id == bindparam("request_id"))


def settle(session: Session, request_id: int, state: State, by: Who, part: Part | None, now: datetime) -> None:
    """Fill the open decision of a request in, as it was decided or because the request was withdrawn."""
    c = approval.c
    settled = (
        update(approval)
        .where(c.request_id == request_id, c.decision.is_(None))
        .values(approver=by.login_id, decision=state, part=dict(part or {}), version=c.version + 1)
        .returning(*c)
    )
    for row in session.execute(settled).mappings().all():
        session.execute(insert(ledger_record), facts.record_of(approval, row, now, version=row["version"]))


@dataclass(frozen=True, slots=True)
class Way:
    """A request's course with where its open decision stands: from so far above the nearest one up to so far."""

    course: Course
    lowest: int = 0
    level: int = 0
    objection: bool = False


def way(session: Session, asked: Asked) -> Way:
    """Return how far a request has come."""
    return ways(session, [asked])[asked.id]


def ways(session: Session, requests: Sequence[Asked]) -> Mapping[int, Way]:
    """Return by id how far each of these requests has come."""
    ids = {"ids": [asked.id for asked in requests]}
    decisions = _by_request(session.execute(DECISIONS, ids).mappings())
    taken = _by_request(session.execute(STEPS, ids).mappings())
    return {asked.id: _way(asked.state, decisions.get(asked.id, []), taken.get(asked.id, [])) for asked in requests}


DECIDING = (Step.GRANTED.value, *sorted(state.value for state in DECIDED))
PRINCIPAL = login.alias("approvals_principal")
IDS: BindParameter[Any] = bindparam("ids", expanding=True)
DECISIONS = select(approval).where(approval.c.request_id.in_(IDS)).order_by(approval.c.request_id, approval.c.step)
STEPS = (
    select(
        request_step.c.request_id,
        request_step.c.state,
        request_step.c.by,
        request_step.c.for_login,
        login.c.person_id,
        PRINCIPAL.c.person_id.label("for_person_id"),
    )
    .join(login, login.c.id == request_step.c.by)
    .join(PRINCIPAL, PRINCIPAL.c.id == request_step.c.for_login, isouter=True)
    .where(request_step.c.request_id.in_(IDS), request_step.c.state.in_(DECIDING))
    .order_by(request_step.c.request_id, request_step.c.no)
)


def _by_request(rows: Iterable[Mapping[Any, Any]]) -> dict[int, list[Mapping[Any, Any]]]:
    found: dict[int, list[Mapping[Any, Any]]] = {}
    for row in rows:
        found.setdefault(row["request_id"], []).append(row)
    return found


def _way(state: State, decisions: Sequence[Mapping[Any, Any]], steps: Iterable[Mapping[Any, Any]]) -> Way:
    deciders = tuple(Who(row["by"], row["person_id"], row["for_login"], row["for_person_id"]) for row in steps)
    course = _course(state, decisions, deciders)
    if not decisions:
        return Way(course)
    last = decisions[-1]
    return Way(course, last["lowest"], last["level"], last["objection"])


def _course(state: State, decisions: Sequence[Mapping[Any, Any]], deciders: tuple[Who, ...]) -> Course:
    needed, given, granted, heard = 1, 0, None, False
    for row in decisions:
        needed = row["needed"]
        if row["decision"] == State.APPROVED:
            granted, given = Granted(row["part"] or None), needed if row["objection"] else given + 1
        elif row["decision"] == State.REFUSED and not row["objection"]:
            granted, given = None, 0
        heard = heard or (row["objection"] and row["decision"] is not None)
    if state not in WAITING | DECIDED:
        granted = None
    return Course(state, needed, given, granted, deciders, heard)


def how_many_overdue(session: Session, now: datetime) -> int:
    """Return how many decisions were due by now."""
    c = approval.c
    return session.execute(select(func.count()).where(c.decision.is_(None), c.due_at <= now)).scalar_one()


def overdue(session: Session, now: datetime, after: int) -> int | None:
    """Return the first request after an id with a decision that was due by now."""
    c = approval.c
    due = select(func.min(c.request_id)).where(c.decision.is_(None), c.due_at <= now, c.request_id > after)
    first: int | None = session.execute(due).scalar_one()
    return first


def hand_up(session: Session, request_id: int, due_at: datetime, now: datetime) -> bool:
    """Let whoever is responsible one level further up decide as well, until when; say whether one was overdue."""
    c = approval.c
    raised = (
        update(approval)
        .where(c.request_id == request_id, c.decision.is_(None), c.due_at <= now)
        .values(level=c.level + 1, due_at=due_at, version=c.version + 1)
        .returning(*c)
    )
    row = session.execute(raised).mappings().one_or_none()
    if row is not None:
        session.execute(insert(ledger_record), facts.record_of(approval, row, now, version=row["version"]))
    return row is not None
