"""One employment's day as a small bill: its lines, their sums, and what a person should know about it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from zoneinfo import ZoneInfo

from timeclock.core import (
    agreements,
    called_rests,
    honorary,
    lessons,
    minijobs,
    minors,
    officials,
    on_call,
    on_demand,
    presence_alone,
    school,
    sick_days,
    standby,
)
from timeclock.core.absence_lines import counted_lines, credited_lines, released_lines
from timeclock.core.absences import Absence, Credit, on_day, span_away
from timeclock.core.amounts import Amount
from timeclock.core.attribution import DayWork
from timeclock.core.called_rests import CalledRest
from timeclock.core.credit import KEPT, break_lines, frame_lines, kept_line, minutes, paid_break_lines, work_lines
from timeclock.core.day import DayResult, DayState, PersonFile
from timeclock.core.findings import Code, Finding, Severity
from timeclock.core.frame import core_time_missed, inside_frame
from timeclock.core.lines import Line, Part, Reason, holding, total_of
from timeclock.core.overtime import ordered
from timeclock.core.plans import ClockSpan, DayPlan, PlanInForce, ShiftWork
from timeclock.core.premiums import Premium, in_force, in_force_since, premiums
from timeclock.core.presence_alone import PresenceAlone
from timeclock.core.sessions import CALLS, Oddity, Piece
from timeclock.core.spans import ZERO, Span, total, union
from timeclock.core.targets import paid_instead, shared_target_lines, target_lines
from timeclock.core.walltime import local_day, shown, span_of


def day_result(
    file: PersonFile,
    plan: PlanInForce,
    day: date,
    work: DayWork,
    amounts: tuple[Amount, ...] = (),
    rest: CalledRest | None = None,
) -> DayResult:
    """Return the bill of a day: 8:00 in, 14:05 out at 7:48 is +6:05 −0:05 worked, +7:48 target, difference −1:48.

    `rest`: after a call the work of this day begins later than planned.

    An open day carries the work that is known but nothing that follows from its end: no break, no frame, no core time.
    """
    pieces = [piece for stretch in work.stretches.values() for piece in stretch]
    under_order = _ordered(file, plan, pieces) if file.orders else ()
    absent = on_day(file.absences, plan.employment_id, day) if file.absences else ()
    ill = sick_days.overlaid(file, plan, day, absent) if len(absent) > 1 else None
    absent = absent if ill is None else ill.left(absent)
    state = _state(file, day, work, absent)
    alone = presence_alone.held(file, plan, day, absent) if absent or file.protections else None
    stamped = presence_alone.as_office(work_lines(pieces, plan.regime, file.zone), alone)
    lines = [*stamped, *_kept(work.oddities, file.zone)]
    if file.absences:
        lines += counted_lines(file, plan.employment_id, pieces)
    if not pieces:
        lines += honorary.lines(file, plan, day)
    waited = standby.rostered(pieces, plan.rules) if file.duties else None
    if waited is not None:
        lines += standby.share_lines(waited, plan, file.law, day)
    if pieces and state is DayState.COMPLETE and alone is None:
        if file.duties:
            lines += lessons.counting_lines(pieces, plan)
        lines += _taken_off(file, plan, day, work, under_order, lines)
        if waited is None and plan.plan is not None and plan.plan.standby:
            waited = standby.planned(plan.plan, total_of(lines, Part.WORKED), file.law, day)
            lines += standby.share_lines(waited, plan, file.law, day)
    if plan.plan is not None:
        lines += _target_lines(file, plan, plan.plan, day)
    if rest is not None and state is DayState.COMPLETE:
        lines += called_rests.lines(rest, plan, pieces, lines, file.zone)
    if absent and (alone is None or alone.absence is None):
        lines += _away(file, plan, day, absent, pieces, state, lines)
    if ill is not None and state is DayState.COMPLETE:
        lines += ill.told(total_of(lines, Part.TARGET))
    if alone is not None:
        lines += presence_alone.levelling(alone, lines, under_order, complete=state is DayState.COMPLETE)
    target = total_of(lines, Part.TARGET)
    worked = total_of(lines, Part.WORKED) if state is DayState.COMPLETE else None
    asked = _Asked(file, plan, day, work, pieces, state, absent, alone, rest)
    return DayResult(
        employment_id=plan.employment_id,
        day=day,
        state=state,
        present=total([piece.span for piece in pieces]),
        worked=worked,
        target=target,
        difference=None if worked is None else worked - target,
        sessions=tuple(work.sessions),
        lines=tuple(lines),
        findings=tuple(_findings(asked, lines)),
        premiums=_premiums(file, plan, day, pieces, under_order) if pieces and alone is None else (),
        ordered=under_order,
        amounts=(*amounts, *standby.amounts(waited, file.law, day)),
    )


def _target_lines(file: PersonFile, held: PlanInForce, plan: DayPlan, day: date) -> tuple[Line, ...]:
    holiday = file.calendar.on(day)
    fire = None if holiday is None else file.law.fire.if_on(day)
    if holiday is not None and fire is not None and held.regime in fire.regimes:
        return shared_target_lines(held, plan, holiday, fire, file.law.fire.since(day))
    paid = None if holiday is None else paid_instead(held, holiday, file.law.premiums)
    return target_lines(plan, held, holiday, paid)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the findings of a day are about."""

    file: PersonFile
    plan: PlanInForce
    day: date
    work: DayWork
    pieces: Sequence[Piece]
    state: DayState
    absent: Sequence[Absence]
    alone: PresenceAlone | None
    rest: CalledRest | None

    @property
    def is_excused(self) -> bool:
        """Whether nobody expects stamps, for an absence takes the whole day, or she was at school."""
        return any(each.is_whole or each.reason.credit is Credit.SCHOOL for each in self.absent)


