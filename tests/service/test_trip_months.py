"""The travel of a month goes from the bills of its days to the month's result."""

from __future__ import annotations

from datetime import date

from tests.city import NOW, City, evaluated
from timeclock.core.periods import PeriodKind
from timeclock.core.spans import DaySpan
from timeclock.service import absences
from timeclock.service.absences import Asked
from timeclock.store import periods

FIRST, SECOND = date(2026, 11, 3), date(2026, 11, 5)


def test_the_trips_of_a_month_add_up_to_time_off(city: City) -> None:
    with city.database.transaction() as session:
        for day in (FIRST, SECOND):
            trip = Asked("10001", "trip", day, day, figures={"site_min": 468, "travel_min": 600})
            absences.enter(session, trip, city.settings.zone, NOW)
            evaluated(session, city.aydin, DaySpan.one(day), city)

        [month] = [
            each for each in periods.holding(session, city.aydin.person_id, FIRST) if each.kind is PeriodKind.TRIP_MONTH
        ]
        assert dict(month.figures) == {"uncredited_min": 1200, "over_min": 900, "bonus_min": 75}
