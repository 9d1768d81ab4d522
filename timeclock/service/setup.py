"""What a new installation needs before the first person is added."""

from __future__ import annotations

from timeclock import calendar
from timeclock.settings import Settings, data_directory
from timeclock.store import models
from timeclock.store.db import Session


def bring_holidays(session: Session, settings: Settings, years: range) -> int:
    """Copy the state's holidays and the city's closed days into the calendar; return how many were new.

    They are copied, not asked for live: a later release of the library must not change history.
    """
    found = [
        *calendar.days_of(settings.holiday_calendar, years=years),
        *calendar.closed_days(data_directory("config") / "holidays.toml", years),
    ]
    by_day = calendar.calendar_of(found).days
    return models.add_holidays(session, settings.holiday_calendar, by_day.values())
