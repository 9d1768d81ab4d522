"""When work may begin again after a call: the rest begins anew with its end (ArbZG §5 Abs. 1; rulebook C-12)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from timeclock.core import attribution
from timeclock.core.absences import on_day
from timeclock.core.attribution import WorkingDay
from timeclock.core.day import PersonFile, WorkSession
from timeclock.core.duties import SHIFTS
from timeclock.core.figures import LawFigures
from timeclock.core.findings import Code, Finding, Severity
from timeclock.core.lines import Line, Part, Reason, total_of
from timeclock.core.plans import PlanInForce
from timeclock.core.session_kinds import SessionKind
from timeclock.core.sessions import CALLS, Piece
from timeclock.core.spans import MINUTE, ZERO, DaySpan, Span, clip, total, without
from timeclock.core.walltime import instant, local_day, shown

RULE = "ARBZG-5-1"


@dataclass(frozen=True, slots=True)
class CalledRest:
    """A call after which the rest reaches beyond the planned beginning of work: work may begin at `earliest`.

    `fixed`: work is planned to begin then; else it is the beginning of the frame, before which nobody comes anyway.
    """

    employment_id: int
    called: Span
    earliest: datetime
    planned: datetime
    fixed: bool
    citation: str

    def day(self, zone: ZoneInfo) -> date:
        """Return the civil day on which work was planned to begin."""
        return local_day(self.planned, zone)

    @property
    def span(self) -> Span:
        """Return the time in which work was planned and has to wait."""
        return Span(self.planned, self.earliest)


def judged(file: PersonFile, pieces: Sequence[Piece], days: DaySpan) -> tuple[CalledRest, ...]:
    """Return the calls after which work on one of these days may not begin when it is planned to."""
    if not any(piece.kind in CALLS for piece in pieces):
        return ()
    found = (_after(file, pieces, *begun) for day in days for begun in _beginnings(file, day))
    return tuple(each for each in found if each is not None)


def _beginnings(file: PersonFile, day: date) -> Iterator[tuple[int, datetime, bool]]:
    """Yield when each employment's work is to begin on a day: its first shift, or what its plan says."""
    for employment_id in sorted({key[0] for key in file.plans if key[1] == day}):
        own = (duty for duty in file.duties if duty.employment_id == employment_id and duty.kind in SHIFTS)
        shifts = [duty.span.from_at for duty in own if duty.day(file.zone) == day]
        if shifts:
            yield employment_id, min(shifts), True
        else:
            yield from _by_plan(file, employment_id, day)


def _by_plan(file: PersonFile, employment_id: int, day: date) -> Iterator[tuple[int, datetime, bool]]:
    key = employment_id, day
    plan = file.special_plans.get(key) or file.plans[key].plan
    rostered = key not in file.special_plans and (employment_id, day.replace(day=1)) in file.rostered
    absent = any(each.is_whole for each in on_day(file.absences, employment_id, day))
    if plan is None or plan.target == ZERO or rostered or absent or file.calendar.on(day) is not None:
        return
    fixed = plan.begins or (plan.core_time and plan.core_time.from_clock)
    clock = fixed or (plan.frame and plan.frame.from_clock)
    if clock is not None:
        yield employment_id, instant(day, clock, file.zone), bool(fixed)


def _after(
    file: PersonFile, pieces: Sequence[Piece], employment_id: int, planned: datetime, fixed: bool
) -> CalledRest | None:
    """Return the rest before a planned beginning where a call cut it.

    The rest is due between two working days (C-4). A call in the small hours begins the day of the work that follows
    it: then it is the rest before the call that has to have been long enough.
    """
    coming = Piece(Span(planned, planned), employment_id, SessionKind.WORK, None)
    before = [piece for piece in pieces if piece.span.from_at < planned]
    days = attribution.working_days([*before, coming], file.law, file.zone)
    last = max(before, key=lambda piece: piece.span.to_at, default=None)
    if last is None or last.kind not in CALLS or not last.ends_known:
        return None
    least = _least(file, employment_id, planned)
    earliest = last.span.to_at + least
    if earliest <= planned or not _cut(days, last, least):
        return None
    citation = file.law.limits.on(local_day(planned, file.zone)).least_rest_citation
    return CalledRest(employment_id, last.span, earliest, planned, fixed, citation)


