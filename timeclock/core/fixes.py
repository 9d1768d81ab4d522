"""What the time office is proposed to settle a deviation with: each a way somebody confirms, none taken by itself.

A violation of law is settled with a reason and stays on record; no stamp is proposed that would make it disappear.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from uuid import UUID
from zoneinfo import ZoneInfo

from timeclock.core.breaks import deduction
from timeclock.core.day import WorkSession
from timeclock.core.deviations import DeviationKind, kind_of
from timeclock.core.figures import BreakFigures
from timeclock.core.findings import Finding
from timeclock.core.plans import DayPlan
from timeclock.core.sessions import work_spans
from timeclock.core.spans import MINUTE, ZERO, Span, total, union
from timeclock.core.stamps import StampKind
from timeclock.core.walltime import ONE_DAY, days_touched, floor_minute, instant, readings, shown


class Act(StrEnum):
    """What a fix does: stamps are added, one is taken out, an absence is entered, or a finding is settled as it is."""

    ADD = "add"
    TAKE_OUT = "take_out"
    AWAY = "away"
    SETTLE = "settle"


class Basis(StrEnum):
    """What a fix rests on; one deviation has each at most once, so it names the fix.

    assigned and left_out are of stamps that belonged to nobody yet, entered of those that somebody gave for another,
    the last three of absences that somebody keeps for another.
    """

    LAST_SIGN = "last_sign"
    SHIFT_END = "shift_end"
    TARGET_MET = "target_met"
    CORE_END = "core_end"
    SHIFT_BEGIN = "shift_begin"
    PLAN_BEGIN = "plan_begin"
    TARGET_BEFORE = "target_before"
    CORE_BEGIN = "core_begin"
    LEAST_BREAK = "least_break"
    AS_PLANNED = "as_planned"
    OWN_CLOCK = "own_clock"
    BY_MISTAKE = "by_mistake"
    SICK = "sick"
    LEAVE = "leave"
    FLEXTIME_DAY = "flextime_day"
    TRIP = "trip"
    DID_NOT_RETURN = "did_not_return"
    AGREED = "agreed"
    NOT_ORDERED = "not_ordered"
    DEDUCTED = "deducted"
    EMERGENCY = "emergency"
    TALKED = "talked"
    OWN_WORDS = "own_words"
    ASSIGNED = "assigned"
    LEFT_OUT = "left_out"
    ENTERED = "entered"
    AWAY_ENTERED = "away_entered"
    AWAY_CHANGED = "away_changed"
    AWAY_WITHDRAWN = "away_withdrawn"
    FOR_MANY = "for_many"


@dataclass(frozen=True, slots=True)
class Tap:
    """A stamp that counts, or one that would be added: then it has no uid yet."""

    kind: StampKind
    at: datetime
    uid: UUID | None = None


@dataclass(frozen=True, slots=True)
class Fix:
    """One way to settle a deviation: what is done, what it rests on, and the stamps or figures (minutes) it takes.

    `without` is the stamp that is taken out.
    """

    act: Act
    basis: Basis
    taps: tuple[Tap, ...] = ()
    without: UUID | None = None
    figures: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DayInQuestion:
    """One employment's day as a fix needs it.

    `taps` are the stamps that count, ascending, of the day and the next. `breaks` are those of the law that the credit
    loses where they are missing, None where the model takes none off. Nothing is proposed after `as_of`, and nothing so
    far from its other end that the two would not make one session.
    """

    day: date
    sessions: tuple[WorkSession, ...]
    taps: tuple[Tap, ...]
    target: timedelta
    plan: DayPlan | None
    shifts: tuple[Span, ...]
    breaks: BreakFigures | None
    least_break: timedelta
    longest_session: timedelta
    zone: ZoneInfo
    as_of: datetime


# What does not end the work that a coming began.
WITHIN = frozenset({StampKind.BREAK_START, StampKind.BREAK_END, StampKind.ERRAND_OUT, StampKind.ERRAND_IN})
# With which reasons each kind may be settled as it is; what is not here has to be put right.
SETTLED: Mapping[DeviationKind, tuple[Basis, ...]] = {
    DeviationKind.IMPOSSIBLE_STAMP: (Basis.TALKED,),
    DeviationKind.WEAKER_BADGE: (Basis.TALKED,),
    DeviationKind.CLOCK_OFF: (Basis.TALKED,),
    DeviationKind.UNEXCUSED: (Basis.TALKED,),
    DeviationKind.NO_EMPLOYMENT: (),
    DeviationKind.CORE_TIME: (Basis.AGREED, Basis.TALKED),
    DeviationKind.OUTSIDE_FRAME: (Basis.NOT_ORDERED,),
    DeviationKind.LONGEST_DAY: (Basis.TALKED, Basis.EMERGENCY),
    DeviationKind.SHORT_BREAK: (Basis.TALKED, Basis.DEDUCTED),
    DeviationKind.REST: (Basis.TALKED, Basis.EMERGENCY),
    DeviationKind.FREE_TIME: (Basis.TALKED, Basis.EMERGENCY),
    DeviationKind.PERIOD: (Basis.TALKED,),
    DeviationKind.OTHER: (Basis.TALKED,),
}
# Which stamp is missing, so that a time that somebody knows better can be entered for it.
MISSING: Mapping[DeviationKind, StampKind] = {
    DeviationKind.MISSING_OUT: StampKind.OUT,
    DeviationKind.MISSING_IN: StampKind.IN,
    DeviationKind.BREAK_NOT_ENDED: StampKind.BREAK_END,
}


def proposed(finding: Finding, day: DayInQuestion) -> tuple[Fix, ...]:
    """Return the ways to settle a finding, the likely one first; nothing where that is done elsewhere.

    Who came at 8:00, was back from the break at 12:30 and went without a stamp may have gone at 16:18 with her target
    of 7:48 done, at 15:00 with the core time, or at 12:30, the last sign of her.
    """
    kind = kind_of(finding.code)
    found = list(PROPOSING[kind](finding, day)) if kind in PROPOSING else []
    found += [Fix(Act.SETTLE, basis) for basis in SETTLED.get(kind, ())]
    return _different(found)


def missing(finding: Finding) -> StampKind | None:
    """Return the kind of stamp that is missing, None where none is."""
    return MISSING.get(kind_of(finding.code))


def at_clock(finding: Finding, day: DayInQuestion, clock: time) -> tuple[datetime, ...]:
    """Return what a wall clock may mean for the missing stamp: a going at 1:30 is after midnight for who came at 18:00.

    Nothing where it fits between no two stamps; two in the hour that comes twice.
    """
    gap = _gap(finding, day)
    if gap is None:
        return ()
    return tuple(at for on in days_touched(gap, day.zone) for at in readings(on, clock, day.zone) if _within(gap, at))


def in_order(day: date, clocks: Iterable[time], zone: ZoneInfo) -> tuple[tuple[datetime, ...], ...]:
    """Return what each of some clocks may mean, given in the order in which they were: 6:00 after 22:00 is tomorrow's.

    None for a clock that the night skipped, two for one that came twice.
    """
    found: list[tuple[datetime, ...]] = []
    last: datetime | None = None
    for clock in clocks:
        today = tuple(at for at in readings(day, clock, zone) if last is None or at > last)
        found.append(today or readings(day + ONE_DAY, clock, zone) if last is not None else today)
        last = found[-1][0] if found[-1] else last
    return tuple(found)


def in_own_words(finding: Finding) -> bool:
    """Say whether a finding can be settled as it is, with a reason of one's own."""
    return kind_of(finding.code) in SETTLED


