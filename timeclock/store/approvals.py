"""The decisions a request needs: opened when their turn has come, filled in once, handed up when they are overdue."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select, update

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
    steps = select(func.count()).where(approval.c.request_id == request_id)
    values = {
        "request_id": request_id,
        "step": session.execute(steps).scalar_one() + 1,
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


def level(session: Session, request_id: int) -> int:
    """Return how far above the nearest one responsible a request has come."""
    found = session.execute(select(func.max(approval.c.level)).where(approval.c.request_id == request_id))
    highest: int | None = found.scalar_one()
    return highest or 0


def course(session: Session, asked: Asked) -> Course:
    """Return a request's way so far."""
    c = approval.c
    decisions = session.execute(select(approval).where(c.request_id == asked.id).order_by(c.step)).mappings().all()
    steps = session.execute(
        select(request_step.c.state, request_step.c.by, request_step.c.for_login, login.c.person_id)
        .join(login, login.c.id == request_step.c.by)
        .where(request_step.c.request_id == asked.id)
        .order_by(request_step.c.no)
    ).all()
    decided = {Step.GRANTED.value, *(state.value for state in DECIDED)}
    deciders = tuple(Who(row.by, row.person_id, row.for_login) for row in steps if row.state in decided)
    return _course(asked.state, decisions, deciders)


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
