"""Minijobs and work on demand on their way through the house: late corrections, late rosters, and the month."""

from __future__ import annotations

from datetime import date, time, timedelta
from uuid import UUID

from sqlalchemy import update

from tests.city import FIRST_DAY, FREE, MONDAY, NOW, City, evaluated, stamped
from tests.lived_in import TERMS, sight
from timeclock.core.corrections import Change
from timeclock.core.duties import DutyKind
from timeclock.core.periods import PeriodKind
from timeclock.core.plans import ModelRules, OnDemand
from timeclock.core.spans import DaySpan, Span
from timeclock.core.stamps import StampKind
from timeclock.core.walltime import instant
from timeclock.service import corrections, decisions, rosters
from timeclock.service.corrections import Wanted
from timeclock.store import models, periods, results, staffing
from timeclock.store import rosters as rows
from timeclock.store.db import Session
from timeclock.store.models import NewModel
from timeclock.store.rosters import NewShift
from timeclock.store.schema.people import terms
from timeclock.store.scope import Scope
from timeclock.store.staffing import Hired, NewPerson

LONG_AGO, LATELY = date(2026, 11, 10), date(2026, 11, 17)


def a_minijob(session: Session) -> None:
    session.execute(update(terms).values(regime="minijob", weekly_min=600))


def corrected(session: Session, city: City, day: date, no: int) -> None:
    """Let her forget to go, ask for it at noon of the 20th, and have it granted."""
    stamped(session, city.aydin, day, "08:00 in", city.settings)
    wanted = Wanted(UUID(int=no), day, Change.NEW, None, StampKind.OUT, time(12), None, "vergessen")
    corrections.ask(session, sight(session, city, "aydin"), wanted, TERMS)
    deciding = sight(session, city, "brandt")
    seen = decisions.case(session, deciding, city.rulebook(), UUID(int=no)).seen
    decisions.approve(session, deciding, UUID(int=no), 1, seen, TERMS)


def codes(session: Session, who: Hired, day: date) -> set[str]:
    saved = results.day(session, who.employment_id, day, Scope.system("test"))
    return set() if saved is None else {finding.code.value for finding in saved.result.findings}


def test_a_correction_ten_days_later_is_too_late_for_a_minijob_and_one_after_three_is_not(city: City) -> None:
    with city.database.transaction() as session:
        a_minijob(session)
        corrected(session, city, LONG_AGO, 101)
        corrected(session, city, LATELY, 102)
        evaluated(session, city.aydin, DaySpan(LONG_AGO, LATELY + timedelta(days=1)), city)

        assert "MILOG-17-1" in codes(session, city.aydin, LONG_AGO)
        assert "MILOG-17-1" not in codes(session, city.aydin, LATELY)


def test_a_minijobs_month_is_judged_by_the_hours_of_its_terms(city: City) -> None:
    with city.database.transaction() as session:
        a_minijob(session)
        stamped(session, city.aydin, LATELY, "08:00 in 12:00 out", city.settings)
        evaluated(session, city.aydin, DaySpan.one(LATELY), city)

        [month] = [
            each for each in periods.holding(session, city.aydin.person_id, LATELY) if each.kind is PeriodKind.MINIJOB
        ]
        assert (month.figures["worked_min"], month.figures["contract_min"]) == (240, 2571)
        assert month.ok


def on_call(session: Session, city: City) -> Hired:
    new = NewModel("abruf", "Arbeit auf Abruf", (FREE,) * 7, ModelRules(on_demand=OnDemand(most=timedelta(hours=25))))
    model = models.add_model(session, new, FIRST_DAY, NOW)
    who = staffing.hire(session, 1, NewPerson("Noa", "Wirth", "30001", city.registry, FIRST_DAY, 1200), NOW)
    models.assign(session, who.employment_id, model, MONDAY, FIRST_DAY, NOW)
    return who


def test_a_duty_published_the_day_before_is_called_too_late(city: City) -> None:
    tomorrow, later = date(2026, 11, 21), date(2026, 11, 25)
    with city.database.transaction() as session:
        who = on_call(session, city)
        shifts = []
        for day in (tomorrow, later):
            begins = instant(day, time(8), city.settings.zone)
            span = Span(begins, begins + timedelta(hours=4))
            shifts.append(NewShift(who.employment_id, DutyKind.WORK, span))
        roster_id = rows.draft(session, city.registry, date(2026, 11, 1), shifts, NOW)
        rosters.publish(session, roster_id, city.settings.zone, NOW)
        evaluated(session, who, DaySpan(tomorrow, later + timedelta(days=1)), city, NOW + timedelta(days=10))

        assert "TZBFG-12-3" in codes(session, who, tomorrow)
        assert "TZBFG-12-3" not in codes(session, who, later)

        # On Monday the roster is published anew: Thursday's call is told now, Wednesday's has long been known.
        monday, added = NOW + timedelta(days=3), later + timedelta(days=1)
        begins = instant(added, time(8), city.settings.zone)
        shifts.append(NewShift(who.employment_id, DutyKind.WORK, Span(begins, begins + timedelta(hours=4))))
        rosters.publish(
            session,
            rows.draft(session, city.registry, date(2026, 11, 1), shifts, monday),
            city.settings.zone,
            monday,
        )
        evaluated(session, who, DaySpan(tomorrow, added + timedelta(days=1)), city, NOW + timedelta(days=10))

        assert "TZBFG-12-3" not in codes(session, who, later)
        assert "TZBFG-12-3" in codes(session, who, added)


def test_a_week_on_demand_is_judged_by_what_the_model_says(city: City) -> None:
    with city.database.transaction() as session:
        who = on_call(session, city)
        stamped(session, who, LATELY, "08:00 in 12:00 out", city.settings)
        evaluated(session, who, DaySpan.one(LATELY), city)

        weeks = [
            each for each in periods.holding(session, who.person_id, LATELY) if each.kind is PeriodKind.ON_DEMAND_WEEK
        ]
        assert [
            (week.figures["worked_min"], week.figures["least_min"], week.figures["most_min"]) for week in weeks
        ] == [(240, 1200, 1500)]
