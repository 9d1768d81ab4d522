"""Examinations of night workers (ArbZG §6 Abs. 3): when the next is due, and how somebody stands with it."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

from timeclock.core.accounts import Light
from timeclock.core.due import LATER_FROM_AGE, YEARS_BETWEEN, YEARS_BETWEEN_LATER, years_on

# So long before it is due an examination is thought of.
AHEAD = timedelta(days=28)


class Outcome(StrEnum):
    """What is known of an examination: it was offered to her, or she had it."""

    OFFERED = "offered"
    DONE = "done"


class NightWork(StrEnum):
    """Why somebody is a night worker: human resources said so, by her shifts or nights of the year; or not yet."""

    ENTERED = "entered"
    BY_SHIFTS = "by_shifts"
    BY_NIGHTS = "by_nights"
    NOT_YET = "not_yet"


def next_due(day: date, born_on: date | None) -> date:
    """Return from when on she may be examined anew: three years later, from fifty on one year later."""
    later = born_on is not None and day >= years_on(born_on, LATER_FROM_AGE)
    return years_on(day, YEARS_BETWEEN_LATER if later else YEARS_BETWEEN)


def light(due_on: date | None, today: date) -> Light:
    """Return how a night worker stands: red without any examination, and once the next is overdue."""
    if due_on is None or due_on < today:
        return Light.RED
    return Light.YELLOW if due_on - today <= AHEAD else Light.GREEN


def night_work(nights: int, least: int, *, is_one: bool, entered: bool) -> NightWork:
    """Return why somebody who worked so many nights of a year is a night worker."""
    if entered:
        return NightWork.ENTERED
    if not is_one:
        return NightWork.NOT_YET
    return NightWork.BY_NIGHTS if nights >= least else NightWork.BY_SHIFTS
