"""Rosters, their shifts and special plans of a day: writing them, and reading what of them counts for a person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Select, func, insert, select, update

from timeclock.core.duties import SHIFTS, Duty, DutyKind
from timeclock.core.plans import DayPlan
from timeclock.core.spans import DaySpan, Span
from timeclock.core.walltime import day_span
from timeclock.store import known
from timeclock.store.db import Session
from timeclock.store.ids import new_uid
from timeclock.store.known import AT, Both, Known
from timeclock.store.plans import day_plan
from timeclock.store.questions import Question, names
from timeclock.store.schema.models import assignment, model_version
from timeclock.store.schema.models import day_plan as day_plans
from timeclock.store.schema.people import employment, employment_version, unit, unit_version
from timeclock.store.schema.rosters import roster, shift, special_plan

# A draft is there to be published at once; one that is planned is written by people until they publish it.
DRAFT, PLANNED, PUBLISHED, WITHDRAWN = "draft", "planned", "published", "withdrawn"
ONE_DAY = timedelta(days=1)
NOTHING: Mapping[Any, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class NewShift:
    """A shift as a roster gives it; `day_plan_id` where it names a day plan of the model."""

    employment_id: int
    kind: DutyKind
    span: Span
    day_plan_id: int | None = None


@dataclass(frozen=True, slots=True)
class Roster:
    """A unit's roster of a month; `month` is its first day."""

    id: int
    unit_id: int
    month: date
    state: str


@dataclass(frozen=True, slots=True)
class HeldNumber:
    """The employment a staff number stands for, and the days on which there is one."""

    employment_id: int
    days: DaySpan


@dataclass(frozen=True, slots=True)
class Rostered:
    """What rosters and special plans say about a person."""

    duties: tuple[Duty, ...]
    rostered: frozenset[tuple[int, date]]
    special_plans: Mapping[tuple[int, date], DayPlan]

    def within(self, days: DaySpan, zone: ZoneInfo) -> tuple[Duty, ...]:
        """Return the duties that have a part in these days."""
        if not self.duties:
            return ()
        begin, end = day_span(days.from_day, zone).from_at, day_span(days.to_day, zone).from_at
        return tuple(duty for duty in self.duties if duty.span.from_at < end and begin < duty.span.to_at)


def rostered(person_id: int, days: DaySpan, at: datetime | None = None) -> Question[Rostered]:
    """Return the question for the published duties and special plans of a person on any of these days.

    As known at an instant, or now where there is none.
    """
    # Instants of any zone: a day more on both sides.
    begin, end = (datetime.combine(day, time(0), UTC) for day in (days.from_day - ONE_DAY, days.to_day + ONE_DAY))
    values = {
        "rosters_person": person_id,
        "rosters_begin": begin,
        "rosters_end": end,
        "rosters_from": days.from_day,
        "rosters_to": days.to_day,
    }
    return Question(QUERIES.at(at), {**values, **known.values(at)}, _rostered)


PERSON, BEGIN, END, FROM, TO = names("rosters", "person", "begin", "end", "from", "to")


def _on_duty(known: Known) -> Select[Any]:
    # A roster withdrawn since then took its shifts with it, which say when; before it was published it was a draft.
    published = (roster.c.published_at <= AT,) if known.then else (roster.c.state == PUBLISHED,)
    return (
        select(
            shift.c.employment_id,
            shift.c.kind,
            shift.c.from_at,
            shift.c.to_at,
            roster.c.month,
            shift.c.recorded_at,
            day_plans.c.code,
            day_plans.c.figures,
        )
        .join(roster, roster.c.id == shift.c.roster_id)
        .join(employment, employment.c.id == shift.c.employment_id)
        .join(day_plans, day_plans.c.id == shift.c.day_plan_id, isouter=True)
        .where(
            employment.c.person_id == PERSON,
            *published,
            known.counting(shift.c),
            shift.c.from_at < END,
            shift.c.to_at > BEGIN,
        )
        .order_by(shift.c.from_at, shift.c.id)
    )


def _special(known: Known) -> Select[Any]:
    return (
        select(special_plan.c.employment_id, special_plan.c.day, day_plans.c.code, day_plans.c.figures)
        .join(employment, employment.c.id == special_plan.c.employment_id)
        .join(day_plans, day_plans.c.id == special_plan.c.day_plan_id)
        .where(
            employment.c.person_id == PERSON,
            known.counting(special_plan.c),
            special_plan.c.day >= FROM,
            special_plan.c.day < TO,
        )
    )


