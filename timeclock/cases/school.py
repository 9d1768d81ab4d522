"""Cases of what is not worked but counts: trainees at school, and the travel of a month."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from timeclock.cases.comparing import Answers
from timeclock.cases.course import EMPLOYMENT, LONGEST_SESSION, Course, evaluating, minutes
from timeclock.cases.world import Question, Said
from timeclock.core import trips
from timeclock.core.absences import Absence, AbsenceReason, Averaging, Credit, Extent
from timeclock.core.day import PersonResult
from timeclock.core.findings import Code
from timeclock.core.lines import Line, Reason
from timeclock.core.plans import BreakDeduction, DayPlan, ModelRules
from timeclock.core.spans import MINUTE, ZERO, DaySpan
from timeclock.core.walltime import ONE_DAY

# A week without a holiday; what the figures of a case that has no date of its own are those of.
MONDAY, TODAY = date(2026, 11, 2), date(2026, 11, 3)
RULES = ModelRules(break_deduction=BreakDeduction.NONE, longest_session=LONGEST_SESSION, day_starts=None)
AT_SCHOOL = frozenset({Reason.SCHOOL_HOURS, Reason.SCHOOL_DAY, Reason.SCHOOL_BLOCK})
SCHOOL = AbsenceReason("vocational_school", Credit.SCHOOL, Averaging.COUNTS, {}, {}, "", "")
HOUR, BERLIN = timedelta(hours=1), ZoneInfo("Europe/Berlin")
MANY, LONG_DAY = 8, (time(8), time(15))


def trip_month(said: Said) -> Question:
    """Ask what a month's uncredited travel is worth as time off."""
    month = timedelta(minutes=said["uncredited_month_min"])
    return lambda world: {"bonus_min": trips.time_off(month, world.law.trip_month.on(TODAY)) / MINUTE}


def day(said: Said) -> Question:
    """Ask what a day at school is worth, and whether an hour of work after it is a violation."""
    lessons = [_lessons(TODAY, _clock(said["school_from"]), _clock(said["school_to"]), said)]
    if not said["first_such_day"]:
        lessons.append(_lessons(MONDAY, *LONG_DAY, {"lessons": MANY, "travel_min": 0}))
    end = datetime.combine(TODAY, _clock(said["school_to"]), BERLIN)
    course = _course(DaySpan.one(TODAY), _week(timedelta(minutes=said["avg_day_min"])), *lessons, work=end)

    def answer(result: PersonResult) -> Answers:
        allowed = Code.BBIG_15_1_2 not in {found.code for each in result.days for found in each.findings}
        return {"credit_min": _credit(_at_school(result)), "work_allowed_same_day": allowed}

    return evaluating(course, answer)


def before_nine(said: Said) -> Question:
    """Ask whether work may come before lessons."""
    begin = _clock(said["lesson_start"])
    come = datetime.combine(TODAY, begin, BERLIN) - HOUR
    lessons = _lessons(TODAY, begin, time(23, 59), {"lessons": 1, "travel_min": 0})
    course = _course(DaySpan.one(TODAY), _week(8 * HOUR), lessons, work=come if said["work_before"] else None)
    return evaluating(
        course,
        lambda result: {"violation": any(found.code is Code.BBIG_15_1_1 for found in result.days[0].findings)},
    )


def block(said: Said) -> Question:
    """Ask whether a week at school is one of block lessons, and what it is worth."""
    days, whole = int(said["block_days"]), round(said["block_hours"] * 60)
    lessons = []
    for no in range(days):
        length = (whole * (no + 1) // days - whole * no // days) * MINUTE
        end = (datetime.combine(MONDAY, time(7)) + length).time()
        lessons.append(_lessons(MONDAY + no * ONE_DAY, time(7), end, {"lessons": 1, "travel_min": 0}))
    plans = {no: DayPlan("plan", timedelta(minutes=said["avg_week_min"]) if no == 1 else ZERO) for no in range(1, 8)}
    return evaluating(_course(DaySpan(MONDAY, MONDAY + 7 * ONE_DAY), plans, *lessons), _block)


def _block(result: PersonResult) -> Answers:
    found = [line for line in _at_school(result) if line.reason is Reason.SCHOOL_BLOCK]
    if not found:
        return {"credit_min": None, "extra_allowed_min": None}
    return {"credit_min": _credit(found), "extra_allowed_min": found[0].figures["extra"]}


def _course(days: DaySpan, plans: dict[int, DayPlan], *lessons: Absence, work: datetime | None = None) -> Course:
    """Return the course of a trainee who perhaps works for half an hour."""
    begin = None if work is None else work.astimezone(UTC)
    worked = () if begin is None else ((begin, begin + HOUR / 2),)
    return Course(worked, RULES, plans=plans, period=days, absences=lessons)


def _week(average: timedelta) -> dict[int, DayPlan]:
    return {no: DayPlan("plan", average if no in range(1, 6) else ZERO) for no in range(1, 8)}


def _lessons(on: date, begin: time, end: time, said: Any) -> Absence:
    figures = {name: int(said[name]) for name in ("lessons", "travel_min")}
    return Absence(EMPLOYMENT, DaySpan.one(on), SCHOOL, Extent.HOURS, begin, end, figures)


def _clock(said: str) -> time:
    return time.fromisoformat(said)


def _at_school(result: PersonResult) -> list[Line]:
    return [line for each in result.days for line in each.lines if line.reason in AT_SCHOOL]


def _credit(lines: list[Line]) -> int:
    return minutes(sum((line.amount for line in lines), ZERO))
