"""Builders for periods: a person's worked days from a line of text, so that a test shows only what matters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from tests.core.builders import BERLIN, hours, law_figures, nrw
from timeclock.core import preparation, school, trips
from timeclock.core.absences import neutral_days, unpaid_days
from timeclock.core.amounts import AmountKind
from timeclock.core.day import DayResult, PersonFile, PersonResult, ProtectDay
from timeclock.core.lines import Reason
from timeclock.core.period_results import period_results
from timeclock.core.periods import CreditedDay, PeriodFile, PeriodKind, PeriodResult
from timeclock.core.plans import DayPlan, ModelRules, PlanInForce
from timeclock.core.protections import Protection
from timeclock.core.spans import MINUTE, DaySpan, Span, total
from timeclock.core.walltime import ONE_DAY, day_span

YEAR_2026 = DaySpan(date(2026, 1, 1), date(2027, 1, 1))
# The plans reach as far beyond the year as a period that begins in it.
MARGIN = timedelta(days=200)
OFFICE = ("7:48",) * 5 + ("0:00",) * 2


@dataclass(frozen=True)
class Employed:
    """How somebody is employed: 7:48 Monday to Friday under the tariff, as long as a test says no more."""

    week: tuple[str, ...] = OFFICE
    rules: ModelRules = field(default_factory=ModelRules)
    regime: str = "tvoed"
    since: date = date(2020, 1, 1)
    weekly: str | None = None
    standby: str = "0:00"


def day(text: str, year: int = 2026) -> date:
    """Return a day from "3.11."."""
    no, month = text.rstrip(".").split(".")
    return date(year, int(month), int(no))


def every(first: str, last: str, length: str, weekdays: tuple[int, ...] = (1, 2, 3, 4, 5)) -> dict[date, str]:
    """Return so much work on each of these weekdays, first and last day included."""
    days = DaySpan(day(first), day(last) + ONE_DAY)
    return {each: length for each in days if each.isoweekday() in weekdays}


def a_period_file(
    worked: Mapping[date, str],
    today: date,
    *,
    years: DaySpan = YEAR_2026,
    employed: tuple[Employed, ...] = (Employed(),),
    born_on: date | None = None,
    neutral: frozenset[date] = frozenset(),
    nights: frozenset[date] = frozenset(),
    protections: tuple[Protection, ...] = (),
) -> PeriodFile:
    """Return the file of somebody who worked so long on these days, each day from midnight on, on some at night."""
    weeks = {no: tuple(_week(no, how)) for no, how in enumerate(employed, start=1)}
    return PeriodFile(
        person_id=7,
        years=years,
        today=today,
        protect_days=tuple(
            _protect_day(each, hours(length), night_work=each in nights) for each, length in sorted(worked.items())
        ),
        credited={
            (no, each): CreditedDay(hours(length), hours(how.week[each.isoweekday() - 1]), standby=hours(how.standby))
            for no, how in enumerate(employed, start=1)
            for each, length in worked.items()
            if hours(how.standby)
        },
        plans={
            (no, each): weeks[no][each.weekday()]
            for no, how in enumerate(employed, start=1)
            for each in DaySpan(max(how.since, years.from_day - MARGIN), years.to_day + MARGIN)
        },
        calendar=nrw(),
        law=law_figures(),
        zone=BERLIN,
        born_on=born_on,
        neutral=neutral,
        protections=protections,
    )


def _week(no: int, how: Employed) -> Iterator[PlanInForce]:
    """Yield the plans from Monday to Sunday."""
    weekly = None if how.weekly is None else hours(how.weekly)
    for target in how.week:
        yield PlanInForce(no, DayPlan("T", hours(target)), how.rules, regime=how.regime, weekly=weekly)


def _protect_day(each: date, length: timedelta, *, night_work: bool) -> ProtectDay:
    start = day_span(each, BERLIN).from_at
    return ProtectDay(each, 1, Span(start, start + length), length, None, timedelta(0), night_work=night_work)


def period_file_of(file: PersonFile, result: PersonResult) -> PeriodFile:
    """Return what the store keeps of a person's days for the periods they lie in, once the last day is over."""
    years = DaySpan(file.days.from_day.replace(month=1, day=1), date(file.days.to_day.year + 1, 1, 1))
    return PeriodFile(
        person_id=file.person_id,
        years=years,
        today=file.days.to_day,
        protect_days=result.protect_days,
        credited={(day.employment_id, day.day): _credited(day) for day in result.days},
        plans=file.plans,
        calendar=file.calendar,
        law=file.law,
        zone=file.zone,
        born_on=file.born_on,
        neutral=neutral_days(file.absences, file.days),
        protections=file.protections,
        unpaid=unpaid_days(file.absences, file.days),
    )


def _credited(day: DayResult) -> CreditedDay:
    uncredited = trips.uncredited([line for line in day.lines if line.reason is Reason.TRIP])
    lessons, block = school.counted(day.lines)
    outside = sum((line.amount for line in day.lines if line.reason is Reason.ORDERED), timedelta(0))
    waited = sum(int(each.amount) for each in day.amounts if each.kind is AmountKind.STANDBY_TIME) * MINUTE
    return CreditedDay(
        day.worked,
        day.target,
        total(day.ordered),
        day.premiums,
        uncredited,
        lessons,
        block,
        outside,
        waited,
        preparation.worked(day.lines),
    )


def found(file: PeriodFile, kind: PeriodKind) -> list[PeriodResult]:
    """Return the results of one kind, in the order of their first days."""
    return sorted((each for each in period_results(file) if each.kind is kind), key=lambda each: each.days.from_day)


def said(results: list[PeriodResult]) -> list[str]:
    """Return the findings as "2026-06-21 violation ARBZG-3-2-AVG"."""
    return [f"{each.day} {each.severity} {each.code}" for result in results for each in result.findings]
