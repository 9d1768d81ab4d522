"""Long-term credit on its way through the house: from the catalogue's models and the terms to the week's result."""

from __future__ import annotations

from datetime import date, timedelta

from tests.city import NOW, City, evaluated
from timeclock.core.periods import PeriodKind
from timeclock.core.spans import DaySpan
from timeclock.service import absences, model_catalogue
from timeclock.service.absences import Asked
from timeclock.store import models, periods, staffing
from timeclock.store.db import Session
from timeclock.store.staffing import Hired, NewPerson

MONDAY, UNPAID = date(2026, 11, 9), date(2026, 11, 11)


def hired(session: Session, city: City, staff_no: str, code: str) -> Hired:
    """Let somebody with 19:30 a week work by a model of the catalogue."""
    since = date(2026, 1, 1)
    model_catalogue.bring(session, NOW, [code])
    who = staffing.hire(session, 1, NewPerson("Ida", code, staff_no, city.registry, since, 1170), NOW)
    models.assign(session, who.employment_id, models.known(session)[code].id, date(2024, 1, 1), since, NOW)
    return who


def amount_of_week(session: Session, city: City, who: Hired) -> int | str:
    evaluated(session, who, DaySpan(MONDAY, MONDAY + timedelta(days=7)), city)
    [week] = [
        each for each in periods.holding(session, who.person_id, MONDAY) if each.kind is PeriodKind.LONG_TERM_CREDIT
    ]
    return week.figures["amount_min"]


def test_both_halves_of_a_block_stand_against_each_other(city: City) -> None:
    with city.database.transaction() as session:
        working, released = hired(session, city, "30001", "ATZ-ARBEIT"), hired(session, city, "30002", "ATZ-FREI")

        assert amount_of_week(session, city, working) == 1170
        assert amount_of_week(session, city, released) == -1170


def test_a_day_of_unpaid_leave_saves_nothing(city: City) -> None:
    with city.database.transaction() as session:
        working = hired(session, city, "30001", "ATZ-ARBEIT")
        absences.enter(session, Asked("30001", "unpaid_leave", UNPAID, UNPAID), city.settings.zone, NOW)

        assert amount_of_week(session, city, working) == 1170 - 234
