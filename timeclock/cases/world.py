"""What cases are put to: the product's law and calendar, and what a kind of case makes of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from timeclock import calendar
from timeclock.cases.comparing import Answers
from timeclock.core.figures import LawFigures
from timeclock.core.holidays import HolidayCalendar
from timeclock.core.spans import DaySpan
from timeclock.settings import data_directory

Said = Mapping[str, Any]


class NotBuilt(Exception):
    """The product has no rules for such a case yet; the text says for which."""


@dataclass(frozen=True, slots=True)
class World:
    """What the product evaluates with: the law, the zone, and the holidays of the years it is asked for."""

    law: LawFigures
    zone: ZoneInfo

    def calendar(self, days: DaySpan) -> HolidayCalendar:
        return _calendar(days.from_day.year - 1, days.to_day.year + 2)


@cache
def _calendar(first_year: int, end_year: int) -> HolidayCalendar:
    years = range(first_year, end_year)
    closed = calendar.closed_days(data_directory("config") / "holidays.toml", years)
    return calendar.calendar_of([*calendar.days_of(years=years), *closed])


Question = Callable[[World], Answers]
