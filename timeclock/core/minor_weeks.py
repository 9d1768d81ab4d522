"""The week of somebody who is not of age (JArbSchG §8 Abs. 1 and §15): forty hours on five days."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import accumulate

from timeclock.core import minors, periods
from timeclock.core.figures import MinorFigures
from timeclock.core.findings import Code, Finding, Severity
from timeclock.core.periods import KnownDays, PeriodKind, PeriodResult
from timeclock.core.premiums import SUNDAY
from timeclock.core.spans import MINUTE, ZERO, DaySpan
from timeclock.core.walltime import ONE_DAY


def too_much(hours: Sequence[timedelta], worked: Sequence[timedelta], figures: MinorFigures) -> Mapping[Code, int]:
    """Return what breaks the law, and on which of the days it began to: 8:00 on each of six is both, on the sixth.

    `hours` are those that count, `worked` those of which each makes a day of work.
    """
    hours_so_far, days_so_far = accumulate(hours), accumulate(1 if length else 0 for length in worked)
    found: dict[Code, int] = {}
    for no, (length, days) in enumerate(zip(hours_so_far, days_so_far, strict=True)):
        if length > figures.longest_week:
            found.setdefault(Code.JARBSCHG_8_1_WEEK40, no)
        if days > figures.most_days:
            found.setdefault(Code.JARBSCHG_15_5DAYS, no)
    return found


def judged(known: KnownDays) -> Iterator[PeriodResult]:
    """Yield the weeks that somebody began as a minor and in which she worked."""
    file = known.file
    for week in periods.weeks(1, periods.monday_of(file.years.from_day), file.years):
        figures = minors.protecting(file.law, file.born_on, week.from_day)
        if figures is not None and known.protective_in(week):
            yield _week(known, week, figures)


def _week(known: KnownDays, week: DaySpan, figures: MinorFigures) -> PeriodResult:
    """Return a week; what a holiday cost counts as if worked (§4 Abs. 4), but makes no day of work.

    Lessons count as work (§9 Abs. 2), a block week as the average week, and a day at school is a day of the five.
    """
    lost = [_lost(known, day) for day in week]
    lessons = [sum((each.lessons for each in known.credited(day)), ZERO) for day in week]
    work = [known.protective.get(day, ZERO) for day in week]
    worked = [sum(both, ZERO) for both in zip(work, lessons, strict=True)]
    counted = [sum(all_, ZERO) for all_ in zip(_without_extra(known, week, work), lessons, lost, strict=True)]
    hours, days = sum(counted, ZERO), sum(1 for length in worked if length)
    findings = tuple(
        finding(code, week.from_day + no * ONE_DAY, figures, hours, days)
        for code, no in too_much(counted, worked, figures).items()
    )
    told: dict[str, int | str] = {
        "worked_min": hours // MINUTE,
        "limit_min": figures.longest_week // MINUTE,
        "days": str(days),
        "most_days": str(figures.most_days),
    }
    return PeriodResult(PeriodKind.MINOR_WEEK, week, told, not findings, findings)


def _without_extra(known: KnownDays, week: DaySpan, work: Sequence[timedelta]) -> Iterator[timedelta]:
    """Yield the work of a week; of a block week without the two hours that may be beside it (§9 Abs. 1 Nr. 3)."""
    figures = known.file.law.school.if_on(week.from_day)
    is_block = any(each.block_lessons for day in week for each in known.credited(day))
    left = figures.block_extra if is_block and figures is not None else ZERO
    for length in work:
        taken = min(left, length)
        left -= taken
        yield length - taken


def _lost(known: KnownDays, day: date) -> timedelta:
    """Return the hours that a holiday on a working day took away."""
    holiday = known.file.calendar.is_holiday(day) and day.isoweekday() != SUNDAY
    if not holiday or day >= known.file.today:
        return ZERO
    return known.asked_for(day)


def finding(code: Code, day: date, figures: MinorFigures, hours: timedelta, days: int) -> Finding:
    if code is Code.JARBSCHG_8_1_WEEK40:
        limit = figures.longest_week
        return Finding(code, Severity.VIOLATION, day, figures.longest_week_citation, hours // MINUTE, limit // MINUTE)
    told = {"days": str(days), "most_days": str(figures.most_days)}
    return Finding(code, Severity.VIOLATION, day, figures.most_days_citation, figures=told)
