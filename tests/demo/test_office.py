"""What offices entered into the made-up city is there to look at: absences, a roster, calls, an order, a protection."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from demo import away, course
from demo.cast import cast
from demo.course import Calendar, taps
from tests.demo.conftest import FRIDAY
from timeclock import clock
from timeclock.core.amounts import AmountKind
from timeclock.core.findings import Code, Severity
from timeclock.core.holidays import HolidayCalendar
from timeclock.core.lines import Reason
from timeclock.core.spans import DaySpan
from timeclock.store import budgets, db, people, results
from timeclock.store.schema.requests import approval, deputy, request
from timeclock.store.scope import Scope

DAYS = DaySpan(date(2026, 11, 2), date(2026, 11, 28))
EVERYBODY = Scope.system("test")


@pytest.fixture(scope="module")
def found(town):
    """The days of everybody in the last weeks, by family name, and all findings."""
    with db.connect(town.settings.database_url).reading() as session:
        employed = {each.family_name: each for each in people.listed(session, FRIDAY.date(), EVERYBODY)}
        days = {
            name: [day.result for day in results.days(session, each.employment_id, DAYS, EVERYBODY)]
            for name, each in employed.items()
        }
        return days, [each for _, each in results.findings(session, DAYS, list(Severity), EVERYBODY)]


def reasons(results_of_days):
    return {line.reason for day in results_of_days for line in day.lines}


def test_elif_aydin_went_home_sick_and_was_on_leave(found):
    days, _ = found

    assert reasons(days["Aydın"]) >= {Reason.ABSENT_REST, Reason.WORK}
    assert Reason.ABSENT in reasons(days["Hoffmeister"])
    assert Reason.GIVEN_BACK in reasons(days["Özkan"])
    assert Reason.TRIP in reasons(days["Tiedemann"])


def test_the_library_works_by_its_roster(found):
    days, _ = found

    assert {Reason.SHIFT, Reason.OFF_DUTY} <= reasons(days["Amsel"])
    assert Reason.PATTERN not in reasons(days["Amsel"])


def test_who_was_on_call_was_called_and_what_was_ordered_counts(found):
    days, _ = found

    assert AmountKind.CALL_OUT in {amount.kind for day in days["Kılıç"] for amount in day.amounts}
    assert Reason.ORDERED in reasons(days["Brandt"])


def test_one_person_is_protected_and_the_house_need_not_know_why(found):
    _, findings = found

    assert Code.PERSONAL_DAY in {each.code for each in findings}
    assert not {each.code for each in findings if each.code.value.startswith("MUSCHG")}


def test_who_is_away_does_not_stamp():
    calendar = Calendar(
        DaySpan(date(2026, 6, 1), FRIDAY.date()), FRIDAY.date(), HolidayCalendar(), clock.zone("Europe/Berlin")
    )
    for who in cast():
        whole = {
            day for day, gone in away.by_day(who, course.past_days(who, calendar)).items() if gone.from_clock is None
        }
        assert not whole & {tap.at.date() for tap in taps(who, calendar)}


def test_each_kind_of_request_is_there_in_another_state(town):
    with db.connect(town.settings.database_url).reading() as session:
        asked = {(row.kind, row.state) for row in session.execute(select(request.c.kind, request.c.state))}
        ways = session.execute(select(approval.c.lowest, approval.c.level, approval.c.part)).all()
        standing_in = session.execute(select(func.count()).select_from(deputy)).scalar_one()
        [budget] = budgets.listed(session, FRIDAY.date(), FRIDAY.date())

    assert asked >= {
        ("absence", "counting"),
        ("overtime", "submitted"),
        ("overtime", "approved"),
        ("mobile_work", "approved"),
        ("mobile_work", "objected"),
        ("break_not_taken", "counting"),
    }
    assert any(way.lowest < way.level for way in ways)
    assert sum(1 for way in ways if way.part) == 2
    assert ("swap", "offered") in asked
    assert (standing_in, budget.drawn) == (1, timedelta(hours=1))