QUERIES = Both.of(lambda known: (_on_duty(known), _special(known)))


def _rostered(shifts: Iterable[Any], special: Iterable[Any]) -> Rostered:
    rows = list(shifts)
    given = frozenset((row.employment_id, row.month) for row in rows if row.kind in SHIFTS)
    plans = {(row.employment_id, row.day): day_plan(row.code, row.figures) for row in special}
    return Rostered(tuple(_duty(row) for row in rows), given, plans)


def _duty(row: Any) -> Duty:
    plan = None if row.code is None else day_plan(row.code, row.figures)
    return Duty(row.employment_id, DutyKind(row.kind), Span(row.from_at, row.to_at), plan, told_at=row.recorded_at)


def draft(
    session: Session,
    unit_id: int,
    month: date,
    shifts: Sequence[NewShift],
    now: datetime,
    despite: Mapping[NewShift, str] = NOTHING,
) -> int:
    """Store a unit's roster of a month, which counts for nothing until it is published; return its id.

    `despite`: on which legal ground a shift is planned that breaks a limit.
    """
    values = {"uid": new_uid(now), "unit_id": unit_id, "month": month, "state": DRAFT, "published_at": None}
    added: int = session.execute(insert(roster).returning(roster.c.id), values).scalar_one()
    rows = [
        {
            "roster_id": added,
            "employment_id": each.employment_id,
            "kind": each.kind,
            "from_at": each.span.from_at,
            "to_at": each.span.to_at,
            "day_plan_id": each.day_plan_id,
            "override_reason": despite.get(each),
            **_recorded(now, None),
        }
        for each in shifts
    ]
    if rows:
        session.execute(insert(shift), rows)
    return added


def _recorded(now: datetime, by: int | None) -> dict[str, Any]:
    return {"recorded_at": now, "recorded_by": by, "superseded_at": None}


def by_id(session: Session, roster_id: int) -> Roster:
    row = session.execute(select(roster).where(roster.c.id == roster_id)).one()
    return Roster(row.id, row.unit_id, row.month, row.state)


def published(session: Session, unit_id: int, month: date) -> Roster | None:
    """Return the roster of a unit and month that counts, if there is one."""
    held = (roster.c.unit_id == unit_id, roster.c.month == month, roster.c.state == PUBLISHED)
    row = session.execute(select(roster).where(*held)).one_or_none()
    return None if row is None else Roster(row.id, row.unit_id, row.month, row.state)


def shifts_of(session: Session, roster_id: int) -> frozenset[NewShift]:
    """Return the shifts of a roster that are not taken back."""
    rows = session.execute(select(shift).where(shift.c.roster_id == roster_id, shift.c.superseded_at.is_(None)))
    return frozenset(
        NewShift(row.employment_id, DutyKind(row.kind), Span(row.from_at, row.to_at), row.day_plan_id) for row in rows
    )


def tell(session: Session, roster_id: int, instead_of: int | None, now: datetime) -> None:
    """Let the shifts of a roster be told now, but those that people know from the one it takes the place of."""
    before = shift.alias("shift_before")
    alike = (before.c[name] == shift.c[name] for name in ("employment_id", "kind", "from_at", "to_at"))
    known = select(func.min(before.c.recorded_at)).where(
        before.c.roster_id == instead_of, before.c.superseded_at.is_(None), *alike
    )
    told = update(shift).where(shift.c.roster_id == roster_id)
    session.execute(told.values(recorded_at=func.coalesce(known.scalar_subquery(), now)))


def publish(session: Session, roster_id: int, now: datetime) -> None:
    """Let a roster count from now on."""
    held = update(roster).where(roster.c.id == roster_id)
    session.execute(held.values(state=PUBLISHED, published_at=now))


def hold(session: Session, roster_id: int) -> bool:
    """Let nobody else replace a roster until the transaction ends; False where it does not count any more."""
    held = update(roster).where(roster.c.id == roster_id, roster.c.state == PUBLISHED)
    return session.execute(held.values(state=PUBLISHED).returning(roster.c.id)).first() is not None


def withdraw(session: Session, roster_id: int, now: datetime) -> None:
    """Let a roster and its shifts count no more; both stay to be seen."""
    session.execute(update(roster).where(roster.c.id == roster_id).values(state=WITHDRAWN))
    taken = update(shift).where(shift.c.roster_id == roster_id, shift.c.superseded_at.is_(None))
    session.execute(taken.values(superseded_at=now))


