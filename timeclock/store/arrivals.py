"""What was recorded about an employment's days after an instant: the facts that a closed month did not know."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import or_, select

from timeclock.core import walltime
from timeclock.core.late_truths import Arrival, Came
from timeclock.core.spans import DaySpan
from timeclock.store.contests import BREAK_NOT_TAKEN
from timeclock.store.db import Session
from timeclock.store.schema.absences import absence, illness_note
from timeclock.store.schema.access import login
from timeclock.store.schema.models import assignment, model
from timeclock.store.schema.overtime import overtime_order
from timeclock.store.schema.people import placement
from timeclock.store.schema.requests import request, request_step
from timeclock.store.schema.rosters import shift, special_plan
from timeclock.store.schema.stamps import source, stamp, stamp_ruling

CORRECTION = "correction"
# A night's work is credited to the day on which it began.
NIGHT = timedelta(days=1)
FOREVER = date.max


@dataclass(frozen=True, slots=True)
class Arrived:
    """A fact and the days it is about."""

    days: DaySpan
    came: Came


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whose facts are asked for, about which days, recorded after which instant."""

    employment_id: int
    days: DaySpan
    since: datetime
    zone: ZoneInfo


def since(session: Session, wanted: Wanted) -> tuple[Arrived, ...]:
    """Return what was recorded since, in the order in which it came."""
    found = (of(session, wanted) for of in (_stamps, _rulings, _absences, _notes, _orders, _declarations, _plans))
    return tuple(sorted((each for some in found for each in some), key=lambda each: (each.came.at, each.came.fact)))


def _stamps(session: Session, wanted: Wanted) -> Iterator[Arrived]:
    """Yield the stamps that came; of a correction it is said who granted it and why."""
    c = stamp.c
    rows = session.execute(
        select(c.uid, c.at, c.received_at, source.c.kind, stamp_ruling.c.reason, login.c.display_name)
        .join(source, source.c.id == c.source_id)
        .join(stamp_ruling, stamp_ruling.c.stamp_id == c.id, isouter=True)
        .join(login, login.c.id == stamp_ruling.c.by, isouter=True)
        .where(c.employment_id == wanted.employment_id, c.received_at > wanted.since)
        .where(c.at >= _begin(wanted), c.at < _end(wanted))
        .order_by(c.id, stamp_ruling.c.id)
    )
    for row in {row.uid: row for row in rows}.values():
        what = Arrival.CORRECTION if row.kind == CORRECTION else Arrival.STAMP
        came = Came(what, row.received_at, str(row.uid), row.display_name or "", row.reason or "")
        yield Arrived(_day_of(row.at, wanted), came)


def _rulings(session: Session, wanted: Wanted) -> Iterator[Arrived]:
    """Yield what was decided about stamps that were there."""
    c = stamp_ruling.c
    rows = session.execute(
        select(stamp.c.uid, c.stamp_at, c.at, c.reason, login.c.display_name)
        .join(stamp, stamp.c.id == c.stamp_id)
        .join(login, login.c.id == c.by, isouter=True)
        .where(or_(stamp.c.employment_id == wanted.employment_id, c.employment_id == wanted.employment_id))
        .where(c.at > wanted.since, stamp.c.received_at <= wanted.since)
        .where(c.stamp_at >= _begin(wanted), c.stamp_at < _end(wanted))
    )
    for row in rows:
        came = Came(Arrival.RULING, row.at, str(row.uid), row.display_name or "", row.reason)
        yield Arrived(_day_of(row.stamp_at, wanted), came)


def _absences(session: Session, wanted: Wanted) -> Iterator[Arrived]:
    """Yield absences entered or withdrawn; why somebody was away is not said here."""
    c = absence.c
    rows = session.execute(
        select(absence).where(
            c.employment_id == wanted.employment_id,
            or_(c.recorded_at > wanted.since, c.superseded_at > wanted.since),
            c.from_day < wanted.days.to_day,
            c.to_day > wanted.days.from_day,
        )
    )
    for row in rows:
        yield from _held(row, DaySpan(row.from_day, row.to_day), wanted, Arrival.ABSENCE, Arrival.ABSENCE_WITHDRAWN)


def _notes(session: Session, wanted: Wanted) -> Iterator[Arrived]:
    """Yield what became known of illnesses, or was taken back; what it is is not said here."""
    a, c = absence.c, illness_note.c
    rows = session.execute(
        select(c.uid, c.recorded_at, c.superseded_at, a.from_day, a.to_day)
        .join(absence, a.id == c.absence_id)
        .where(
            a.employment_id == wanted.employment_id,
            or_(c.recorded_at > wanted.since, c.superseded_at > wanted.since),
            a.from_day < wanted.days.to_day,
            a.to_day > wanted.days.from_day,
        )
    )
    for row in rows:
        days = DaySpan(row.from_day, row.to_day)
        yield from _held(row, days, wanted, Arrival.ABSENCE_NOTED, Arrival.ABSENCE_NOTED)


