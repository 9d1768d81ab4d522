"""Cases of being on call, and of the calls in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from timeclock.cases.course import EMPLOYMENT, Course, evaluating
from timeclock.cases.world import Question, Said, World
from timeclock.core.amounts import AmountKind
from timeclock.core.dated import Dated
from timeclock.core.day import PersonResult
from timeclock.core.duties import Duty, DutyKind
from timeclock.core.figures import CallFigures
from timeclock.core.plans import ModelRules
from timeclock.core.spans import MINUTE, ZERO, DaySpan, Span
from timeclock.core.walltime import ONE_DAY

# A case of calls says how long they were, not when: one after the other in a duty that is long enough for all.
BEGIN = datetime(2026, 11, 2, 15, tzinfo=UTC)
BETWEEN = timedelta(minutes=30)
ENDS = ("start", "end")
UNITS = (AmountKind.ON_CALL, AmountKind.ON_CALL_HOURS)
MINUTES = (AmountKind.CALL_OUT, AmountKind.REMOTE_CALL)
RULES = ModelRules(longest_session=timedelta(days=7), day_starts=None, doubled_within=ZERO, wrong_key_within=ZERO)


def on_call(said: Said) -> Question:
    """Ask for the hours of pay that being on call is worth."""
    spans = [Span(*(datetime.fromisoformat(each[end]).astimezone(UTC) for end in ENDS)) for each in said["periods"]]
    return evaluating(_course(spans), lambda result: {"hourly_pay_units": _sum(result, UNITS)})


def calls(said: Said) -> Question:
    """Ask for the minutes that are paid of calls."""
    called = tuple(_called(said["outside_calls_min"], said["remote_calls_min"]))
    end = called[-1][1] if called else BEGIN
    course = replace(_course([Span(BEGIN, end + ONE_DAY)]), calls=called)
    ask = evaluating(course, lambda result: {"paid_min": _sum(result, MINUTES)})
    return lambda world: ask(_rounding(world, said["policy"]))


def _called(outside: Sequence[int], remote: Sequence[int]) -> Iterator[tuple[datetime, datetime, str]]:
    at = BEGIN
    for origin, lengths in (("terminal", outside), ("phone", remote)):
        for length in lengths:
            yield at, at + length * MINUTE, origin
            at += length * MINUTE + BETWEEN


def _course(spans: Sequence[Span]) -> Course:
    duties = tuple(Duty(EMPLOYMENT, DutyKind.ON_CALL, span) for span in spans)
    days = DaySpan(min(span.from_at for span in spans).date() - ONE_DAY, max(span.to_at for span in spans).date())
    return Course((), RULES, period=DaySpan(days.from_day, days.to_day + 2 * ONE_DAY), duties=duties)


def _rounding(world: World, policy: Said) -> World:
    """Return the world in which remote calls are rounded as the case says (OPEN-13)."""
    if "remote_round_to" not in policy:
        return world
    entries = world.law.remote_calls.entries
    step = policy["remote_round_to"] * MINUTE
    rounded = tuple((day, CallFigures(step, figures.rule, figures.citation)) for day, figures in entries)
    return replace(world, law=replace(world.law, remote_calls=Dated("remote_calls", rounded)))


def _sum(result: PersonResult, kinds: Sequence[AmountKind]) -> float:
    return float(sum(amount.amount for day in result.days for amount in day.amounts if amount.kind in kinds))
