"""Trainees at school (BBiG §15, JArbSchG §9): what lessons are worth, and when nobody may be called to work."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from timeclock.core.absences import Absence, Credit, on_day
from timeclock.core.day import PersonFile
from timeclock.core.figures import SchoolFigures
from timeclock.core.findings import Code, Finding, violation
from timeclock.core.lines import Reason
from timeclock.core.plans import WEEK_DAYS, DayPlan, PlanInForce, average_week
from timeclock.core.spans import MINUTE, ZERO, DaySpan, Span, clip, total
from timeclock.core.walltime import ONE_DAY, instant

Lessons = tuple[date, Absence]


@dataclass(frozen=True, slots=True)
class SchoolWorth:
    """What the lessons of a day are worth, for which reason and by which law; `extra` may be worked in the week."""

    reason: Reason
    amount: timedelta
    citation: str
    extra: timedelta = ZERO


def worth(file: PersonFile, plan: PlanInForce, day: date, absence: Absence) -> SchoolWorth | None:
    """Return what lessons are worth: of six from 8:00 to 13:10 the average day, of the next such day 5:10 and the way.

    Nothing is lifted to the target and nothing cut at it. A holiday has no school.
    """
    figures = file.law.school.if_on(day)
    if figures is None or file.calendar.is_holiday(day):
        return None
    week = _week(file, plan.employment_id, day)
    if _is_block(week, figures):
        amount = _share(average_week(plan.pattern), week.index((day, absence)), len(week))
        return SchoolWorth(Reason.SCHOOL_BLOCK, amount, figures.block_citation, figures.block_extra)
    if (day, absence) == _free_of_work(week, figures):
        return SchoolWorth(Reason.SCHOOL_DAY, _average_day(plan.pattern), figures.day_citation)
    travel = absence.figures["travel_min"] * MINUTE if figures.travel_counts else ZERO
    return SchoolWorth(Reason.SCHOOL_HOURS, _length(day, absence) + travel, figures.hours_citation)


def findings(
    file: PersonFile, plan: PlanInForce, day: date, absent: Sequence[Absence], work: Sequence[Span]
) -> Iterator[Finding]:
    """Yield work before lessons that begin before nine, and work on the day of the week that is free for school."""
    figures, lessons = file.law.school.if_on(day), [each for each in absent if each.reason.credit is Credit.SCHOOL]
    if figures is None or not lessons or file.calendar.is_holiday(day):
        return
    before = total(clip(work, _before(file, day, lessons[0], figures)))
    if before:
        yield violation(Code.BBIG_15_1_1, day, figures.early_citation, before, ZERO)
    week = _week(file, plan.employment_id, day)
    free = None if _is_block(week, figures) else _free_of_work(week, figures)
    if work and free is not None and free[0] == day:
        yield violation(Code.BBIG_15_1_2, day, figures.day_citation, total(work), ZERO)


def _before(file: PersonFile, day: date, lessons: Absence, figures: SchoolFigures) -> Span:
    """Return the hours before early lessons, back to the day before; none before later ones."""
    begin = instant(day, _clocks(day, lessons)[0].time(), file.zone)
    is_early = any(part.from_clock <= _clocks(day, lessons)[0].time() < part.to_clock for part in figures.early)
    return Span(begin - ONE_DAY if is_early else begin, begin)


def _week(file: PersonFile, employment_id: int, day: date) -> list[Lessons]:
    """Return the lessons of a day's week, Monday to Sunday, in their order."""
    monday = day - (day.isoweekday() - 1) * ONE_DAY
    days = (on for on in DaySpan(monday, monday + WEEK_DAYS * ONE_DAY) if not file.calendar.is_holiday(on))
    found = ((on, each) for on in days for each in on_day(file.absences, employment_id, on))
    return [lessons for lessons in found if lessons[1].reason.credit is Credit.SCHOOL]


def _is_block(week: Sequence[Lessons], figures: SchoolFigures) -> bool:
    """Say whether lessons with their breaks make a week of block lessons: 25 hours on five days."""
    hours = sum((_length(*lessons) for lessons in week), ZERO)
    return hours >= figures.block_hours and len({day for day, _ in week}) >= figures.block_days


def _free_of_work(week: Sequence[Lessons], figures: SchoolFigures) -> Lessons | None:
    return next((each for each in week if each[1].figures["lessons"] > figures.most_lessons), None)


def _length(day: date, absence: Absence) -> timedelta:
    begin, end = _clocks(day, absence)
    return end - begin


def _clocks(day: date, absence: Absence) -> tuple[datetime, datetime]:
    """Return a day's lessons by the clock on the wall; an absence for school always has both clocks."""
    begin, end = (datetime.combine(day, clock) for clock in (absence.from_clock, absence.to_clock) if clock is not None)
    return begin, end


def _average_day(pattern: Sequence[DayPlan]) -> timedelta:
    """Return what a working day of a round has on average: 39:00 on five days are 7:48."""
    targets = [plan.target for plan in pattern if plan.target]
    return sum(targets, ZERO) // MINUTE // max(1, len(targets)) * MINUTE


def _share(week: timedelta, no: int, of: int) -> timedelta:
    """Return one of so many shares of a week in whole minutes, which add up."""
    whole = week // MINUTE
    return (whole * (no + 1) // of - whole * no // of) * MINUTE
