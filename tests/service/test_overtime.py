"""Ordered work on its way through the house: from the order to the day, to the week, and back when it is withdrawn."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import update

from tests.city import NOW, City, evaluated, stamped
from timeclock.core.periods import PeriodKind
from timeclock.core.spans import DaySpan, Span
from timeclock.core.walltime import day_span
from timeclock.service import evaluation, model_catalogue, overtime
from timeclock.service.overtime import Wanted
from timeclock.store import models, periods
from timeclock.store.db import Session
from timeclock.store.schema.models import assignment
from timeclock.store.schema.people import terms

TUESDAY = date(2026, 11, 3)
WEEK = DaySpan(date(2026, 11, 2), date(2026, 11, 9))
LONG, SHORT = "08:00 in 12:00 out 12:45 in 18:33 out", "08:00 in 12:00 out 12:30 in 15:48 out"


def worked(session: Session, city: City, *days: date, taps: str = "08:00 in 12:00 out 12:30 in 16:18 out") -> None:
    for day in days:
        stamped(session, city.aydin, day, taps, city.settings)


def order(session: Session, city: City, day: date, now: datetime = NOW) -> None:
    whole = day_span(day, city.settings.zone)
    wanted = Wanted(Span(whole.from_at, whole.to_at), "Wahl", staff_no="10001", budget=timedelta(hours=2))
    overtime.order(session, wanted, city.settings.zone, now)


def of_week(session: Session, city: City, kind: PeriodKind = PeriodKind.OVERTIME_WEEK) -> dict[str, int | str]:
    found = periods.holding(session, city.aydin.person_id, TUESDAY)
    return next((dict(each.figures) for each in found if each.kind is kind), {})


def settle(session: Session, city: City) -> None:
    evaluation.refresh_now(session, city.aydin.person_id, city.rulebook(), NOW)


def a_long_tuesday(session: Session, city: City) -> None:
    """Let her keep to the target all week but for two hours more on Tuesday, and the week after."""
    worked(session, city, *(day for day in WEEK if day.isoweekday() <= 5 and day != TUESDAY))
    worked(session, city, TUESDAY, taps=LONG)
    worked(session, city, *(day + timedelta(days=7) for day in WEEK if day.isoweekday() <= 4))
    worked(session, city, date(2026, 11, 13), taps=SHORT)


def test_an_order_turns_flexitime_into_overtime_and_its_withdrawal_turns_it_back(city: City) -> None:
    with city.database.transaction() as session:
        a_long_tuesday(session, city)
        settle(session, city)
        before = of_week(session, city)
        whole = day_span(TUESDAY, city.settings.zone)
        wanted = Wanted(Span(whole.from_at, whole.to_at), "Wahl", staff_no="10001", budget=timedelta(hours=2))
        uid = overtime.order(session, wanted, city.settings.zone, NOW)
        settle(session, city)
        ordered = of_week(session, city)
        overtime.withdraw(session, uid, city.settings.zone, NOW)
        settle(session, city)

        assert before == of_week(session, city) == {}
        # Of the two hours the following Friday gave back one half.
        assert (ordered["ordered_min"], ordered["extra_work_min"], ordered["overtime_min"]) == (120, 0, 90)
        assert ordered["final"] == "yes"


def test_in_a_daily_frame_only_what_was_ordered_outside_it_is_overtime(city: City) -> None:
    with city.database.transaction() as session:
        model_catalogue.bring(session, NOW, ["RAHMEN"])
        rahmen = models.known(session)["RAHMEN"].id
        session.execute(update(assignment).values(model_id=rahmen, anchor_day=date(2024, 1, 1)))
        worked(session, city, TUESDAY, taps="11:00 in 15:00 out 15:45 in 20:30 out")
        order(session, city, TUESDAY)
        settle(session, city)

        told = of_week(session, city)
        assert (told["ordered_min"], told["overtime_min"], told["final"]) == (90, 90, "yes")


def test_a_part_timers_terms_leave_room_for_extra_work(city: City) -> None:
    with city.database.transaction() as session:
        session.execute(update(terms).values(weekly_min=2280))
        a_long_tuesday(session, city)
        order(session, city, TUESDAY)
        settle(session, city)

        told = of_week(session, city)
        assert (told["extra_work_min"], told["overtime_min"]) == (60, 30)


def test_an_official_has_a_month_and_a_year_instead(city: City) -> None:
    with city.database.transaction() as session:
        session.execute(update(terms).values(regime="azvo_nrw"))
        worked(session, city, TUESDAY, taps="06:00 in 12:00 out 12:45 in 20:00 out")
        order(session, city, TUESDAY)
        evaluated(session, city.aydin, DaySpan.one(TUESDAY), city)

        assert of_week(session, city) == {}
        assert of_week(session, city, PeriodKind.EXTRA_DUTY) == {}
        worked(session, city, *(day for day in DaySpan(date(2026, 11, 1), NOW.date()) if day != TUESDAY))
        order(session, city, date(2026, 11, 8))
        settle(session, city)

        month, year = (of_week(session, city, kind) for kind in (PeriodKind.EXTRA_DUTY, PeriodKind.EXTRA_DUTY_YEAR))
        assert (month["extra_duty_min"], month["compensated_min"]) == (240, 0)
        assert (year["extra_duty_min"], year["payable_min"]) == (0, 0)


def test_the_nights_of_a_month_are_worth_a_fifth_as_time(city: City) -> None:
    with city.database.transaction() as session:
        worked(session, city, TUESDAY, taps="05:00 in 08:00 out")
        order(session, city, TUESDAY)
        evaluated(session, city.aydin, DaySpan.one(TUESDAY), city)

        assert of_week(session, city, PeriodKind.PREMIUM_TIME) == {"night_min": 60, "time_min": 12}
