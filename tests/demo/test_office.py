"""What offices entered into the made-up city is there to look at: absences, a roster, calls, an order, a protection."""

from datetime import UTC, date, datetime

import pytest
import time_machine

from demo import away, course
from demo import city as demo_city
from demo.cast import cast
from demo.city import Place, Wanted
from demo.course import Calendar, taps
from timeclock import clock
from timeclock.core.amounts import AmountKind
from timeclock.core.findings import Code, Severity
from timeclock.core.holidays import HolidayCalendar
from timeclock.core.lines import Reason
from timeclock.core.spans import DaySpan
from timeclock.store import db, people, results
from timeclock.store.scope import Scope

FRIDAY = datetime(2026, 11, 27, 8, 0, tzinfo=UTC)
DAYS = DaySpan(date(2026, 11, 2), date(2026, 11, 28))
EVERYBODY = Scope.system("test")


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    """The days of everybody in the last weeks, by family name, and all findings."""
    clock.use_pinned_zones()
    place = Place(tmp_path_factory.mktemp("musterhausen"))
    with time_machine.travel(FRIDAY, tick=False):
        town = demo_city.ready(demo_city.opened(place, Wanted(days=40)), print)
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
