"""Cases of the holiday calendar."""

from __future__ import annotations

from datetime import date

from timeclock.cases.world import Question, Said
from timeclock.core.spans import DaySpan


def is_holiday(said: Said) -> Question:
    """Ask whether a day is a statutory holiday."""
    on = date.fromisoformat(said["date"])
    return lambda world: {"is_holiday": world.calendar(DaySpan.one(on)).is_holiday(on)}


def holidays(said: Said) -> Question:
    """Ask for the statutory holidays of a year."""
    days = DaySpan(date(int(said["year"]), 1, 1), date(int(said["year"]) + 1, 1, 1))
    return lambda world: {"holidays": [on.isoformat() for on in days if world.calendar(days).is_holiday(on)]}
