"""What has to be settled, counted and cut by the database: two months of a city are more than a page needs."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Subquery, and_, case, false, func, or_, select

from timeclock.core.deviations import PLACE, SETTLED_AS_NOTES, DeviationKind, kind_of
from timeclock.core.findings import NEUTRAL, Code, Finding, Severity, neutral
from timeclock.core.spans import DaySpan
from timeclock.store.db import Session, same_json
from timeclock.store.finding_steps import BY, LATER, Step, StepState
from timeclock.store.people import Employed, employed_on
from timeclock.store.schema.deviations import finding_step
from timeclock.store.schema.people import employment
from timeclock.store.schema.results import finding
from timeclock.store.scope import Scope

LAST = finding_step.alias("last_step")
FIELDS = ("key", "day", "code", "severity", "figure", "limit", "citation", "figures")
FINDING = tuple(finding.c[name] for name in FIELDS)
NEUTRAL_CODES = {code.value: shown.value for code, shown in NEUTRAL.items()}
PLACES = {code.value: PLACE[kind_of(code)] for code in Code}


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
class Part:
    """Which part of a list is shown: of one unit or kind, and how many after how many others."""

    unit: str | None
    kind: DeviationKind | None
    most: int
    after: int


@dataclass(frozen=True, slots=True)
class Counted:
    """How many deviations of a kind there are in a unit."""

    unit_name: str
    kind: DeviationKind
    number: int


def of_employments(
    session: Session, days: DaySpan, scope: Scope, employment_uids: Collection[UUID]
) -> Sequence[Deviating]:
    """Return what has to be settled of some employments in these days and what was, as far as the scope covers it.

    Whom a finding concerns is told as of its day: who has moved since is still in the unit that has to settle it.
    """
    rows = _named(session, days, scope, employment.c.uid.in_(employment_uids))
    return [_deviating(row) for row in session.execute(select(rows).order_by(rows.c.day, rows.c.key))]


def counted(session: Session, days: DaySpan, scope: Scope, settled: bool) -> Sequence[Counted]:
    """Return how many are open in these days, or settled, by unit and kind."""
    rows = _named(session, days, scope)
    c = rows.c
    found = select(c.name, c.shown_code, func.count()).where(c.is_settled.is_(settled)).group_by(c.name, c.shown_code)
    return [Counted(unit, kind_of(Code(code)), number) for unit, code, number in session.execute(found)]


def first(session: Session, days: DaySpan, scope: Scope, settled: bool, part: Part) -> Sequence[Deviating]:
    """Return the part of the open ones, or of those settled, that comes first: by kind as they stand, then by day."""
    rows = _named(session, days, scope)
    place = case(PLACES, value=rows.c.shown_code)
    found = select(rows).where(rows.c.is_settled.is_(settled))
    if part.unit is not None:
        found = found.where(rows.c.name == part.unit)
    if part.kind is not None:
        found = found.where(place == PLACE[part.kind])
    order = (place, rows.c.day, rows.c.uid, rows.c.shown_code, rows.c.nth)
    return [_deviating(row) for row in session.execute(found.order_by(*order).limit(part.most).offset(part.after))]


def said(of: Finding) -> dict[str, Any]:
    """Return what a finding says, to be compared with what it says when its day is worked out again."""
    return {"severity": of.severity.value, "figure": of.figure, "limit": of.limit, "figures": dict(of.figures)}


def day_of(name: str) -> tuple[UUID, date] | None:
    """Return employment and day out of the name of a deviation, None where it is none."""
    parts = name.split(".")
    try:
        return UUID(parts[0]), date.fromisoformat(parts[1])
    except (ValueError, IndexError):
        return None


def _named(session: Session, days: DaySpan, scope: Scope, *which: ColumnElement[bool]) -> Subquery:
    """Return the rows of a list, each with the code that may be shown and its number among those shown alike."""
    within = (finding.c.day >= days.from_day, finding.c.day < days.to_day)
    rows = _concerned(session, scope).where(*within, *which).subquery()
    c = rows.c
    code = case((c.told, c.code), else_=case(NEUTRAL_CODES, value=c.code, else_=c.code))
    shown = select(rows, code.label("shown_code")).subquery()
    alike = func.row_number().over(partition_by=(shown.c.id, shown.c.day, shown.c.shown_code), order_by=shown.c.key)
    return select(shown, alike.label("nth")).subquery()


def _concerned(session: Session, scope: Scope) -> Select[Any]:
    mine = employment.c.id == finding.c.employment_id
    persons = finding.c.employment_id.is_(None) & (employment.c.person_id == finding.c.person_id)
    latest = select(func.max(LATER.c.no)).where(LATER.c.key == finding.c.key).scalar_subquery()
    to_settle = or_(finding.c.severity != Severity.NOTE, finding.c.code.in_(SETTLED_AS_NOTES))
    steps = [column.label(f"step_{column.name}") for column in LAST.c]
    return (
        employed_on(finding.c.day, finding.join(employment, mine | persons))
        .add_columns(
            *FINDING,
            scope.tells(employment.c.id, finding.c.day).label("told"),
            _is_settled(session).label("is_settled"),
            *steps,
            BY.c.display_name.label("step_of"),
        )
        .join(LAST, (LAST.c.key == finding.c.key) & (LAST.c.no == latest), isouter=True)
        .join(BY, BY.c.id == LAST.c.by, isouter=True)
        .where(to_settle, scope.covers(employment.c.id, finding.c.day))
    )


def _is_settled(session: Session) -> ColumnElement[bool]:
    """Return the condition that the last step settled a finding, and that it says now what it said then."""
    then = LAST.c.said
    return func.coalesce(
        and_(
            LAST.c.state == StepState.SETTLED,
            then["severity"].as_string() == finding.c.severity,
            then["figure"].as_integer().is_not_distinct_from(finding.c.figure),
            then["limit"].as_integer().is_not_distinct_from(finding.c.limit),
            same_json(session, then["figures"], finding.c.figures),
        ),
        false(),
    )


def _deviating(row: Any) -> Deviating:
    employed = Employed(*row[: len(fields(Employed))])
    whole = Finding(Code(row.code), Severity(row.severity), row.day, row.citation, row.figure, row.limit, row.figures)
    told = whole if row.told else neutral(whole)
    name = f"{employed.employment_uid}.{told.day.isoformat()}.{told.code}.{row.nth}"
    return Deviating(employed, told, row.key, name, said(whole), _last_step(row))


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
