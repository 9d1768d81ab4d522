"""What was done about deviations: findings come and go with results, steps are facts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import func, insert, select

from timeclock.store import facts
from timeclock.store.db import Session
from timeclock.store.schema.access import login
from timeclock.store.schema.deviations import finding_step
from timeclock.store.schema.evidence import ledger_record
from timeclock.store.schema.people import person


class StepState(StrEnum):
    """settled: it stays as it is, for a reason; put_right: facts were added or taken out; undone: neither any more."""

    SETTLED = "settled"
    PUT_RIGHT = "put_right"
    UNDONE = "undone"


@dataclass(frozen=True, slots=True)
class Step:
    """One step about a deviation: what it said then, what was done and why, by whom and when."""

    key: str
    no: int
    person_id: int | None
    state: StepState
    said: Mapping[str, Any]
    basis: str
    reason: str | None
    effect: Mapping[str, Any]
    act: UUID
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Done:
    """One click of somebody: when, on what it rested, whom it concerned (empty where nobody), and whether it holds."""

    act: UUID
    at: datetime
    basis: str
    names: tuple[str, ...]
    number: int
    undone: bool


LATER = finding_step.alias("later_step")
BY = login.alias("stepping")


def take(session: Session, step: Mapping[str, Any], now: datetime) -> bool:
    """Record a step; return False where somebody took the same before."""
    insertion = facts.insertion_of_new(session, finding_step)
    row = session.execute(insertion, facts.full(finding_step, step, now)).mappings().first()
    if row is None:
        return False
    session.execute(insert(ledger_record), facts.record_of(finding_step, row, now))
    return True


def of_act(session: Session, act: UUID, by: int) -> Sequence[Step]:
    """Return what somebody did with one click, as far as nothing was done about it since."""
    c = finding_step.c
    latest = select(func.max(LATER.c.no)).where(LATER.c.key == c.key).scalar_subquery()
    query = select(finding_step, BY.c.display_name).join(BY, BY.c.id == c.by)
    rows = session.execute(query.where(c.act == act, c.by == by, c.no == latest, c.state != StepState.UNDONE))
    return [_step(row) for row in rows]


def standing(session: Session, key: str, no: int) -> tuple[Step, int] | None:
    """Return a step that nobody has taken back, and the number of the next about the same; None where one has."""
    query = select(finding_step, BY.c.display_name).join(BY, BY.c.id == finding_step.c.by)
    steps = [_step(row) for row in session.execute(query.where(finding_step.c.key == key).order_by(finding_step.c.no))]
    step = next(each for each in steps if each.no == no)
    gone = any(each.no > no and each.state is StepState.UNDONE and each.act == step.act for each in steps)
    return None if gone else (step, steps[-1].no + 1)


def done_by(session: Session, by: int, since: datetime, limit: int) -> Sequence[Done]:
    """Return somebody's own clicks since an instant, the newest first."""
    c = finding_step.c
    latest = select(func.max(LATER.c.no)).where(LATER.c.key == c.key).scalar_subquery()
    rows = session.execute(
        select(c.act, c.at, c.basis, c.state, c.no, latest.label("latest"), person.c.given_name, person.c.family_name)
        .join(person, person.c.id == c.person_id, isouter=True)
        .where(c.by == by, c.at >= since, c.state != StepState.UNDONE)
        .order_by(c.at.desc(), c.key)
    )
    acts: dict[UUID, list[Any]] = {}
    for row in rows:
        acts.setdefault(row.act, []).append(row)
    return [_done(act, steps) for act, steps in list(acts.items())[:limit]]


def settled_keys(session: Session, keys: Iterable[str]) -> Mapping[str, int]:
    """Return how many steps were taken about each of these that has some."""
    c = finding_step.c
    rows = session.execute(select(c.key, func.max(c.no).label("no")).where(c.key.in_(list(keys))).group_by(c.key))
    return {row.key: row.no for row in rows}


def _step(row: Any) -> Step:
    return Step(
        row.key,
        row.no,
        row.person_id,
        StepState(row.state),
        row.said,
        row.basis,
        row.reason,
        row.effect,
        row.act,
        row.display_name,
        row.at,
    )


def _done(act: UUID, steps: Sequence[Any]) -> Done:
    names = tuple(dict.fromkeys(f"{row.given_name} {row.family_name}" for row in steps if row.given_name))
    overtaken = all(row.no != row.latest for row in steps)
    return Done(act, steps[0].at, steps[0].basis, names, len(steps), overtaken)
