"""How many a unit needs, as dated rows; and all that says how many of it are there on which day, asked at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import BigInteger, ColumnElement, Date, Select, bindparam, insert, or_, select, update

from timeclock.core.absences import Extent
from timeclock.core.duties import SHIFTS, Duty, DutyKind
from timeclock.core.needs import Heads, part_of
from timeclock.core.requests import State
from timeclock.core.rosters import Planned, ShiftKind
from timeclock.core.rosters import named as named_by
from timeclock.core.spans import DaySpan, Span
from timeclock.core.staffing import Member, Round, Workforce
from timeclock.core.walltime import ONE_DAY, local_day
from timeclock.store import shift_kinds
from timeclock.store.db import Session
from timeclock.store.ids import new_uid
from timeclock.store.questions import Question
from timeclock.store.rosters import PUBLISHED
from timeclock.store.schema.absences import absence
from timeclock.store.schema.models import assignment, day_plan, holiday, model_version, pattern_day
from timeclock.store.schema.people import employment_version, placement, terms, unit, unit_version
from timeclock.store.schema.requests import approval, request
from timeclock.store.schema.rosters import roster, shift, shift_kind, special_plan
from timeclock.store.schema.teams import unit_staffing

MOBILE_WORK = "mobile_work"


@dataclass(frozen=True, slots=True)
class NamedUnit:
    """A unit as people know it on a day."""

    unit_id: int
    uid: UUID
    name: str


@dataclass(frozen=True, slots=True)
class Staffing:
    """How many some units need, and what says how many of them are there."""

    heads: tuple[Heads, ...]
    force: Workforce


def named(session: Session, unit_ids: Collection[int], day: date) -> Sequence[NamedUnit]:
    """Return units by name, as far as they are there on a day."""
    holds = (unit_version.c.superseded_at.is_(None), *_on_any(unit_version, day, day + ONE_DAY))
    query = select(unit.c.id, unit.c.uid, unit_version.c.name).join(unit_version, unit_version.c.unit_id == unit.c.id)
    rows = session.execute(query.where(unit.c.id.in_(unit_ids), *holds).order_by(unit_version.c.name, unit.c.id))
    return [NamedUnit(*row) for row in rows]


def every_unit(session: Session) -> frozenset[int]:
    """Return all units there ever were, for operators."""
    return frozenset(session.execute(select(unit.c.id)).scalars())


def heads_of(session: Session, unit_ids: Collection[int], days: DaySpan) -> Sequence[Heads]:
    """Return how many these units need within some days, by unit and first day."""
    c = unit_staffing.c
    within = _on_any(unit_staffing, days.from_day, days.to_day)
    query = select(unit_staffing).where(c.unit_id.in_(unit_ids), c.superseded_at.is_(None), *within)
    return _heads(session.execute(query.order_by(c.unit_id, c.part, c.valid_from)))


def set_heads(session: Session, new: Heads, by: int | None, now: datetime) -> UUID:
    """Let a unit need so many of a part from a day on for good, whatever was entered for later."""
    c = unit_staffing.c
    held = (c.unit_id == new.unit_id, c.part == new.part.text, c.superseded_at.is_(None))
    later = or_(c.valid_to.is_(None), c.valid_to > new.from_day)
    ended = session.execute(update(unit_staffing).where(*held, later).values(superseded_at=now).returning(*c)).all()
    for row in ended:
        if row.valid_from < new.from_day:
            before = Heads(new.unit_id, row.valid_from, new.from_day, tuple(row.heads), new.part)
            _add(session, before, row.recorded_by, now)
    return _add(session, new, by, now)


def _add(session: Session, new: Heads, by: int | None, now: datetime) -> UUID:
    uid = new_uid(now)
    values = {
        "uid": uid,
        "unit_id": new.unit_id,
        "part": new.part.text,
        "heads": list(new.by_weekday),
        "valid_from": new.from_day,
        "valid_to": new.to_day,
        "recorded_at": now,
        "recorded_by": by,
        "superseded_at": None,
    }
    session.execute(insert(unit_staffing), values)
    return uid


def of_units(unit_ids: Collection[int], days: DaySpan, zone: ZoneInfo) -> Question[Staffing]:
    """Return the question for how many these units need on some days, and for all that says who is there.

    It is asked of the day before and the day after as well: a night of the 30th lasts into the 1st, unless she is ill.
    """
    around = DaySpan(days.from_day - ONE_DAY, days.to_day + ONE_DAY)
    values = {
        "staffing_units": sorted(unit_ids),
        "staffing_from": around.from_day,
        "staffing_to": around.to_day,
        "staffing_month": around.from_day.replace(day=1),
    }
    return Question(QUERIES, values, lambda *rows: _staffing(around, zone, *rows))


def _staffing(
    days: DaySpan,
    zone: ZoneInfo,
    needed: Iterable[Any],
    placed: Iterable[Any],
    patterns: Iterable[Any],
    free: Iterable[Any],
    shifts: Sequence[Any],
    own_plans: Iterable[Any],
    absent: Iterable[Any],
    asked: Iterable[Any],
    kinds: Iterable[Any],
) -> Staffing:
    catalogue = [(row.unit_id, shift_kinds.kind_of(row)) for row in kinds]
    working = [row for row in shifts if row.kind in SHIFTS]
    force = Workforce(
        members=tuple(_member(row) for row in placed),
        zone=zone,
        rounds=_rounds(patterns),
        shifts=frozenset((row.employment_id, local_day(row.from_at, zone)) for row in working),
        rostered=frozenset((row.employment_id, row.month) for row in working),
        published=frozenset((row.employment_id, row.month) for row in shifts),
        special={(row.employment_id, row.day): row.figures["target_min"] > 0 for row in own_plans},
        holidays=frozenset((row.employment_id, row.day) for row in free),
        away=_days(((row.employment_id, row.from_day, row.to_day) for row in absent), days),
        mobile=_days(_elsewhere(asked), days),
        planned=_by_day((_planned(row, catalogue, zone) for row in shifts), zone),
    )
    return Staffing(tuple(_heads(needed)), force)


def _heads(rows: Iterable[Any]) -> Sequence[Heads]:
    return [Heads(row.unit_id, row.valid_from, row.valid_to, tuple(row.heads), part_of(row.part)) for row in rows]


def _by_day(planned: Iterable[Planned], zone: ZoneInfo) -> Mapping[date, Sequence[Planned]]:
    found: dict[date, list[Planned]] = {}
    for each in planned:
        found.setdefault(each.duty.day(zone), []).append(each)
    return found


def _planned(row: Any, catalogue: Sequence[tuple[int, ShiftKind]], zone: ZoneInfo) -> Planned:
    """Return a shift by the key of its unit it was planned by, or has the clocks of."""
    duty = Duty(row.employment_id, DutyKind(row.kind), Span(row.from_at, row.to_at))
    return named_by(duty, row.code or "", (kind for unit_id, kind in catalogue if unit_id == row.unit_id), zone)


def _member(row: Any) -> Member:
    ends = [day for day in (row.valid_to, row.until) if day is not None]
    return Member(row.employment_id, row.unit_id, max(row.valid_from, row.since), min(ends, default=None))


def _rounds(rows: Iterable[Any]) -> Mapping[int, Sequence[Round]]:
    """Return the patterns by employment; of each assignment and version the rows come one for each day of the round."""
    found: dict[int, list[Round]] = {}
    for _, of_round in groupby(rows, key=lambda row: (row.assignment_id, row.version_id)):
        every = list(of_round)
        row = every[0]
        ends = [day for day in (row.valid_to, row.until) if day is not None]
        due = tuple(each.figures["target_min"] > 0 for each in every)
        held = Round(max(row.valid_from, row.since), min(ends, default=None), row.anchor_day, due)
        found.setdefault(row.employment_id, []).append(held)
    return found


def _elsewhere(rows: Iterable[Any]) -> Iterable[tuple[int, date, date]]:
    """Yield the days on which mobile work was granted; of a request granted in part those of the part."""
    # Of two approvals the last says what is left.
    for row in {row.id: row for row in rows}.values():
        granted: Mapping[str, Any] = {**row.payload, **(row.part or {})}
        yield row.employment_id, date.fromisoformat(granted["day"]), date.fromisoformat(granted["to_day"])


def _days(spans: Iterable[tuple[int, date, date]], within: DaySpan) -> frozenset[tuple[int, date]]:
    """Return the days of spans, as far as they were asked for: somebody may be away for years."""
    clipped = ((whose, max(first, within.from_day), min(end, within.to_day)) for whose, first, end in spans)
    return frozenset((whose, day) for whose, first, end in clipped if first < end for day in DaySpan(first, end))


UNITS = bindparam("staffing_units", expanding=True, type_=BigInteger)
FROM, TO, MONTH = (bindparam(f"staffing_{name}", type_=Date) for name in ("from", "to", "month"))


def _on_any(table: Any, first: Any, end: Any) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions that a dated row holds on any day of a span."""
    c = table.c
    return c.valid_from < end, or_(c.valid_to.is_(None), c.valid_to > first)


