"""Cases of what absences are worth: sickness, the doctor, and business trips."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from timeclock.cases.comparing import Answers
from timeclock.cases.course import EMPLOYMENT, LONGEST_SESSION, Course, clocks, evaluating, minutes
from timeclock.cases.world import Question, Said
from timeclock.core.absences import Absence, AbsenceReason, Averaging, Credit, Extent
from timeclock.core.day import DayResult, PersonResult
from timeclock.core.lines import Line, Reason
from timeclock.core.plans import BreakDeduction, DayPlan, ModelRules
from timeclock.core.spans import ZERO, DaySpan

# A Tuesday without a holiday around it, and a holiday.
WORKDAY, HOLIDAY = date(2026, 11, 3), date(2026, 6, 4)
RULES = ModelRules(break_deduction=BreakDeduction.NONE, longest_session=LONGEST_SESSION, day_starts=None)
ABSENT = frozenset({Reason.ABSENT, Reason.ABSENT_REST})
# What is due on a day of which the case only says when core time is: as long as any day.
WHOLE_DAY = timedelta(hours=24)


def sick_credit(said: Said) -> Question:
    """Ask for what is credited to who is sick on a day on which she worked a while."""
    on = HOLIDAY if said["holiday"] else WORKDAY
    begin = datetime.combine(on, time(4), UTC)
    worked = timedelta(minutes=said["worked_min"])
    work = ((begin, begin + worked),) if worked else ()
    course = _course(on, DayPlan("plan", timedelta(minutes=said["target_min"])), _absence(Credit.PLANNED, on))
    return evaluating(replace(course, work=work), _sick)


def medical_visit(said: Said) -> Question:
    """Ask for what is credited for a visit to the doctor."""
    core, visit = clocks(said["policy"].get("core")), clocks(said["visit"])
    if visit is None:
        raise ValueError("'visit' has no clocks")
    wanted = _absence(
        Credit.CORE_TIME,
        WORKDAY,
        extent=Extent.HOURS,
        from_clock=visit.from_clock,
        to_clock=visit.to_clock,
        figures={"unavoidable": int(said["unavoidable"])},
    )
    plan = DayPlan("plan", WHOLE_DAY, core_time=core)
    return evaluating(_course(WORKDAY, plan, wanted), lambda result: {"credit_min": _credit(result)})


def trip(said: Said) -> Question:
    """Ask for what a day of a trip is worth, and which travel is not."""
    figures = {name: int(said[name]) for name in ("site_min", "travel_min")}
    plan = DayPlan("plan", timedelta(minutes=said["target_min"]))
    return evaluating(_course(WORKDAY, plan, _absence(Credit.TRIP, WORKDAY, figures=figures)), _trip)


def _absence(credit: Credit, on: date, **more: Any) -> Absence:
    reason = AbsenceReason(credit.value, credit, Averaging.COUNTS, {}, {}, "", "")
    return Absence(EMPLOYMENT, DaySpan.one(on), reason, **more)


def _course(on: date, plan: DayPlan, *absences: Absence) -> Course:
    return Course((), RULES, plans=dict.fromkeys(range(1, 8), plan), period=DaySpan.one(on), absences=absences)


def _sick(result: PersonResult) -> Answers:
    day = _only(result)
    return {"credit_min": _credit(result), "day_total_min": minutes(day.worked or ZERO)}


def _credit(result: PersonResult) -> int:
    return minutes(sum((line.amount for line in _only(result).lines if line.reason in ABSENT), ZERO))


def _trip(result: PersonResult) -> Answers:
    day = _only(result)
    [line] = _lines(day, Reason.TRIP)
    return {"credited_min": minutes(line.amount), "uncredited_travel_min": line.figures["uncredited"]}


def _lines(day: DayResult, reason: Reason) -> list[Line]:
    return [line for line in day.lines if line.reason is reason]


def _only(result: PersonResult) -> DayResult:
    [day] = result.days
    return day