def out_for_target(day: DayInQuestion, session: WorkSession) -> datetime | None:
    """Return when somebody who is in has done her target of the day: 8:00 and 7:48 is 16:18, the break taken off.

    None where a break has no end, for then it is not known how long she worked.
    """
    begun = session.breaks[-1].to_at if session.breaks else session.from_at
    if begun is None:
        return None
    known = (each for each in day.sessions if each.to_at is not None or each is session)
    done = [span for span in union(span for each in known for span in work_spans(each)) if span.from_at < begun]
    gross = total(done)
    interrupted = begun - done[0].from_at - gross if done else ZERO
    return begun + _gross_for(day, interrupted) - gross


def _gross_for(day: DayInQuestion, interrupted: timedelta) -> timedelta:
    """Return how long one has to work for the target with what a missing break takes off: 8:18 for 7:48."""
    gross, off = day.target, ZERO
    while day.breaks is not None and (more := deduction(gross, interrupted, day.breaks)) > off:
        gross, off = day.target + more, more
    return gross


def _gap(finding: Finding, day: DayInQuestion) -> Span | None:
    """Return between which instants the missing stamp lies; None where none is missing, or nobody can tell of which."""
    told, kind = _tap_of(finding, day), missing(finding)
    if told is None or kind is None:
        return None
    if kind is StampKind.IN:
        first = told.at - day.longest_session - MINUTE
        return _span(max([first, *(tap.at for tap in day.taps if tap.at < told.at)]), told.at)
    since = told if kind is StampKind.OUT else _break_begun(day, told)
    if since is None:
        return None
    last, until = since.at, min(day.as_of, since.at + day.longest_session + MINUTE)
    for tap in (each for each in day.taps if each.at > since.at):
        if kind is StampKind.BREAK_END or tap.kind not in WITHIN:
            until = min(until, tap.at)
            break
        last = tap.at
    return _span(last, until)


