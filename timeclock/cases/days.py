"""Cases of working days: credit and protection, frame and core time, and what is due."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

from timeclock.cases.comparing import Answers, days_of
from timeclock.cases.course import CARE, Course, clocks, course_of, evaluating, minutes, with_rests
from timeclock.cases.world import NotBuilt, Question, Said
from timeclock.core.day import DayResult, PersonResult, ProtectDay
from timeclock.core.findings import Code, Severity
from timeclock.core.lines import Reason
from timeclock.core.plans import DayPlan, ModelRules
from timeclock.core.spans import MINUTE, ZERO, DaySpan
from timeclock.core.walltime import ONE_DAY

DAY_POLICIES = {
    "tarif": frozenset({"auto_deduction", "break_check", "max_day_min"}),
    "minor": frozenset({"auto_deduction", "jarb_8_2a", "multi_shift"}),
    "pregnant": frozenset({"auto_deduction", "break_check", "max_day_min", "muschg_28", "muschg_6_consent"}),
    "pregnant_minor": frozenset({"auto_deduction", "jarb_8_2a", "multi_shift", "muschg_28", "muschg_6_consent"}),
}


def day(said: Said) -> Question:
    """Ask for the working days, the credit, the rests and the violations."""
    person, policy = said["person"], said["policy"]
    if person["status"] not in DAY_POLICIES:
        raise NotBuilt(f"day ({person['status']})")
    if person.get("sector", CARE) != CARE:
        raise NotBuilt(f"day (sector {person['sector']})")
    if unknown := sorted(policy.keys() - DAY_POLICIES[person["status"]]):
        raise NotBuilt(f"day (policy {', '.join(unknown)})")
    return (with_rests if "sector" in person else evaluating)(course_of(said), _day)


def flex(said: Said) -> Question:
    """Ask for what lies outside the frame and misses the core time."""
    frame, core = (clocks(said["policy"][key]) for key in ("frame", "core"))
    plan = DayPlan("flex", ZERO, frame, core)
    return evaluating(course_of(said, plans=dict.fromkeys(range(1, 8), plan)), _flex)


def target(said: Said) -> Question:
    """Ask for what is due in a period."""
    person = said["person"]
    each = timedelta(minutes=person["weekly_minutes"]) / len(person["workdays"])
    by_day = {int(no): timedelta(minutes=length) for no, length in person.get("day_minutes", {}).items()}
    lengths = {no: by_day.get(no, each) if no in person["workdays"] else ZERO for no in range(1, 8)}
    plans = {no: DayPlan(str(no), length) for no, length in lengths.items()}
    days = DaySpan(date.fromisoformat(said["period_start"]), date.fromisoformat(said["period_end"]) + ONE_DAY)
    return evaluating(Course((), ModelRules(), plans=plans, period=days), _target)


def _day(result: PersonResult) -> Answers:
    spans = [minutes(each.span.length) for each in result.protect_days]
    found = days_of(
        {
            "date": each.day.isoformat(),
            "span_min": span,
            "arbzg_min": minutes(each.protective),
            "qualifying_break_min": span - minutes(each.protective),
        }
        for each, span in zip(result.protect_days, spans, strict=True)
    )
    for each in result.days:
        span = sum(span for day, span in zip(result.protect_days, spans, strict=True) if day.day == each.day)
        found |= {f"{each.day}.{name}": value for name, value in _credit(each, span).items()}
    rests = [minutes(_rest(*pair)) for pair in pairwise(result.protect_days)]
    violations = (each for each in result.findings if each.severity is Severity.VIOLATION)
    return {
        **found,
        "rest_min": rests,
        "violations": frozenset(f"{each.code.value} {each.day}" for each in violations),
    }


def _rest(before: ProtectDay, day: ProtectDay) -> timedelta:
    """Return the rest as judged; where it is so long that nobody asks for it, what lies between the two days."""
    return day.span.from_at - before.span.to_at if day.rest_before is None else day.rest_before


def _credit(day: DayResult, span: int) -> dict[str, int | None]:
    deducted = -sum((line.amount for line in day.lines if line.reason is Reason.BREAK_DEDUCTED), ZERO)
    return {
        "gross_min": minutes(day.present),
        "interruptions_min": span - minutes(day.present),
        "deduction_min": minutes(deducted),
        "net_min": None if day.worked is None else minutes(day.worked),
    }


def _flex(result: PersonResult) -> Answers:
    figures = {finding.code: finding.figure for day in result.days for finding in day.findings}
    return {
        "gross_min": sum(minutes(day.present) for day in result.days),
        "arbzg_min": sum(minutes(day.protective) for day in result.protect_days),
        "credited_min": sum(minutes(day.worked or ZERO) for day in result.days),
        "outside_frame_min": figures.get(Code.OUTSIDE_FRAME, 0),
        "core_violation_min": figures.get(Code.CORE_TIME, 0),
    }


def _target(result: PersonResult) -> Answers:
    return {"target_min": sum((day.target for day in result.days), ZERO) / MINUTE}