def _state(file: PersonFile, day: date, work: DayWork, absent: Iterable[Absence]) -> DayState:
    """Return open where a stamp is missing or still to come: an unpaired one, none that pair, none yet today.

    Of who is away for the whole day none is to come.
    """
    if work.oddities and (not work.sessions or any(oddity.leaves_open for oddity in work.oddities)):
        return DayState.OPEN
    if work.left_open:
        return DayState.OPEN
    today = day == local_day(file.as_of, file.zone)
    nothing_yet = today and not _came(work) and not any(each.is_whole for each in absent)
    return DayState.OPEN if nothing_yet else DayState.COMPLETE


def _came(work: DayWork) -> bool:
    """Say whether she came to work: who was called at night has still to come in the morning."""
    if any(session.kind not in CALLS for session in work.sessions):
        return True
    pieces = (piece for stretch in work.stretches.values() for piece in stretch)
    return any(piece.session_no is not None and piece.kind not in CALLS for piece in pieces)


def _kept(oddities: Iterable[Oddity], zone: ZoneInfo) -> Iterator[Line]:
    """Yield a line for each stamp that is kept and begins and ends nothing."""
    for oddity in oddities:
        if oddity.code in KEPT:
            yield kept_line(oddity, zone)


def _ordered(file: PersonFile, plan: PlanInForce, pieces: Sequence[Piece]) -> tuple[Span, ...]:
    """Return the work of a day that was ordered for this employment."""
    orders = [order for order in file.orders if order.employment_id == plan.employment_id]
    if not orders:
        return ()
    work = sorted(piece.span for piece in _framed(pieces) if piece.span.length)
    frame = None if plan.plan is None else plan.plan.frame
    return ordered(work, work if frame is None else inside_frame(work, frame, file.zone), orders)


def _away(
    file: PersonFile,
    plan: PlanInForce,
    day: date,
    absent: Sequence[Absence],
    pieces: Sequence[Piece],
    state: DayState,
    lines: Sequence[Line],
) -> list[Line]:
    """Return what absences change: first the target, and of a complete day then what is credited."""
    found = list(released_lines(absent, total_of(lines, Part.TARGET)))
    if state is DayState.COMPLETE:
        work = [piece.span for piece in pieces]
        found += credited_lines(file, plan, day, absent, [*lines, *found], work)
    return found


