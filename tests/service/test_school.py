"""Days at school are worked out by their week."""

from __future__ import annotations

from datetime import date, time

from sqlalchemy import select

from tests.city import NOW, City, evaluated
from timeclock.core.lines import Reason
from timeclock.core.spans import DaySpan
from timeclock.service import absences
from timeclock.service.absences import Asked
from timeclock.store.db import Session
from timeclock.store.schema.results import day_result, recalculation

MONDAY, TUESDAY = date(2026, 11, 2), date(2026, 11, 3)


def at_school(session: Session, city: City, day: date) -> None:
    lessons = Asked("10001", "vocational_school", day, day, time(8), time(13), figures={"lessons": 6, "travel_min": 30})
    absences.enter(session, lessons, city.settings.zone, NOW)


def reason_on(session: Session, day: date) -> list[str]:
    lines = session.execute(select(day_result.c.lines).where(day_result.c.day == day)).scalar_one()
    return [line["reason"] for line in lines if "school" in line["reason"]]


def test_a_day_at_school_entered_later_moves_the_day_that_is_free(city: City) -> None:
    with city.database.transaction() as session:
        at_school(session, city, TUESDAY)
        evaluated(session, city.aydin, DaySpan(MONDAY, TUESDAY.replace(day=4)), city)
        assert reason_on(session, TUESDAY) == [Reason.SCHOOL_DAY]

        at_school(session, city, MONDAY)
        marked = session.execute(select(recalculation.c.day)).scalars()
        assert set(marked) >= {MONDAY, TUESDAY}
        evaluated(session, city.aydin, DaySpan(MONDAY, TUESDAY.replace(day=4)), city)
        assert reason_on(session, TUESDAY) == [Reason.SCHOOL_HOURS]
