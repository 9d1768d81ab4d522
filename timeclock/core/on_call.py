"""Rufbereitschaft (TVöD §8 Abs. 3): what being within reach is worth, and what is paid of the calls in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

from timeclock.core.amounts import Amount, AmountKind, Unit, of_minutes
from timeclock.core.dated import Dated, Since
from timeclock.core.day import PersonFile, WorkSession
from timeclock.core.duties import Duty, DutyKind
from timeclock.core.figures import CallFigures, LawFigures, OnCallFigures
from timeclock.core.findings import Code, Finding, Severity
from timeclock.core.holidays import HolidayCalendar
from timeclock.core.plans import PlanInForce
from timeclock.core.session_kinds import SessionKind
from timeclock.core.sessions import CALLS, Paired, Piece, work_spans
from timeclock.core.spans import MINUTE, ZERO, Span, clip, total, without
from timeclock.core.walltime import day_span, days_touched, floor_minute

SATURDAY = 6
AN_HOUR = 60

AmountsByDay = Mapping[tuple[int, date], tuple[Amount, ...]]


def amounts(file: PersonFile, paired: Iterable[Paired]) -> AmountsByDay:
    """Return what the duties on call are worth, each on the day it begins, with the calls in it however late."""
    begun: dict[tuple[int, date], list[Duty]] = {}
    for duty in sorted(file.duties, key=lambda duty: duty.span):
        if duty.kind is DutyKind.ON_CALL:
            begun.setdefault((duty.employment_id, duty.day(file.zone)), []).append(duty)
    if not begun:
        return {}
    called = {one.employment_id: _calls(one) for one in paired}
    return {
        key: tuple(_of_day(file, key, [duty.span for duty in duties], called.get(key[0], ())))
        for key, duties in begun.items()
    }


def at_work(file: PersonFile, work: Sequence[Piece]) -> tuple[Piece, ...]:
    """Return being on call where it is working time, besides what was stamped in it, as far as it is over."""
    found: list[Piece] = []
    for duty in file.duties:
        plan = file.plans.get((duty.employment_id, duty.day(file.zone)))
        terms = None if plan is None else plan.rules.on_call
        if duty.kind is DutyKind.ON_CALL and terms is not None and terms.is_work and duty.span.from_at < file.as_of:
            bound = Span(duty.span.from_at, min(duty.span.to_at, floor_minute(file.as_of)))
            free = without(bound, [*(piece.span for piece in work), *(piece.span for piece in found)])
            found += (Piece(span, duty.employment_id, SessionKind.STANDBY_ON_SITE, None) for span in free)
    return tuple(found)


def to_be_judged(file: PersonFile, plan: PlanInForce, day: date) -> Iterator[Finding]:
    """Yield that a duty binds so closely that somebody has to judge whether it is working time."""
    terms, figures = plan.rules.on_call, file.law.on_call_reaction.if_on(day)
    if terms is None or terms.reaction_time is None or terms.assessment or figures is None:
        return
    own = (duty for duty in file.duties if duty.employment_id == plan.employment_id and duty.kind is DutyKind.ON_CALL)
    if terms.reaction_time <= figures.reaction_time and any(duty.day(file.zone) == day for duty in own):
        soon, limit = terms.reaction_time // MINUTE, figures.reaction_time // MINUTE
        yield Finding(Code.EUGH_STANDBY, Severity.WARNING, day, figures.citation, soon, limit)


def _calls(paired: Paired) -> tuple[WorkSession, ...]:
    return tuple(session for session in paired.sessions if session.kind in CALLS)


def _of_day(
    file: PersonFile, key: tuple[int, date], spans: Sequence[Span], calls: Iterable[WorkSession]
) -> Iterator[Amount]:
    plan, day = file.plans.get(key), key[1]
    figures = file.law.on_call.if_on(day)
    if plan is None or figures is None or plan.regime not in figures.regimes:
        return
    long = [span for span in spans if span.length >= figures.least]
    yield from _flat(long, figures, file.calendar, file.zone, file.law.on_call.since(day))
    yield from _hourly([span for span in spans if span.length < figures.least], file.law, day)
    yield from _called([call for call in calls if _falls_into(call, spans)], file.law, day)


def _flat(
    spans: Sequence[Span], figures: OnCallFigures, calendar: HolidayCalendar, zone: ZoneInfo, since: Since
) -> Iterator[Amount]:
    """Yield the flat rate: Friday 15:00 to Monday 7:00 is 2 and 4 and 4 hours of pay, for Monday has too few hours."""
    if spans:
        found = sum((_flat_rate(span, figures, calendar, zone) for span in spans), Fraction(0))
        yield Amount(AmountKind.ON_CALL, found, Unit.PAY_HOURS, figures.rule, figures.citation, tuple(spans), since)


def _flat_rate(span: Span, figures: OnCallFigures, calendar: HolidayCalendar, zone: ZoneInfo) -> Fraction:
    """Return the rates of the day it begins and of each later one with enough real hours (rulebook C-1)."""
    rate = Fraction(0)
    for no, day in enumerate(days_touched(span, zone)):
        if no == 0 or total(clip([span], day_span(day, zone))) >= figures.least:
            is_free = day.isoweekday() >= SATURDAY or calendar.is_holiday(day)
            rate += figures.free_day if is_free else figures.day
    return rate


def _hourly(spans: Sequence[Span], law: LawFigures, day: date) -> Iterator[Amount]:
    """Yield the share of an hour's pay for each hour of what is shorter, minutes pro rata (OPEN-14): 11 h are 1.375."""
    if spans:
        figures, since = law.on_call_hours.on(day), law.on_call_hours.since(day)
        found = Fraction(total(spans) // MINUTE, AN_HOUR) * figures.an_hour
        yield Amount(
            AmountKind.ON_CALL_HOURS, found, Unit.PAY_HOURS, figures.rule, figures.citation, tuple(spans), since
        )


def _falls_into(call: WorkSession, spans: Iterable[Span]) -> bool:
    return any(span.from_at <= call.from_at < span.to_at for span in spans)


def _called(calls: Iterable[WorkSession], law: LawFigures, day: date) -> Iterator[Amount]:
    """Yield the minutes paid of the calls: each outside one up to its full hour, the remote ones in all."""
    outside = [work_spans(call) for call in calls if call.kind is SessionKind.CALL_OUT]
    remote = [span for call in calls if call.kind is SessionKind.REMOTE_CALL for span in work_spans(call)]
    paid = sum((_rounded_up(total(call), law.call_outs.on(day).round_to) for call in outside), ZERO)
    summed = _rounded_up(total(remote), law.remote_calls.on(day).round_to)
    yield from _paid(AmountKind.CALL_OUT, paid, law.call_outs, day, [span for call in outside for span in call])
    yield from _paid(AmountKind.REMOTE_CALL, summed, law.remote_calls, day, remote)


def _paid(
    kind: AmountKind, length: timedelta, law: Dated[CallFigures], day: date, spans: Iterable[Span]
) -> Iterator[Amount]:
    if length:
        figures = law.on(day)
        yield of_minutes(kind, length, figures.rule, figures.citation, spans, law.since(day))


def _rounded_up(length: timedelta, step: timedelta) -> timedelta:
    """Return a length up to the next full step: 35 minutes are an hour, none stay none."""
    return -(-length // step) * step
