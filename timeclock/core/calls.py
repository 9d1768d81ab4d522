"""Work stamped while somebody is on call is a call, whatever key was pressed (decision 0099)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from timeclock.core.day import PersonFile, WorkSession
from timeclock.core.duties import SHIFTS, DutyKind
from timeclock.core.session_kinds import SessionKind
from timeclock.core.sessions import Paired
from timeclock.core.spans import ZERO, Span
from timeclock.core.walltime import day_span, days_touched, span_of


def as_calls(file: PersonFile, paired: Paired) -> Paired:
    """Return the sessions with those as calls that were stamped as work: 2:10 in and 3:40 out in a night on call.

    What began before the duty or goes on after it stays work, and so does what lies in a shift.
    """
    own = [duty for duty in file.duties if duty.employment_id == paired.employment_id]
    bound = [duty.span for duty in own if duty.kind is DutyKind.ON_CALL]
    if not bound:
        return paired
    shifts = [duty.span for duty in own if duty.kind in SHIFTS]
    sessions = tuple(_as_call(file, paired.employment_id, session, bound, shifts) for session in paired.sessions)
    return replace(paired, sessions=sessions)


def _as_call(
    file: PersonFile, employment_id: int, session: WorkSession, bound: Sequence[Span], shifts: Sequence[Span]
) -> WorkSession:
    if session.kind is not SessionKind.WORK or session.to_at is None:
        return session
    span = Span(session.from_at, session.to_at)
    within = next((duty for duty in bound if duty.from_at <= span.from_at and span.to_at <= duty.to_at), None)
    if within is None or any(_meet(span, shift) for shift in shifts):
        return session
    if any(_is_due(file, employment_id, day, within, span) for day in days_touched(span, file.zone)):
        return session
    return replace(session, kind=SessionKind.CALL_OUT)


def _is_due(file: PersonFile, employment_id: int, day: date, duty: Span, span: Span) -> bool:
    """Say whether a duty reaches over the hours of a day that are due anyway, and work lies in them.

    Those are its core time, else its frame, else all of it. Who is on call from Monday to Monday works in between.
    """
    held = file.plans.get((employment_id, day))
    plan = None if held is None else held.plan
    free = (employment_id, day.replace(day=1)) in file.rostered or file.calendar.is_holiday(day)
    if plan is None or plan.target == ZERO or free:
        return False
    clocks = plan.core_time or plan.frame
    due = day_span(day, file.zone) if clocks is None else span_of(day, clocks, file.zone)
    return duty.from_at <= due.from_at and due.to_at <= duty.to_at and _meet(span, due)


def _meet(one: Span, other: Span) -> bool:
    return one.from_at < other.to_at and other.from_at < one.to_at