def _span(since: datetime, until: datetime) -> Span | None:
    return Span(since, until) if since < until else None


def _within(gap: Span, at: datetime) -> bool:
    return gap.from_at < at < gap.to_at


def _break_begun(day: DayInQuestion, told: Tap) -> Tap | None:
    starts = [tap for tap in day.taps if tap.kind is StampKind.BREAK_START and tap.at <= told.at]
    return starts[-1] if starts else None


def _missing_out(finding: Finding, day: DayInQuestion) -> Iterator[Fix]:
    alone, gap = _tap_of(finding, day), _gap(finding, day)
    if alone is None:
        return
    session = next((each for each in day.sessions if each.in_stamp == alone.uid), None)
    if gap is not None and session is not None:
        yield from _added(StampKind.OUT, _ends(day, session), gap)
        if gap.from_at > alone.at:
            yield Fix(Act.ADD, Basis.LAST_SIGN, (Tap(StampKind.OUT, gap.from_at),))
    yield Fix(Act.TAKE_OUT, Basis.BY_MISTAKE, without=alone.uid)


def _ends(day: DayInQuestion, session: WorkSession) -> Iterator[tuple[Basis, datetime]]:
    # Of two shifts of a day the one she was in: who came at 5:30 went at 8:00, though she came again at 15:00.
    ends = [shift.to_at for shift in union(day.shifts) if shift.to_at > session.from_at]
    yield from ((Basis.SHIFT_END, at) for at in ends[:1])
    at = out_for_target(day, session)
    if at is not None and day.target > ZERO:
        yield Basis.TARGET_MET, at
    if day.plan is not None and day.plan.core_time is not None:
        yield Basis.CORE_END, instant(day.day, day.plan.core_time.to_clock, day.zone)


def _missing_in(finding: Finding, day: DayInQuestion) -> Iterator[Fix]:
    alone, gap = _tap_of(finding, day), _gap(finding, day)
    if alone is None or gap is None:
        return
    yield from _added(StampKind.IN, _begins(day, alone.at), gap)
    yield Fix(Act.TAKE_OUT, Basis.BY_MISTAKE, without=alone.uid)


