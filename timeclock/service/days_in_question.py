"""The day about which somebody in the time office decides: its stamps, its plan, and what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from timeclock.core import minors, walltime
from timeclock.core.day import DayResult
from timeclock.core.duties import SHIFTS
from timeclock.core.figures import BreakFigures
from timeclock.core.findings import Finding
from timeclock.core.fixes import DayInQuestion, Tap
from timeclock.core.plans import BreakDeduction, ModelRules, PlanInForce
from timeclock.core.spans import ZERO, DaySpan, Span
from timeclock.service import bills
from timeclock.service.bills import StampSeen
from timeclock.service.rulebook import Rulebook
from timeclock.service.sight import Sight
from timeclock.store import plans, results, rosters, stamps
from timeclock.store.db import Session
from timeclock.store.people import Employed
from timeclock.store.questions import ask
from timeclock.store.scope import Scope


@dataclass(frozen=True, slots=True)
class Looked:
    """A day as a row of the list shows it, what was found on it, and as the core proposes how to settle it."""

    stamps: tuple[StampSeen, ...]
    plan: PlanInForce | None
    worked: timedelta | None
    findings: tuple[Finding, ...]
    question: DayInQuestion


def look(session: Session, sight: Sight, rulebook: Rulebook, employed: Employed, on: date, scope: Scope) -> Looked:
    """Return an employment's day with all that is needed to decide; the caller records whose days were looked at."""
    one = DaySpan.one(on)
    saved, held = results.covered_days(employed.employment_id, one, scope), plans.held(employed.person_id, one)
    span = walltime.day_span(on, sight.zone)
    tomorrow = walltime.day_span(on + walltime.ONE_DAY, sight.zone)
    shown = stamps.visible(employed, Span(span.from_at, tomorrow.to_at))
    rostered = rosters.rostered(employed.person_id, one)
    answers = ask(session, saved, held, shown, rostered)
    planned = answers.to(held).on(one)
    plan = planned.by_day.get((employed.employment_id, on))
    result = answers.to(saved)[0].result if answers.to(saved) else None
    seen = tuple(bills.stamp_seen(row) for row in answers.to(shown))
    shifts = tuple(
        duty.span
        for duty in answers.to(rostered).within(one, sight.zone)
        if duty.employment_id == employed.employment_id and duty.kind in SHIFTS and duty.day(sight.zone) == on
    )
    minor = minors.protecting(rulebook.around.law, planned.born_on, on)
    breaks = rulebook.around.law.breaks.on(on) if minor is None else minor.breaks
    return Looked(
        tuple(each for each in seen if each.at < span.to_at),
        plan,
        None if result is None else result.worked,
        () if result is None else result.findings,
        _question(sight, on, result, seen, plan, shifts, breaks),
    )


def _question(
    sight: Sight,
    on: date,
    result: DayResult | None,
    seen: Sequence[StampSeen],
    plan: PlanInForce | None,
    shifts: tuple[Span, ...],
    breaks: BreakFigures,
) -> DayInQuestion:
    takes_off = plan is not None and plan.rules.break_deduction is not BreakDeduction.NONE
    due = ZERO if plan is None or plan.plan is None else plan.plan.target
    return DayInQuestion(
        on,
        () if result is None else result.sessions,
        tuple(Tap(each.kind, each.at, each.uid) for each in seen if each.counts),
        due if result is None else result.target,
        None if plan is None else plan.plan,
        shifts,
        breaks if takes_off else None,
        min(step.pause for step in breaks.steps),
        (ModelRules() if plan is None else plan.rules).longest_session,
        sight.zone,
        sight.now,
    )
