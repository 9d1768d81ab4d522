"""Versions of working-time models that wait for a second look, who has which model, and who may be tried."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import func, or_, select

from timeclock.core.plans import CreditDay
from timeclock.core.spans import DaySpan
from timeclock.store import facts
from timeclock.store.db import Session
from timeclock.store.facts import Decided
from timeclock.store.ids import new_uid
from timeclock.store.models import NewModel, plan_json, rules_json
from timeclock.store.people import in_force
from timeclock.store.plans import day_plan, model_rules
from timeclock.store.schema.access import login
from timeclock.store.schema.models import assignment, model, model_draft
from timeclock.store.schema.people import employment
from timeclock.store.scope import Scope


class Decision(StrEnum):
    """What became of a draft: put in force by somebody else, refused by her, or withdrawn by who made it."""

    IN_FORCE = "in_force"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Draft:
    """A model as it is to hold from a day on, who proposed it and why, and what became of that."""

    uid: UUID
    new: NewModel
    since: date
    why: str
    by_id: int | None
    by: str | None
    at: datetime
    decision: Decision | None
    answer: str | None

    @property
    def waits(self) -> bool:
        return self.decision is None


@dataclass(frozen=True, slots=True)
class Working:
    """How many work by a model from a day on."""

    code: str
    since: date
    number: int


def add(session: Session, new: NewModel, since: date, why: str, by: int, now: datetime) -> UUID:
    """Record a draft; return what it goes by."""
    uid = new_uid(now)
    values = {
        "uid": uid,
        "code": new.code,
        "title": new.title,
        "shape": new.shape,
        "since": since,
        "figures": rules_json(new.rules),
        "attribution": new.rules.attribution.credit_day,
        "days": [{"code": plan.code, **plan_json(plan)} for plan in new.days],
        "why": why,
        "recorded_at": now,
        "recorded_by": by,
    }
    facts.add(session, model_draft, values, now)
    return uid


def decide(session: Session, uid: UUID, decision: Decision, answer: str, by: int, now: datetime) -> bool:
    """Write down what became of a draft that still waits; say whether it did."""
    decided = Decided(decision.value, answer, decision is Decision.WITHDRAWN)
    return facts.decide(session, model_draft, uid, decided, by, now)


def find(session: Session, uid: UUID) -> Draft | None:
    return next((_draft(row) for row in session.execute(_drafts().where(model_draft.c.uid == uid))), None)


def waiting(session: Session) -> Sequence[Draft]:
    """Return the drafts nobody has decided, oldest first."""
    rows = session.execute(_drafts().where(model_draft.c.decision.is_(None)).order_by(model_draft.c.id))
    return [_draft(row) for row in rows]


def working(session: Session, day: date) -> Sequence[Working]:
    """Return by model and first day how many have it on a day or are to have it later."""
    c = assignment.c
    rows = session.execute(
        select(model.c.code, c.valid_from, func.count())
        .join(model, model.c.id == c.model_id)
        .where(c.superseded_at.is_(None), or_(c.valid_to.is_(None), c.valid_to > day))
        .group_by(model.c.code, c.valid_from)
        .order_by(model.c.code, c.valid_from)
    )
    return [Working(*row) for row in rows]


def tried_on(
    session: Session, code: str, day: date, scope: Scope, staff_nos: Collection[str], most: int
) -> Mapping[str, date]:
    """Return by staff number the first day of the pattern of some who have a model on a day, or of those named."""
    c = assignment.c
    rows = (
        select(employment.c.staff_no, c.anchor_day)
        .join(employment, employment.c.id == c.employment_id)
        .join(model, model.c.id == c.model_id)
        .where(model.c.code == code, in_force(assignment, day), scope.covers(employment.c.id, day))
        .order_by(employment.c.id)
        .limit(most)
    )
    if staff_nos:
        rows = rows.where(employment.c.staff_no.in_(staff_nos))
    return {row.staff_no: row.anchor_day for row in session.execute(rows)}


def days_worked_by(session: Session, code: str, days: DaySpan) -> Sequence[tuple[int, date]]:
    """Return person and day of everybody who has a model on any of these days."""
    c = assignment.c
    rows = session.execute(
        select(employment.c.person_id, c.valid_from, c.valid_to)
        .join(employment, employment.c.id == c.employment_id)
        .join(model, model.c.id == c.model_id)
        .where(model.c.code == code, c.superseded_at.is_(None), c.valid_from < days.to_day)
        .where(or_(c.valid_to.is_(None), c.valid_to > days.from_day))
    )
    return [
        (row.person_id, day)
        for row in rows
        for day in DaySpan(max(row.valid_from, days.from_day), min(row.valid_to or days.to_day, days.to_day))
    ]


def _drafts() -> Any:
    return select(model_draft, login.c.display_name).join(login, login.c.id == model_draft.c.recorded_by, isouter=True)


def _draft(row: Any) -> Draft:
    plans = tuple(day_plan(day["code"], day) for day in row.days)
    new = NewModel(row.code, row.title, plans, model_rules(row.figures, CreditDay(row.attribution)), row.shape)
    decision = None if row.decision is None else Decision(row.decision)
    return Draft(
        row.uid, new, row.since, row.why, row.recorded_by, row.display_name, row.recorded_at, decision, row.answer
    )
