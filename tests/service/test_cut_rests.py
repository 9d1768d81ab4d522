"""A rest cut to ten hours, from stamps to findings, whatever lies in the database before and after it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import update

from tests.city import FIRST_DAY, MONDAY, NOW, WEEK, City, evaluated, stamped
from timeclock.core.findings import Severity
from timeclock.core.plans import ModelRules
from timeclock.core.spans import DaySpan
from timeclock.store import models, results
from timeclock.store.db import Session
from timeclock.store.models import NewModel
from timeclock.store.schema.models import assignment
from timeclock.store.scope import Scope

DAY = timedelta(days=1)
CUT = date(2026, 11, 17)
LATEST = date(2026, 12, 15)


@pytest.fixture
def session(city: City) -> Iterator[Session]:
    """Frau Aydin works in a care home, without a day off: ten hours of rest once, eleven ever after."""
    with city.database.transaction() as session:
        rules = ModelRules(shortened_rest=True)
        care = models.add_model(session, NewModel("pflege", "Pflege", WEEK, rules), FIRST_DAY, NOW)
        hers = assignment.c.employment_id == city.aydin.employment_id
        session.execute(update(assignment).where(hers).values(superseded_at=NOW))
        models.assign(session, city.aydin.employment_id, care, MONDAY, FIRST_DAY, NOW)
        stamped(session, city.aydin, CUT - DAY, "15:00 in 20:30 out", city.settings)
        stamped(session, city.aydin, CUT, "07:00 in 12:30 out 13:00 in 20:00 out", city.settings)
        yield session


def found(session: Session, city: City, now: datetime) -> list[tuple[str, str, date]]:
    evaluated(session, city.aydin, DaySpan(CUT - DAY, CUT + 2 * DAY), city, now)
    days = DaySpan(CUT - DAY, LATEST + 7 * DAY)
    asked = results.findings(session, days, tuple(Severity), Scope.system("test"))
    return [
        (each.code.value, each.severity.value, each.day)
        for _, each in asked
        if each.code.value in {"rest_to_compensate", "ARBZG-5-2-COMP", "ARBZG-5-1-REST11"}
    ]


def test_while_nothing_makes_up_for_it_it_is_a_warning(session: Session, city: City) -> None:
    evening = NOW.replace(day=18, hour=6)

    assert found(session, city, evening) == [("rest_to_compensate", "warning", CUT)]


def test_a_longer_rest_weeks_later_takes_the_warning_away(session: Session, city: City) -> None:
    found(session, city, NOW.replace(day=18, hour=6))

    assert found(session, city, NOW) == []


def test_it_is_the_cut_that_is_judged_and_not_the_model_alone(session: Session, city: City) -> None:
    session.execute(update(assignment).where(assignment.c.superseded_at.is_(None)).values(model_id=1))

    assert found(session, city, NOW) == [("ARBZG-5-1-REST11", "violation", CUT)]