def _taken_off(
    file: PersonFile,
    plan: PlanInForce,
    day: date,
    work: DayWork,
    under_order: Sequence[Span],
    so_far: Sequence[Line],
) -> tuple[Line, ...]:
    """Return the missing break first, or the break that is paid, then what lies outside the frame (H12)."""
    contested = (plan.employment_id, day) in file.contested
    figures, stretches = minors.breaks(file, day), tuple(work.breaks_of())
    paid = file.law.paid_breaks.if_on(day) if plan.rules.shift_work is ShiftWork.ROUND_THE_CLOCK else None
    if paid is not None and plan.regime in paid.regimes:
        lines = holding(paid_break_lines(stretches, figures, paid), file.law.paid_breaks.since(day))
    else:
        lines = break_lines(stretches, figures, plan.rules, contested=contested)
        lines = lines and holding(lines, minors.breaks_since(file, day))
    if plan.plan is None:
        return lines
    spans = [piece.span for own, _ in stretches for piece in _framed(own)]
    worked = total_of([*so_far, *lines], Part.WORKED)
    return *lines, *frame_lines(spans, under_order, plan, worked, file.zone)


def _framed(pieces: Sequence[Piece]) -> Sequence[Piece]:
    """Return the work that has a frame and a core time: a call is an order, at whatever hour it comes."""
    return [piece for piece in pieces if piece.kind not in CALLS]


def _premiums(
    file: PersonFile, plan: PlanInForce, day: date, pieces: Sequence[Piece], under_order: Sequence[Span]
) -> tuple[Premium, ...]:
    """Return the premiums of the work that counts; what lies outside the frame needs an order first (OPEN-08)."""
    figures = in_force(file.law.premiums, plan.regime, day)
    if figures is None:
        return ()
    known = [piece for piece in pieces if piece.span.length]
    found = premiums(sorted(piece.span for piece in known), figures, plan.rules, file.calendar, file.zone)
    if found and plan.plan is not None and plan.plan.frame is not None:
        earning = _earning(file, plan.plan.frame, known, under_order)
        found = premiums(earning, figures, plan.rules, file.calendar, file.zone)
    if not found:
        return ()
    since = in_force_since(file.law.premiums, figures, day)
    return tuple(replace(each, since=since) for each in found)


def _earning(
    file: PersonFile, frame: ClockSpan, pieces: Sequence[Piece], under_order: Sequence[Span]
) -> Sequence[Span]:
    """Return the work that earns premiums: inside the frame, under an order, or on a call."""
    inside = inside_frame(sorted(piece.span for piece in _framed(pieces)), frame, file.zone)
    called = [piece.span for piece in pieces if piece.kind in CALLS]
    return union([*inside, *under_order, *called]) if under_order or called else inside


def _findings(asked: _Asked, lines: Sequence[Line]) -> Iterator[Finding]:
    for oddity in asked.work.oddities:
        yield _of_stamp(oddity, asked.day, asked.file.zone)
    if asked.plan.plan is None:
        yield Finding(Code.NO_PLAN, Severity.WARNING, asked.day)
    yield from officials.findings(asked.file, asked.plan, asked.day)
    yield from honorary.findings(asked.file, asked.plan, asked.day)
    yield from agreements.findings(asked.file, asked.plan, asked.day)
    yield from _of_lines(lines, asked.day)
    yield from _recorded_late(asked)
    yield from _called_late(asked)
    if asked.rest is not None:
        yield called_rests.finding(asked.rest, asked.file.zone)
    if asked.plan.rules.on_call is not None:
        yield from on_call.to_be_judged(asked.file, asked.plan, asked.day)
    if asked.absent:
        work = [piece.span for piece in asked.pieces]
        yield from school.findings(asked.file, asked.plan, asked.day, asked.absent, work)
    if asked.state is DayState.COMPLETE and asked.alone is None:
        yield from _absent(asked, lines)
        yield from _core_time(asked)


