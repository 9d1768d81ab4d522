"""Work on demand (TzBfG §12): how much may be called, how much is paid at least, and how early a call has to come."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from timeclock.core import periods
from timeclock.core.duties import Duty
from timeclock.core.figures import OnDemandFigures
from timeclock.core.findings import Code, Finding, Severity
from timeclock.core.holidays import HolidayCalendar
from timeclock.core.periods import CreditedDay, KnownDays, PeriodKind, PeriodResult
from timeclock.core.plans import OnDemand
from timeclock.core.premiums import SATURDAY
from timeclock.core.spans import MINUTE, ZERO, DaySpan
from timeclock.core.walltime import ONE_DAY, local_day

WHOLE = 100


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a week's calls are paid at least and may be at most, and the shortest call; None where any is agreed."""

    least: timedelta
    most: timedelta
    call: timedelta | None = None


def bounds(agreed: OnDemand, figures: OnDemandFigures) -> Bounds:
    """Return what holds for a week: of 20:00 agreed at least, 25:00; nothing agreed is 20:00, by 3:00."""
    if agreed.least is not None:
        return Bounds(agreed.least, agreed.least * (WHOLE + figures.over_least) / WHOLE)
    if agreed.most is not None:
        return Bounds(agreed.most * (WHOLE - figures.under_most) / WHOLE, agreed.most)
    return Bounds(figures.week, figures.week, figures.call)


def notice_latest(day: date, figures: OnDemandFigures) -> date:
    """Return the last day for a call, with four whole days between: for Monday the 23rd it is Wednesday the 18th."""
    return day - (figures.notice_days + 1) * ONE_DAY


def working_day_before(day: date, calendar: HolidayCalendar) -> date:
    """Return the day, or the last one before it that is neither Saturday, Sunday nor holiday (OPEN-24)."""
    while day.isoweekday() >= SATURDAY or calendar.is_holiday(day):
        day -= ONE_DAY
    return day


def called_late(
    day: date, duties: Iterable[Duty], figures: OnDemandFigures, calendar: HolidayCalendar, zone: ZoneInfo
) -> Iterator[Finding]:
    """Yield that a call came too late to oblige anybody to come, by the duty that was told last."""
    told = max((local_day(duty.told_at, zone) for duty in duties if duty.told_at is not None), default=date.min)
    latest = working_day_before(notice_latest(day, figures), calendar)
    if told > latest:
        said = {"told": told.isoformat(), "latest": latest.isoformat()}
        yield Finding(Code.TZBFG_12_3, Severity.WARNING, day, figures.notice_citation, figures=said)


def judged(known: KnownDays) -> Iterator[PeriodResult]:
    """Yield the weeks of those whose model is on demand, as far as they are over or something was worked in them."""
    file = known.file
    held = {employment for (employment, _), plan in file.plans.items() if plan.rules.on_demand is not None}
    if not held:
        return
    for week in periods.weeks(1, periods.monday_of(file.years.from_day), file.years):
        figures = file.law.on_demand.if_on(week.from_day)
        plans = [file.plans.get((employment, day)) for employment in sorted(held) for day in week]
        agreed = [plan.rules.on_demand for plan in plans if plan is not None and plan.rules.on_demand is not None]
        # Of somebody who comes or goes within a week, or has two such jobs, no week's figure says what is agreed.
        if figures is not None and known.has_begun(week) and len(agreed) == (week.to_day - week.from_day).days:
            days = [day for employment in held for day in _credited(known, employment, week)]
            yield _week(known, week, days, bounds(agreed[0], figures), figures)


def _credited(known: KnownDays, employment: int, week: DaySpan) -> Iterator[CreditedDay]:
    for on in week:
        day = known.file.credited.get((employment, on))
        if day is not None and day.worked:
            yield day


def _week(
    known: KnownDays, week: DaySpan, days: list[CreditedDay], bound: Bounds, figures: OnDemandFigures
) -> PeriodResult:
    worked = [day.worked for day in days if day.worked is not None]
    length = sum(worked, ZERO)
    short = sum(1 for each in worked if bound.call is not None and each < bound.call)
    findings = tuple(_findings(known, week, length, bound, figures))
    told: dict[str, int | str] = {
        "worked_min": length // MINUTE,
        "least_min": bound.least // MINUTE,
        "most_min": bound.most // MINUTE,
        "short_calls": str(short),
    }
    return PeriodResult(PeriodKind.ON_DEMAND_WEEK, week, told, not findings, findings)


def _findings(
    known: KnownDays, week: DaySpan, length: timedelta, bound: Bounds, figures: OnDemandFigures
) -> Iterator[Finding]:
    """Yield more work than may be called, and less than is paid anyway once the week is over."""
    last, citation = min(week.to_day, known.file.today) - ONE_DAY, figures.citation
    if length > bound.most:
        yield Finding(Code.TZBFG_12_2, Severity.WARNING, last, citation, length // MINUTE, bound.most // MINUTE)
    if length < bound.least and known.is_over(week):
        yield Finding(Code.TZBFG_12_1, Severity.WARNING, last, citation, length // MINUTE, bound.least // MINUTE)
