"""Long-term credit and working-time accounts, from the catalogue's models and the terms to weeks and months."""

from __future__ import annotations

from datetime import date, timedelta

from tests.city import NOW, City, evaluated, stamped
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


def test_a_month_by_a_model_with_an_account_is_told_what_may_be_booked(city: City) -> None:
    with city.database.transaction() as session:
        who = hired(session, city, "30003", "KONTO")
        stamped(session, who, date(2026, 9, 8), "08:00 in 12:00 out 12:30 in 14:54 out", city.settings)
        evaluated(session, who, DaySpan(date(2026, 9, 8), date(2026, 9, 9)), city)

        [month] = [
            each
            for each in periods.holding(session, who.person_id, date(2026, 9, 1))
            if each.kind is PeriodKind.ACCOUNT_MONTH
        ]
        # 2:30 on Tuesday; Monday and Wednesday are worked out with it and have nothing for 3:54 each.
        told = {"balance_min": -318, "overtime_min": 0, "premiums_min": 0, "citation": "TVöD §10"}
        assert dict(month.figures) == told