def _begins(day: DayInQuestion, went: datetime) -> Iterator[tuple[Basis, datetime]]:
    begins = [shift.from_at for shift in union(day.shifts) if shift.from_at < went]
    yield from ((Basis.SHIFT_BEGIN, at) for at in begins[-1:])
    if day.plan is not None and day.plan.begins is not None:
        yield Basis.PLAN_BEGIN, instant(day.day, day.plan.begins, day.zone)
    if not day.sessions and day.target > ZERO:
        yield Basis.TARGET_BEFORE, went - _gross_for(day, ZERO)
    if day.plan is not None and day.plan.core_time is not None:
        yield Basis.CORE_BEGIN, instant(day.day, day.plan.core_time.from_clock, day.zone)


def _added(kind: StampKind, at: Iterable[tuple[Basis, datetime]], gap: Span) -> Iterator[Fix]:
    """Yield one stamp, cut to its full minute, for each instant that lies in the gap."""
    for basis, each in at:
        minute = floor_minute(each)
        if _within(gap, minute):
            yield Fix(Act.ADD, basis, (Tap(kind, minute),))


def _break_not_ended(finding: Finding, day: DayInQuestion) -> Iterator[Fix]:
    """Yield the end of a break of the least length; who went from the break may not have come back at all."""
    told, gap = _tap_of(finding, day), _gap(finding, day)
    if told is not None and told.kind is not StampKind.BREAK_START:
        yield Fix(Act.SETTLE, Basis.DID_NOT_RETURN)
    if gap is not None:
        yield from _added(StampKind.BREAK_END, [(Basis.LEAST_BREAK, gap.from_at + day.least_break)], gap)


def _no_stamps(_: Finding, day: DayInQuestion) -> Iterator[Fix]:
    """Yield that she worked as planned and forgot to stamp, where a plan says when, or was away."""
    spans = _planned(day)
    if spans and spans[-1].to_at < day.as_of:
        pairs = ((Tap(StampKind.IN, span.from_at), Tap(StampKind.OUT, span.to_at)) for span in spans)
        yield Fix(Act.ADD, Basis.AS_PLANNED, tuple(tap for pair in pairs for tap in pair))
    yield from (Fix(Act.AWAY, basis) for basis in (Basis.SICK, Basis.LEAVE, Basis.FLEXTIME_DAY))
    yield Fix(Act.AWAY, Basis.TRIP, figures={"site_min": day.target // MINUTE, "travel_min": 0})


def _planned(day: DayInQuestion) -> tuple[Span, ...]:
    """Return when she was to work: in each of her shifts, or from when she has to be there until the target is met."""
    if day.shifts:
        return union(day.shifts)
    plan = day.plan
    clock = None if plan is None else plan.begins or (plan.core_time and plan.core_time.from_clock)
    if clock is None:
        return ()
    begun = instant(day.day, clock, day.zone)
    return (Span(begun, begun + _gross_for(day, ZERO)),)


def _impossible(finding: Finding, day: DayInQuestion) -> Iterator[Fix]:
    told = _tap_of(finding, day)
    if told is not None:
        yield Fix(Act.TAKE_OUT, Basis.BY_MISTAKE, without=told.uid)


def _tap_of(finding: Finding, day: DayInQuestion) -> Tap | None:
    """Return the stamp a finding is about, by its kind and clock."""
    told = finding.figures.get("kind"), finding.figures.get("at")
    return next((tap for tap in day.taps if (tap.kind.value, shown(tap.at, day.zone)) == told), None)


def _different(fixes: Iterable[Fix]) -> tuple[Fix, ...]:
    """Return fixes without those that say the same as one before."""
    found: dict[object, Fix] = {}
    for fix in fixes:
        same = [(tap.kind, tap.at) for tap in fix.taps] or fix.basis
        found.setdefault(str(same), fix)
    return tuple(found.values())


PROPOSING: Mapping[DeviationKind, Callable[[Finding, DayInQuestion], Iterator[Fix]]] = {
    DeviationKind.MISSING_OUT: _missing_out,
    DeviationKind.MISSING_IN: _missing_in,
    DeviationKind.BREAK_NOT_ENDED: _break_not_ended,
    DeviationKind.NO_STAMPS: _no_stamps,
    DeviationKind.IMPOSSIBLE_STAMP: _impossible,
}
