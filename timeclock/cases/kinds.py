"""Which question each kind of case asks."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from timeclock.cases import calendars, days, premiums
from timeclock.cases.world import Question, Said

KINDS: Mapping[str, Callable[[Said], Question]] = {
    "day": days.day,
    "duz": premiums.unsocial_hours,
    "flex": days.flex,
    "holidays": calendars.holidays,
    "is_holiday": calendars.is_holiday,
    "night": premiums.night,
    "premium": premiums.premium,
    "target": days.target,
}
