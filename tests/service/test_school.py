"""Days at school are worked out by their week."""

from __future__ import annotations

from datetime import date, time

from sqlalchemy import select, update

from tests.city import NOW, City, evaluated, stamped
from timeclock.core.lines import Reason
from timeclock.core.periods import PeriodKind, PeriodResult
from timeclock.core.spans import DaySpan
from timeclock.service import absences
from timeclock.service.absences import Asked
from timeclock.store import periods
from timeclock.store.db import Session
from timeclock.store.schema.people import person
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


WEEK = DaySpan(MONDAY, date(2026, 11, 9))


def judged(session: Session, city: City, kind: PeriodKind) -> PeriodResult:
    found = periods.holding(session, city.aydin.person_id, MONDAY)
    return next(each for each in found if each.kind is kind)


def test_what_lessons_count_is_kept_for_the_week_of_a_minor(city: City) -> None:
    """A long day of 7:48 and one of 5:00 with 3:00 of work are 15:48 on two days."""
    with city.database.transaction() as session:
        session.execute(update(person).where(person.c.id == city.aydin.person_id).values(born_on=date(2009, 6, 1)))
        at_school(session, city, MONDAY)
        at_school(session, city, TUESDAY)
        stamped(session, city.aydin, TUESDAY, "13:30 in 16:30 out", city.settings)
        evaluated(session, city.aydin, WEEK, city)

        figures = judged(session, city, PeriodKind.MINOR_WEEK).figures
        assert (figures["worked_min"], figures["days"]) == (15 * 60 + 48, "2")


def test_work_in_a_block_week_is_judged_by_what_is_kept_of_its_days(city: City) -> None:
    with city.database.transaction() as session:
        for day in DaySpan(MONDAY, date(2026, 11, 7)):
            at_school(session, city, day)
        stamped(session, city.aydin, TUESDAY, "14:00 in 16:01 out", city.settings)
        evaluated(session, city.aydin, WEEK, city)

        found = judged(session, city, PeriodKind.BLOCK_WEEK)
        assert (found.ok, dict(found.figures)) == (False, {"worked_min": 121, "limit_min": 120})