def _of_stamp(oddity: Oddity, day: date, zone: ZoneInfo) -> Finding:
    gap = None if oddity.gap is None else minutes(oddity.gap)
    longest = None if oddity.longest is None else minutes(oddity.longest)
    told = {"kind": oddity.stamp.kind.value, "at": shown(oddity.stamp.at, zone)}
    return Finding(oddity.code, oddity.severity, day, figure=gap, limit=longest, figures=told)


def _of_lines(lines: Sequence[Line], day: date) -> Iterator[Finding]:
    """Yield what lines ask of people: the frame is good to know, a contested break is the supervisor's to decide."""
    for line in lines:
        if line.reason is Reason.OUTSIDE_FRAME:
            outside = -line.amount - sum((each.amount for each in lines if each.reason is Reason.ORDERED), ZERO)
            if outside > ZERO:
                yield Finding(Code.OUTSIDE_FRAME, Severity.NOTE, day, line.citation, minutes(outside))
        elif line.reason is Reason.BREAK_CONTESTED:
            yield Finding(Code.BREAK_CONTESTED, Severity.WARNING, day, line.citation, minutes(line.amount))


def _recorded_late(asked: _Asked) -> Iterator[Finding]:
    """Yield that a minijob's work was recorded too late."""
    figures = asked.file.law.minijobs.if_on(asked.day)
    if figures is not None and asked.plan.regime in figures.regimes:
        own = {stamp for session in asked.work.sessions for stamp in (session.in_stamp, session.out_stamp)}
        stamps = [stamp for stamp in asked.file.stamps if stamp.uid in own]
        yield from minijobs.recorded_late(asked.day, stamps, figures, asked.file.zone)


def _called_late(asked: _Asked) -> Iterator[Finding]:
    """Yield that work on demand was told too late."""
    file, figures = asked.file, asked.file.law.on_demand.if_on(asked.day)
    if figures is not None and asked.plan.rules.on_demand is not None:
        duties = [
            duty
            for duty in file.duties
            if duty.employment_id == asked.plan.employment_id and duty.day(file.zone) == asked.day
        ]
        yield from on_demand.called_late(asked.day, duties, figures, file.calendar, file.zone)


def _absent(asked: _Asked, lines: Sequence[Line]) -> Iterator[Finding]:
    """Yield a working day without stamps that no absence explains, and one nobody excused."""
    if total_of(lines, Part.TARGET) <= ZERO:
        return
    if not _came(asked.work) and not asked.is_excused:
        yield Finding(Code.NO_STAMPS, Severity.WARNING, asked.day)
    for each in asked.absent:
        if each.reason.credit is Credit.UNEXCUSED:
            yield Finding(Code.UNEXCUSED, Severity.WARNING, asked.day, each.reason.citation)


def _core_time(asked: _Asked) -> Iterator[Finding]:
    """Yield missed core time; on a holiday or closed day nobody has to be there, nor while she is away."""
    plan, file = asked.plan.plan, asked.file
    if plan is None or plan.core_time is None or file.calendar.on(asked.day) is not None:
        return
    spans = [piece.span for piece in _framed(asked.pieces)]
    if not spans:
        return
    away = [span_away(each, asked.day, file.zone) for each in asked.absent]
    spans = sorted([*spans, *away])
    missed = core_time_missed(spans, asked.day, plan.core_time, file.zone, file.as_of)
    if asked.rest is not None:
        missed -= called_rests.excused(asked.rest, spans[0].from_at, span_of(asked.day, plan.core_time, file.zone))
    if missed:
        yield Finding(Code.CORE_TIME, Severity.WARNING, asked.day, asked.plan.rules.agreement, minutes(missed), 0)
