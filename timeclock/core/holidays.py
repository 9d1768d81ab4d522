"""The holiday calendar as a value; who fills it is not the core's business."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
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