def _current(table: Any) -> tuple[ColumnElement[bool], ...]:
    return table.c.superseded_at.is_(None), *_on_any(table, FROM, TO)


def _queries() -> tuple[Select[Any], ...]:
    theirs = select(placement.c.employment_id).where(placement.c.unit_id.in_(UNITS), *_current(placement))
    version = employment_version.c
    members = (
        select(
            placement.c.employment_id,
            placement.c.unit_id,
            placement.c.valid_from,
            placement.c.valid_to,
            version.valid_from.label("since"),
            version.valid_to.label("until"),
        )
        .join(employment_version, version.employment_id == placement.c.employment_id)
        .where(placement.c.unit_id.in_(UNITS), *_current(placement), *_current(employment_version))
    )
    patterns = (
        select(
            assignment.c.id.label("assignment_id"),
            assignment.c.employment_id,
            assignment.c.valid_from,
            assignment.c.valid_to,
            assignment.c.anchor_day,
            model_version.c.id.label("version_id"),
            model_version.c.valid_from.label("since"),
            model_version.c.valid_to.label("until"),
            day_plan.c.figures,
        )
        .join(model_version, model_version.c.model_id == assignment.c.model_id)
        .join(pattern_day, pattern_day.c.model_version_id == model_version.c.id)
        .join(day_plan, day_plan.c.id == pattern_day.c.day_plan_id)
        .where(assignment.c.employment_id.in_(theirs), *_current(assignment), *_current(model_version))
        .order_by(assignment.c.id, model_version.c.id, pattern_day.c.no)
    )
    free = (
        select(terms.c.employment_id, holiday.c.day)
        .join(holiday, holiday.c.calendar == terms.c.holiday_calendar)
        .where(
            terms.c.employment_id.in_(theirs),
            terms.c.superseded_at.is_(None),
            holiday.c.day >= FROM,
            holiday.c.day < TO,
            terms.c.valid_from <= holiday.c.day,
            or_(terms.c.valid_to.is_(None), terms.c.valid_to > holiday.c.day),
        )
    )
    shifts = (
        select(
            shift.c.employment_id,
            shift.c.kind,
            shift.c.code,
            shift.c.from_at,
            shift.c.to_at,
            roster.c.month,
            roster.c.unit_id,
        )
        .join(roster, roster.c.id == shift.c.roster_id)
        .where(
            shift.c.employment_id.in_(theirs),
            shift.c.superseded_at.is_(None),
            shift.c.kind.in_(SHIFTS | {DutyKind.ON_CALL}),
            roster.c.state == PUBLISHED,
            roster.c.month >= MONTH,
            roster.c.month < TO,
        )
    )
    own_plans = (
        select(special_plan.c.employment_id, special_plan.c.day, day_plan.c.figures)
        .join(day_plan, day_plan.c.id == special_plan.c.day_plan_id)
        .where(
            special_plan.c.employment_id.in_(theirs),
            special_plan.c.superseded_at.is_(None),
            special_plan.c.day >= FROM,
            special_plan.c.day < TO,
        )
    )
    absent = select(absence.c.employment_id, absence.c.from_day, absence.c.to_day).where(
        absence.c.employment_id.in_(theirs),
        absence.c.superseded_at.is_(None),
        absence.c.part == Extent.WHOLE,
        absence.c.from_day < TO,
        absence.c.to_day > FROM,
    )
    granted = (approval.c.request_id == request.c.id) & (approval.c.decision == State.APPROVED)
    asked = (
        select(request.c.id, request.c.employment_id, request.c.payload, approval.c.part)
        .join(approval, granted, isouter=True)
        .where(
            request.c.employment_id.in_(theirs),
            request.c.kind == MOBILE_WORK,
            request.c.state == State.APPROVED,
        )
        .order_by(request.c.id, approval.c.step)
    )
    heads = unit_staffing.c
    needed = select(heads.unit_id, heads.part, heads.valid_from, heads.valid_to, heads.heads).where(
        heads.unit_id.in_(UNITS), *_current(unit_staffing)
    )
    k = shift_kind.c
    kinds = select(k.unit_id, k.code, k.name, k.kind, k.begins, k.ends, k.plan, k.days).where(
        k.unit_id.in_(UNITS), k.superseded_at.is_(None)
    )
    return needed, members, patterns, free, shifts, own_plans, absent, asked, kinds


QUERIES = _queries()
