"""Months as leave counts them: full months of an employment (BGB §188), full calendar months, and shares of a year."""

from __future__ import annotations

import calendar
from collections.abc import Iterable
from datetime import date
from fractions import Fraction

from timeclock.core.periods import MONTHS
from timeclock.core.spans import DaySpan
from timeclock.core.walltime import ONE_DAY


def last_day(year: int, month: int) -> date:
    """Return the last day of a month, which may lie in another year: the 15th month of 2026 ends on 31 March 2027."""
    year, month = year + (month - 1) // MONTHS, (month - 1) % MONTHS + 1
    return date(year, month, calendar.monthrange(year, month)[1])


def ends(begin: date, months: int) -> date:
    """Return the last day of so many months from a day on (BGB §188): of one from 31 January on 28 February."""
    if begin.day == 1:
        return last_day(begin.year, begin.month + months - 1)
    last = last_day(begin.year, begin.month + months)
    return last.replace(day=min(begin.day - 1, last.day))


def full_months(days: DaySpan) -> int:
    """Return how many full months lie in days, counted from the first of them: 15 May to 31 December has seven."""
    if days.from_day == days.to_day:
        return 0
    months = (days.to_day.year - days.from_day.year) * MONTHS + days.to_day.month - days.from_day.month
    last = days.to_day - ONE_DAY
    return months if months and ends(days.from_day, months) <= last else max(0, months - 1)


def full_calendar_months(days: Iterable[date], year: int) -> int:
    """Return how many months of a year these days hold from first to last day: none for 15 January to 14 February."""
    held = frozenset(days)
    return sum(all(day in held for day in DaySpan.month(year, month)) for month in range(1, MONTHS + 1))


def months_within(days: DaySpan) -> Fraction:
    """Return how many months days are, each day as its part of its month: 1 January to 15 June is five and a half."""
    found, day = Fraction(), days.from_day
    while day < days.to_day:
        month = DaySpan.month(day.year, day.month)
        until = min(month.to_day, days.to_day)
        found += Fraction((until - day).days, (month.to_day - month.from_day).days)
        day = until
    return found