def _orders(session: Session, wanted: Wanted) -> Iterator[Arrived]:
    """Yield overtime ordered or withdrawn, for her or for a unit she was in."""
    c = overtime_order.c
    units = select(placement.c.unit_id).where(placement.c.employment_id == wanted.employment_id)
    rows = session.execute(
        select(overtime_order).where(
            or_(c.employment_id == wanted.employment_id, c.unit_id.in_(units)),
            or_(c.recorded_at > wanted.since, c.superseded_at > wanted.since),
            c.from_at < _end(wanted),
            c.to_at > _begin(wanted),
        )
    )
    for row in rows:
        last = walltime.local_day(row.to_at, wanted.zone) + NIGHT
        days = DaySpan(walltime.local_day(row.from_at, wanted.zone) - NIGHT, last)
        yield from _held(row, days, wanted, Arrival.ORDER, Arrival.ORDER_WITHDRAWN)


def _held(row: Any, days: DaySpan, wanted: Wanted, entered: Arrival, withdrawn: Arrival) -> Iterator[Arrived]:
    """Yield that a row was recorded, and that it does not count any more, as far as that was later."""
    if row.recorded_at > wanted.since:
        yield Arrived(days, Came(entered, row.recorded_at, str(row.uid)))
    if row.superseded_at is not None and row.superseded_at > wanted.since:
        yield Arrived(days, Came(withdrawn, row.superseded_at, str(row.uid)))


def _declarations(session: Session, wanted: Wanted) -> Iterator[Arrived]:
    """Yield declarations that a deducted break was not taken, and what became of them."""
    rows = session.execute(
        select(request.c.uid, request.c.payload, request_step.c.at, request_step.c.reason, login.c.display_name)
        .join(request_step, request_step.c.request_id == request.c.id)
        .join(login, login.c.id == request_step.c.by)
        .where(request.c.employment_id == wanted.employment_id, request.c.kind == BREAK_NOT_TAKEN)
        .where(request_step.c.at > wanted.since)
    )
    for row in rows:
        day = date.fromisoformat(row.payload["day"])
        came = Came(Arrival.DECLARATION, row.at, str(row.uid), row.display_name, row.reason or "")
        yield Arrived(DaySpan.one(day), came)


def _plans(session: Session, wanted: Wanted) -> Iterator[Arrived]:
    """Yield other models, shifts and plans of a day."""
    yield from _assignments(session, wanted)
    s, p = shift.c, special_plan.c
    shifts = select(s.id, s.from_at, s.recorded_at).where(s.employment_id == wanted.employment_id)
    shifts = shifts.where(s.recorded_at > wanted.since, s.from_at < _end(wanted), s.to_at > _begin(wanted))
    for row in session.execute(shifts):
        yield Arrived(_day_of(row.from_at, wanted), Came(Arrival.PLAN, row.recorded_at, str(row.id)))
    special = select(p.id, p.day, p.recorded_at).where(p.employment_id == wanted.employment_id)
    for given in session.execute(special.where(p.recorded_at > wanted.since)):
        yield Arrived(DaySpan.one(given.day), Came(Arrival.PLAN, given.recorded_at, str(given.id)))


def _assignments(session: Session, wanted: Wanted) -> Iterator[Arrived]:
    a = assignment.c
    query = select(a.valid_from, a.valid_to, a.recorded_at, model.c.code).join(model, model.c.id == a.model_id)
    for row in session.execute(query.where(a.employment_id == wanted.employment_id, a.recorded_at > wanted.since)):
        yield Arrived(DaySpan(row.valid_from, row.valid_to or FOREVER), Came(Arrival.PLAN, row.recorded_at, row.code))


def _begin(wanted: Wanted) -> datetime:
    return walltime.day_span(wanted.days.from_day, wanted.zone).from_at


def _end(wanted: Wanted) -> datetime:
    return walltime.day_span(wanted.days.to_day + NIGHT, wanted.zone).from_at


def _day_of(at: datetime, wanted: Wanted) -> DaySpan:
    """Return the civil day of an instant and the one before, whose night it may have ended."""
    day = walltime.local_day(at, wanted.zone)
    return DaySpan(day - NIGHT, day + NIGHT)
