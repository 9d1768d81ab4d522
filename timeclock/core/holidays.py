"""The holiday calendar as a value; who fills it is not the core's business."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum


class HolidayKind(StrEnum):
    """A statutory holiday, or a day the employer keeps closed (24 and 31 December)."""

    HOLIDAY = "holiday"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Holiday:
    """One day of the calendar with its names and the source that makes it a holiday."""

    day: date
    kind: HolidayKind
    name_de: str
    name_en: str
    source: str


@dataclass(frozen=True, slots=True)
class HolidayCalendar:
    """Days by date; the calendar of the regular place of work decides (rulebook C-11)."""

    days: Mapping[date, Holiday] = field(default_factory=dict)

    def on(self, day: date) -> Holiday | None:
        return self.days.get(day)

    def is_holiday(self, day: date) -> bool:
        """Say whether the day is a statutory holiday; closed days are not."""
        holiday = self.days.get(day)
        return holiday is not None and holiday.kind is HolidayKind.HOLIDAY


def easter_sunday(year: int) -> date:
    """Return Easter Sunday of the Gregorian calendar (Lichtenberg's form of Gauss's rule): 5 April in 2026."""
    century = year // 100
    moon_shift = 15 + (3 * century + 3) // 4 - (8 * century + 13) // 25
    sun_shift = 2 - (3 * century + 3) // 4
    cycle = year % 19
    first_full_moon = (19 * cycle + moon_shift) % 30
    correction = (first_full_moon + cycle // 11) // 29
    limit = 21 + first_full_moon - correction
    first_sunday = 7 - (year + year // 4 + sun_shift) % 7
    return date(year, 3, 1) + timedelta(days=limit + 7 - (limit - first_sunday) % 7 - 1)