def elsewhere(session: Session, unit_id: int, month: date) -> frozenset[int]:
    """Return the employments that another unit's published roster of the month gives shifts."""
    others = (roster.c.month == month, roster.c.state == PUBLISHED, roster.c.unit_id != unit_id)
    given = (shift.c.superseded_at.is_(None), shift.c.kind.in_(SHIFTS))
    rows = session.execute(
        select(shift.c.employment_id).join(roster, roster.c.id == shift.c.roster_id).where(*others, *given).distinct()
    )
    return frozenset(rows.scalars())


def set_special_plan(
    session: Session, employment_id: int, day: date, day_plan_id: int, reason: str, now: datetime, by: int | None
) -> None:
    """Let a day plan hold for an employment on one day, in place of one that did."""
    take_back_special_plan(session, employment_id, day, now)
    values = {"employment_id": employment_id, "day": day, "day_plan_id": day_plan_id, "reason": reason}
    session.execute(insert(special_plan), {**values, **_recorded(now, by)})


def take_back_special_plan(session: Session, employment_id: int, day: date, now: datetime) -> bool:
    """Let no special plan hold for an employment on a day; say whether one did."""
    c = special_plan.c
    held = update(special_plan).where(c.employment_id == employment_id, c.day == day, c.superseded_at.is_(None))
    return session.execute(held.values(superseded_at=now).returning(c.id)).first() is not None


def plan_ids(session: Session, employment_ids: Iterable[int], day: date) -> Mapping[tuple[int, str], int]:
    """Return the day plans of the model each of these employments works by on a day, by (employment, code)."""
    rows = session.execute(
        select(assignment.c.employment_id, day_plans.c.code, day_plans.c.id)
        .join(model_version, model_version.c.model_id == assignment.c.model_id)
        .join(day_plans, day_plans.c.model_version_id == model_version.c.id)
        .where(
            assignment.c.employment_id.in_(list(employment_ids)),
            *_holds(assignment, day),
            *_holds(model_version, day),
        )
    )
    return {(row.employment_id, row.code): row.id for row in rows}


def day_plans_of(session: Session, shifts: Iterable[NewShift]) -> Mapping[int, DayPlan]:
    """Return the day plans that shifts name, by id."""
    ids = {each.day_plan_id for each in shifts if each.day_plan_id is not None}
    if not ids:
        return {}
    rows = session.execute(select(day_plans.c.id, day_plans.c.code, day_plans.c.figures).where(day_plans.c.id.in_(ids)))
    return {row.id: day_plan(row.code, row.figures) for row in rows}


def persons(session: Session, employment_ids: Iterable[int]) -> Mapping[int, int]:
    """Return whose employments these are."""
    rows = session.execute(
        select(employment.c.id, employment.c.person_id).where(employment.c.id.in_(list(employment_ids)))
    )
    return {row.id: row.person_id for row in rows}


def numbers(session: Session, unit_id: int, staff_nos: Iterable[str]) -> Mapping[str, Sequence[HeldNumber]]:
    """Return by staff number who holds it with the employer of a unit, and on which days."""
    employer = select(unit.c.employer_id).where(unit.c.id == unit_id).scalar_subquery()
    c = employment_version.c
    rows = session.execute(
        select(employment.c.staff_no, employment.c.id, c.valid_from, c.valid_to)
        .join(employment, employment.c.id == c.employment_id)
        .where(
            employment.c.employer_id == employer,
            employment.c.staff_no.in_(list(staff_nos)),
            c.superseded_at.is_(None),
        )
    )
    found: dict[str, list[HeldNumber]] = {}
    for row in rows:
        days = DaySpan(row.valid_from, row.valid_to or date.max)
        found.setdefault(row.staff_no, []).append(HeldNumber(row.id, days))
    return found


def units_called(session: Session, name: str, day: date) -> Sequence[int]:
    """Return the units that bear a name on a day."""
    found = select(unit.c.id).join(unit_version, unit_version.c.unit_id == unit.c.id)
    return session.execute(found.where(unit_version.c.name == name, *_holds(unit_version, day))).scalars().all()


def _holds(table: Any, day: date) -> tuple[Any, ...]:
    c = table.c
    return c.superseded_at.is_(None), c.valid_from <= day, c.valid_to.is_(None) | (c.valid_to > day)
