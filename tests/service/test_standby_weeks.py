"""Standby time reaches its week from wherever it comes: from the roster, or from what the day plan says."""

from __future__ import annotations

from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select, update

from tests.city import NOW, City, evaluated, stamped
from timeclock.core.duties import DutyKind
from timeclock.core.periods import PeriodKind
from timeclock.core.plans import DayPlan, ModelRules
from timeclock.core.spans import DaySpan, Span
from timeclock.core.walltime import instant
from timeclock.service import rosters
from timeclock.store import models
from timeclock.store import rosters as rows
from timeclock.store.db import Session
from timeclock.store.rosters import NewShift
from timeclock.store.schema.models import day_plan, model_version
from timeclock.store.schema.results import period_result

BERLIN = ZoneInfo("Europe/Berlin")
WEEK = DaySpan(date(2026, 11, 9), date(2026, 11, 16))
WORKED = "06:30 in 12:00 out 13:00 in 17:06 out"


def figures_of(session: Session) -> list[dict[str, object]]:
    judged = select(period_result.c.figures).where(period_result.c.kind == PeriodKind.STANDBY_WEEK)
    return list(session.execute(judged).scalars())


def work_a_day(session: Session, city: City) -> None:
    stamped(session, city.aydin, WEEK.from_day, WORKED, city.settings)
    evaluated(session, city.aydin, WEEK, city, NOW)


def test_what_the_day_plan_has_of_standby_time_stands_in_its_week(city: City) -> None:
    caretaker = DayPlan("haus", timedelta(hours=7, minutes=48), standby=timedelta(hours=3, minutes=36))
    with city.database.transaction() as session:
        session.execute(update(day_plan).values(figures=models.plan_json(caretaker)))
        work_a_day(session, city)
        found = figures_of(session)

    assert found == [{"counted_min": 468, "standby_min": 216, "worked_min": 576, "limit_min": 2340}]


def test_what_the_roster_has_of_standby_time_does_so_too(city: City) -> None:
    begins = instant(WEEK.from_day, time(13), BERLIN)
    waiting = NewShift(city.aydin.employment_id, DutyKind.STANDBY_ON_SITE, Span(begins, begins + timedelta(hours=4)))
    with city.database.transaction() as session:
        rules = models.rules_json(ModelRules(standby_time=True))
        session.execute(update(model_version).values(figures=rules))
        rosters.publish(session, rows.draft(session, city.registry, date(2026, 11, 1), [waiting], NOW), BERLIN, NOW)
        work_a_day(session, city)
        found = figures_of(session)

    assert found == [{"counted_min": 456, "standby_min": 240, "worked_min": 576, "limit_min": 2340}]