def _least(file: PersonFile, employment_id: int, planned: datetime) -> timedelta:
    """Return how long the rest has to be: ten hours where the model says that it may be cut (§5 Abs. 2)."""
    day = local_day(planned, file.zone)
    held = file.plans.get((employment_id, day))
    may_be_cut = held is not None and held.rules.shortened_rest
    return file.law.shortened_rest.on(day).least if may_be_cut else file.law.limits.on(day).least_rest


def _cut(days: Sequence[WorkingDay], last: Piece, least: timedelta) -> bool:
    """Say whether the last call stands between a working day and the next one before its rest was had."""
    if last not in days[-1].pieces:
        return True
    if any(piece.kind not in CALLS for piece in days[-1].pieces[:-1]):
        return False
    return len(days) > 1 and days[-1].span.from_at - days[-2].span.to_at < least


def running(sessions: Sequence[WorkSession], law: LawFigures, zone: ZoneInfo, now: datetime) -> datetime | None:
    """Return until when the rest lasts that began anew with the last call, while it does; None where none was cut.

    `sessions` are those of the day before and today, all ended.
    """
    pieces = [Piece(Span(each.from_at, each.to_at), 0, each.kind, None) for each in sessions if each.to_at is not None]
    last = max(pieces, key=lambda piece: piece.span.to_at, default=None)
    if last is None or last.kind not in CALLS or len(pieces) < len(sessions):
        return None
    least = law.limits.on(local_day(now, zone)).least_rest
    until = last.span.to_at + least
    coming = Piece(Span(until - MINUTE, until - MINUTE), 0, SessionKind.WORK, None)
    cut = _cut(attribution.working_days([*pieces, coming], law, zone), last, least)
    return until if cut and now < until else None


def finding(rest: CalledRest, zone: ZoneInfo) -> Finding:
    """Return the note that work begins later today, for whoever was called and whoever waits for her."""
    told = {"called": shown(rest.called.to_at, zone), "earliest": shown(rest.earliest, zone)}
    return Finding(Code.CALLED_REST, Severity.NOTE, rest.day(zone), rest.citation, figures=told)


def excused(rest: CalledRest, came: datetime, core: Span) -> timedelta:
    """Return how much of the core time before somebody came she had to rest: of 9:00–9:40 the half hour until 9:30."""
    return total(clip([rest.span], Span(core.from_at, max(core.from_at, min(came, core.to_at)))))


def lines(
    rest: CalledRest, held: PlanInForce, pieces: Sequence[Piece], so_far: Sequence[Line], zone: ZoneInfo
) -> tuple[Line, ...]:
    """Return what an agreement credits of work that had to wait: of 9:00–9:30 half an hour, up to the target.

    Without an agreement nothing: what is due stays due (rulebook ARBZG-5-1 speaks of rest and not of pay).
    """
    terms = held.rules.on_call
    if terms is None or not terms.credits_rest or not rest.fixed:
        return ()
    worked = [piece.span for piece in pieces]
    missed = total(without(rest.span, worked))
    left = max(ZERO, total_of(so_far, Part.TARGET) - total_of(so_far, Part.WORKED))
    credit = min(missed, left) // MINUTE * MINUTE
    if not credit:
        return ()
    told = {"called": shown(rest.called.to_at, zone), "earliest": shown(rest.earliest, zone)}
    citation = held.rules.agreement
    return (Line(Part.WORKED, Reason.CALLED_REST, credit, RULE, citation, rest.span, told, held.since),)
