"""What periods may hold, read."""

from __future__ import annotations

from datetime import date

from timeclock.core.figures import AverageFigures
from timeclock.core.plans import WEEK_DAYS
from timeclock.law.entry import Entry, LawError

MONTHS = 12


def averages(entry: Entry) -> AverageFigures:
    """Return the averages of the act; windows of weeks begin on Mondays, those of months fill a year."""
    return AverageFigures(
        each_day=entry.duration("each_day"),
        weeks=entry.count("weeks"),
        weeks_from=_monday(entry, "weeks_from"),
        months=_part_of_a_year(entry, "months"),
        citation=entry.text("citation"),
        free_sundays=entry.count("free_sundays"),
        free_sundays_citation=entry.text("free_sundays_citation"),
        outside=entry.texts("outside"),
    )


def _monday(entry: Entry, key: str) -> date:
    day = entry.day(key)
    if day.isoweekday() % WEEK_DAYS != 1:
        raise LawError(f"{entry.where}: '{key}' must be a Monday, got {day}")
    return day


def _part_of_a_year(entry: Entry, key: str) -> int:
    number = entry.count(key)
    if MONTHS % number:
        raise LawError(f"{entry.where}: '{key}' must fill a year, as 1, 2, 3, 4, 6 or 12 do, got {number}")
    return number
