"""From what is known of a person's days to the results of her periods: weeks, averages, Sundays."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from timeclock.core import (
    account_months,
    averages,
    block_weeks,
    cut_rests,
    extra_duty,
    fire_service,
    gateway_years,
    illness,
    long_term,
    maternity_weeks,
    minijobs,
    minor_weeks,
    night_workers,
    official_years,
    on_demand,
    overtime_weeks,
    parental_months,
    premium_time,
    preparation,
    rest_days,
    standby_weeks,
    substitutes,
    sundays,
    trip_months,
)
from timeclock.core.periods import KnownDays, PeriodFile, PeriodResult, known_days

KINDS: tuple[Callable[[KnownDays], Iterable[PeriodResult]], ...] = (
    averages.judged,
    night_workers.judged,
    sundays.judged,
    substitutes.judged,
    cut_rests.judged,
    rest_days.judged,
    gateway_years.judged,
    minor_weeks.judged,
    block_weeks.judged,
    maternity_weeks.judged,
    parental_months.judged,
    overtime_weeks.judged,
    extra_duty.judged,
    premium_time.judged,
    preparation.judged,
    trip_months.judged,
    fire_service.judged,
    official_years.judged,
    standby_weeks.judged,
    minijobs.judged,
    on_demand.judged,
    long_term.judged,
    account_months.judged,
    illness.judged,
)


def period_results(file: PeriodFile) -> tuple[PeriodResult, ...]:
    """Return the results of all periods that begin in `file.years` and have begun by `file.today`.

    Of somebody in flexitime that is her average of each 24 weeks; who worked on Sundays has those of the year too.
    """
    known = known_days(file)
    return tuple(result for judged in KINDS for result in judged(known))
