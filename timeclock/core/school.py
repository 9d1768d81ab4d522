"""Trainees at school (BBiG §15, JArbSchG §9): what lessons are worth, and when nobody may be called to work."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from timeclock.core.absences import Absence, Credit, on_day, span_away
from timeclock.core.day import PersonFile
from timeclock.core.figures import SchoolFigures
from timeclock.core.findings import Code, Finding, violation
from timeclock.core.lines import Line, Reason
from timeclock.core.plans import WEEK_DAYS, DayPlan, PlanInForce, average_week
from timeclock.core.spans import MINUTE, ZERO, DaySpan, Span, clip, total
from timeclock.core.walltime import ONE_DAY, instant

Lessons = tuple[date, Absence]
LESSONS = frozenset({Reason.SCHOOL_HOURS, Reason.SCHOOL_DAY, Reason.SCHOOL_BLOCK})


@dataclass(frozen=True, slots=True)
class SchoolWorth:
    """What the lessons of a day are worth, for which reason and by which law; `extra` may be worked in the week.

    `counts`: how long they are for the day of who is a minor (JArbSchG §9 Abs. 2), which knows no way to school.
    `way`: how much of their worth is the way to work.
    """

    reason: Reason
    amount: timedelta
    counts: timedelta
    citation: str
    extra: timedelta = ZERO
    way: timedelta = ZERO


def worth(file: PersonFile, plan: PlanInForce, day: date, absence: Absence) -> SchoolWorth | None:
    """Return what lessons are worth: of six from 8:00 to 13:10 the average day, of the next such day 5:10 and the way.

    Nothing is lifted to the target and nothing cut at it. A holiday has no school.
    """
    figures = file.law.school.if_on(day)
    if figures is None or file.calendar.is_holiday(day):
        return None
    week = _week(file, plan.employment_id, day)
    if _is_block(week, figures):
        amount, length = (
            _share(average_week(plan.pattern), week.index((day, absence)), len(week)),
            _length(day, absence),
        )
        return SchoolWorth(Reason.SCHOOL_BLOCK, amount, length, figures.block_citation, figures.block_extra)
    if (day, absence) == _free_of_work(week, figures):
        average = _average_day(plan.pattern)
        return SchoolWorth(Reason.SCHOOL_DAY, average, average, figures.day_citation)
    travel = absence.figures["travel_min"] * MINUTE if figures.travel_counts else ZERO
    length = _length(day, absence)
    return SchoolWorth(Reason.SCHOOL_HOURS, length + travel, length, figures.hours_citation, way=travel)


def twice(found: SchoolWorth, absence: Absence, day: date, work: Iterable[Span], zone: ZoneInfo) -> timedelta:
    """Return the work within lessons that are worth their time; it counts once, as work."""
    return total(clip(work, span_away(absence, day, zone))) if found.reason is Reason.SCHOOL_HOURS else ZERO


def counting(file: PersonFile, day: date, work: Sequence[Span]) -> timedelta:
    """Return how much of a day's lessons count for a minor's eight hours besides her work, over all employments."""
    length = ZERO
    for each in file.absences:
        plan = file.plans.get((each.employment_id, day))
        if plan is None or day not in each.days or each.reason.credit is not Credit.SCHOOL:
            continue
        found = worth(file, plan, day, each)
        if found is not None:
            length += found.counts - twice(found, each, day, work, file.zone)
    return length


def early_on(file: PersonFile, day: date) -> bool:
    """Say whether lessons of a day begin before nine."""
    figures = file.law.school.if_on(day)
    if figures is None or file.calendar.is_holiday(day):
        return False
    school = (each for each in file.absences if each.reason.credit is Credit.SCHOOL and day in each.days)
    return any(_is_early(_clocks(day, each)[0].time(), figures) for each in school)


def counted(lines: Iterable[Line]) -> tuple[timedelta, timedelta]:
    """Return what a day's lessons count for a minor's week, and how much of that a block week's, as the lines say."""
    school = [line for line in lines if line.reason in LESSONS]
    block = sum((line.amount for line in school if line.reason is Reason.SCHOOL_BLOCK), ZERO)
    others = (int(line.figures["counts"]) for line in school if line.reason is not Reason.SCHOOL_BLOCK)
    return block + sum(others) * MINUTE, block


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
    is_early = _is_early(_clocks(day, lessons)[0].time(), figures)
    return Span(begin - ONE_DAY if is_early else begin, begin)


def _is_early(clock: time, figures: SchoolFigures) -> bool:
    return any(part.from_clock <= clock < part.to_clock for part in figures.early)


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
