"""A week is due on its Monday, and named after it."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from timeclock.core.spans import DaySpan
from timeclock.jobs.periods import NoPeriod, Weekly

BERLIN = ZoneInfo("Europe/Berlin")
WEEK = Weekly(time(6))


def test_a_week_begins_on_monday_at_its_clock_and_ends_before_the_next():
    before, on = datetime(2026, 11, 23, 5, 59, tzinfo=BERLIN), datetime(2026, 11, 23, 6, tzinfo=BERLIN)

    assert (WEEK.latest(before, BERLIN), WEEK.latest(on, BERLIN)) == ("2026-11-16", "2026-11-23")
    assert WEEK.latest(datetime(2026, 11, 29, 23, 59, tzinfo=BERLIN), BERLIN) == "2026-11-23"
    assert WEEK.following("2026-12-28") == "2027-01-04"
    assert WEEK.due_at("2026-11-23", BERLIN) == on
    assert WEEK.days("2026-11-23") == DaySpan(date(2026, 11, 23), date(2026, 11, 30))


def test_another_day_is_no_week():
    with pytest.raises(NoPeriod, match="no Monday"):
        WEEK.days("2026-11-24")
