"""Cases of what is not worked but counts: the travel of a month."""

from __future__ import annotations

from datetime import date, timedelta

from timeclock.cases.world import Question, Said
from timeclock.core import trips
from timeclock.core.spans import MINUTE

# What the figures of a case that has no date of its own are those of.
TODAY = date(2026, 11, 3)


def trip_month(said: Said) -> Question:
    """Ask what a month's uncredited travel is worth as time off."""
    month = timedelta(minutes=said["uncredited_month_min"])
    return lambda world: {"bonus_min": trips.time_off(month, world.law.trip_month.on(TODAY)) / MINUTE}
