"""What has to be settled, and what was done about it: findings come and go with results, steps are facts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, insert, or_, select

from timeclock.core.deviations import SETTLED_AS_NOTES
from timeclock.core.findings import Code, Finding, Severity, neutral
from timeclock.core.spans import DaySpan
from timeclock.store import facts
from timeclock.store.db import Session
from timeclock.store.people import Employed, employed_on
from timeclock.store.schema.access import login
from timeclock.store.schema.deviations import finding_step
from timeclock.store.schema.evidence import ledger_record
from timeclock.store.schema.people import employment, person
from timeclock.store.schema.results import finding
from timeclock.store.scope import Scope


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
class Deviating:
    """A finding with whom it concerns and the last step about it.

    `name` is what it goes by outside: its key would tell what protects the person alone. `said` is what it says now.
    """

    employed: Employed
    finding: Finding
    key: str
    name: str
    said: Mapping[str, Any]
    step: Step | None

    @property
    def is_settled(self) -> bool:
        """Say whether somebody settled it as it is, and it says now what it said then."""
        return self.step is not None and self.step.state is StepState.SETTLED and self.step.said == self.said

    @property
    def no(self) -> int:
        """Return the number of the next step."""
        return 1 if self.step is None else self.step.no + 1


@dataclass(frozen=True, slots=True)
class Done:
    """One click of somebody: when, on what it rested, whom it concerned (empty where nobody), and whether it holds."""

    act: UUID
    at: datetime
    basis: str
    names: tuple[str, ...]
    number: int
    undone: bool


LATER, LAST = finding_step.alias("later_step"), finding_step.alias("last_step")
BY = login.alias("stepping")


def deviating(
    session: Session, days: DaySpan, scope: Scope, employment_uids: Collection[UUID] | None = None
) -> Sequence[Deviating]:
    """Return what has to be settled in these days and what was, as far as the scope covers it, by day.

    Whom a finding concerns is told as of its day: who has moved since is still in the unit that has to settle it.
    """
    among = _concerned(scope).where(finding.c.day >= days.from_day, finding.c.day < days.to_day)
    if employment_uids is not None:
        among = among.where(employment.c.uid.in_(employment_uids))
    rows = session.execute(among.order_by(finding.c.day, finding.c.key))
    seen: Counter[str] = Counter()
    return [_deviating(row, seen) for row in rows]


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


def _concerned(scope: Scope) -> Select[Any]:
    mine = employment.c.id == finding.c.employment_id
    persons = finding.c.employment_id.is_(None) & (employment.c.person_id == finding.c.person_id)
    latest = select(func.max(LATER.c.no)).where(LATER.c.key == finding.c.key).scalar_subquery()
    to_settle = or_(finding.c.severity != Severity.NOTE, finding.c.code.in_(SETTLED_AS_NOTES))
    steps = [column.label(f"step_{column.name}") for column in LAST.c]
    return (
        employed_on(finding.c.day, finding.join(employment, mine | persons))
        .add_columns(
            finding,
            scope.tells(employment.c.id, finding.c.day).label("told"),
            *steps,
            BY.c.display_name.label("step_of"),
        )
        .join(LAST, (LAST.c.key == finding.c.key) & (LAST.c.no == latest), isouter=True)
        .join(BY, BY.c.id == LAST.c.by, isouter=True)
        .where(to_settle, scope.covers(employment.c.id, finding.c.day))
    )


def _deviating(row: Any, seen: Counter[str]) -> Deviating:
    employed = Employed(*row[: len(fields(Employed))])
    whole = Finding(Code(row.code), Severity(row.severity), row.day, row.citation, row.figure, row.limit, row.figures)
    told = whole if row.told else neutral(whole)
    name = f"{employed.employment_uid}.{told.day.isoformat()}.{told.code}"
    seen[name] += 1
    return Deviating(employed, told, row.key, f"{name}.{seen[name]}", said(whole), _last_step(row))


def said(of: Finding) -> dict[str, Any]:
    """Return what a finding says, to be compared with what it says when its day is worked out again."""
    return {"severity": of.severity.value, "figure": of.figure, "limit": of.limit, "figures": dict(of.figures)}


def _last_step(row: Any) -> Step | None:
    if row.step_no is None:
        return None
    return Step(
        row.step_key,
        row.step_no,
        row.step_person_id,
        StepState(row.step_state),
        row.step_said,
        row.step_basis,
        row.step_reason,
        row.step_effect,
        row.step_act,
        row.step_of,
        row.step_at,
    )


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


def day_of(name: str) -> tuple[UUID, date] | None:
    """Return employment and day out of the name of a deviation, None where it is none."""
    parts = name.split(".")
    try:
        return UUID(parts[0]), date.fromisoformat(parts[1])
    except (ValueError, IndexError):
        return None
