"""Extra duty of officials: the month from which all of it is compensated, and what a year may be paid (LBG NRW §61)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from timeclock.core import periods
from timeclock.core.figures import ExtraDutyFigures
from timeclock.core.periods import CreditedDay, KnownDays, PeriodKind, PeriodResult
from timeclock.core.spans import MINUTE, ZERO, DaySpan


def to_compensate(month: timedelta, figures: ExtraDutyFigures) -> timedelta:
    """Return what of a month's extra duty is compensated: of 5:00 nothing, of 5:01 all."""
    return month if month > figures.month_over else ZERO


def payable(year: timedelta, figures: ExtraDutyFigures) -> timedelta:
    """Return what of a calendar year's extra duty may be paid at most: of 480:30 only 480:00."""
    return min(year, figures.year_most)


def judged(known: KnownDays) -> Iterator[PeriodResult]:
    """Yield the months with extra duty that was ordered, and the years with what may be paid of it."""
    file = known.file
    if not any(day.ordered for day in file.credited.values()):
        return
    years: dict[DaySpan, timedelta] = {}
    for month in periods.months(1, file.years):
        figures = file.law.extra_duty.if_on(month.from_day)
        length = ZERO if figures is None else _of_month(known, month, figures)
        if figures is not None and length:
            counted = to_compensate(length, figures)
            told = {"extra_duty_min": length // MINUTE, "compensated_min": counted // MINUTE}
            yield PeriodResult(PeriodKind.EXTRA_DUTY, month, {**told, "citation": figures.citation}, ok=True)
            year = DaySpan(month.from_day.replace(month=1), DaySpan.month(month.from_day.year, periods.MONTHS).to_day)
            years[year] = years.get(year, ZERO) + counted
    for year, length in years.items():
        figures = file.law.extra_duty.on(year.from_day)
        told = {"extra_duty_min": length // MINUTE, "payable_min": payable(length, figures) // MINUTE}
        yield PeriodResult(PeriodKind.EXTRA_DUTY_YEAR, year, {**told, "citation": figures.pay_citation}, ok=True)


def _of_month(known: KnownDays, month: DaySpan, figures: ExtraDutyFigures) -> timedelta:
    """Return what was ordered and is above the targets of the month, over all employments as an official."""
    employments = sorted({employment for employment, _ in known.file.credited})
    return sum((of_employment(known, each, month, figures) for each in employments), ZERO)


def of_employment(known: KnownDays, employment_id: int, month: DaySpan, figures: ExtraDutyFigures) -> timedelta:
    """Return what was ordered and is above the targets of an employment's month."""
    days = list(_days(known, employment_id, month, figures))
    above, under_order = sum((day.above for day in days), ZERO), sum((day.ordered for day in days), ZERO)
    return max(min(under_order, above), ZERO)


def compensated(known: KnownDays, employment_id: int, month: DaySpan) -> timedelta:
    """Return what of an employment's month is compensated: all of it, once all of hers exceed the threshold."""
    figures = known.file.law.extra_duty.if_on(month.from_day)
    if figures is None or not to_compensate(_of_month(known, month, figures), figures):
        return ZERO
    return of_employment(known, employment_id, month, figures)


def _days(known: KnownDays, employment_id: int, month: DaySpan, figures: ExtraDutyFigures) -> Iterator[CreditedDay]:
    """Yield the days of a month that are worked out and on which the employment is an official's."""
    for on in month:
        plan, day = known.file.plans.get((employment_id, on)), known.file.credited.get((employment_id, on))
        is_officials = plan is not None and plan.regime in figures.regimes
        if is_officials and day is not None and day.worked is not None:
            yield day
