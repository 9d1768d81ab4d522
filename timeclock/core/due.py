"""What people are told in time: an end, an examination, a free day, what waits for them, and a new timesheet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from uuid import UUID

from timeclock.core.spans import DaySpan

# ArbZG §6 Abs. 3: examined before night work begins and at least every three years; from fifty on every year.
YEARS_BETWEEN = 3
YEARS_BETWEEN_LATER = 1
LATER_FROM_AGE = 50


class Due(StrEnum):
    """What somebody is reminded of."""

    CONTRACT_ENDS = "contract_ends"
    EXAMINATION = "examination"
    FREE_DAY = "free_day"
    WEEK = "week"
    PLACES = "places"
    EVALUATIONS = "evaluations"
    TIMESHEET = "timesheet"
    FIGURES = "figures"


@dataclass(frozen=True, slots=True)
class AboutDue:
    """What is due on a day; `whose` is None where it is her own, `worked` a day that asks for a free one.

    Of new figures `whose` is the name they are kept under, and the day the last they are of.
    `numbers` is how much waits, by what is counted; of evaluations it is which version of which waits. `draft` is the
    agreement about places that waits.
    """

    what: Due
    on: date
    whose: str | None = None
    worked: date | None = None
    numbers: Mapping[str, int] = field(default_factory=dict)
    draft: UUID | None = None


def examinations(since: date, born_on: date | None, days: DaySpan) -> Iterator[date]:
    """Yield the days among these from which a night worker may be examined anew: 1 May 2024, then 1 May 2027."""
    on = since
    while on < days.to_day:
        if on >= days.from_day:
            yield on
        later = born_on is not None and on >= years_on(born_on, LATER_FROM_AGE)
        on = years_on(on, YEARS_BETWEEN_LATER if later else YEARS_BETWEEN)


def years_on(day: date, years: int) -> date:
    """Return the same day so many years on; 29 February is 1 March where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)
