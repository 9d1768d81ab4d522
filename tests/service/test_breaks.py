"""Rulebook C-8: who worked through the deducted break says so, is credited, and her superior hears of it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from tests.city import NOW, City, stamped
from tests.lived_in import TERMS, sight
from timeclock.core.findings import Code
from timeclock.core.spans import DaySpan
from timeclock.service import breaks, deviations, evaluation, team, times
from timeclock.service.access import NotAllowed
from timeclock.service.bills import DayBill
from timeclock.service.deviations import Wanted
from timeclock.service.sight import NotFound
from timeclock.store.db import Session
from timeclock.store.schema.evidence import audit
from timeclock.store.schema.requests import request, request_step

DAY = date(2026, 11, 18)
REASON = "Dienst am Schalter"


@pytest.fixture
def long_day(city: City) -> City:
    """Frau Aydin was in from eight to five without a break."""
    with city.database.transaction() as session:
        stamped(session, city.aydin, DAY, "08:00 in 17:00 out", city.settings)
        refresh(session, city)
    return city


def refresh(session: Session, city: City) -> None:
    evaluation.refresh_now(session, city.aydin.person_id, city.rulebook(), NOW)


def contest(session: Session, city: City, name: str = "aydin", day: date = DAY) -> None:
    breaks.contest(session, sight(session, city, name), day, REASON, TERMS)
    refresh(session, city)


def withdraw(session: Session, city: City) -> None:
    breaks.withdraw(session, sight(session, city, "aydin"), DAY)
    refresh(session, city)


def bill(session: Session, city: City) -> DayBill:
    return times.day(session, sight(session, city, "aydin"), None, DAY)


def codes(found: DayBill) -> set[str]:
    assert found.result is not None
    return {each.code for each in found.result.findings}


def worked(found: DayBill) -> timedelta | None:
    assert found.result is not None
    return found.result.worked


def test_the_break_is_deducted_and_may_be_contested(long_day: City) -> None:
    with long_day.database.transaction() as session:
        found = bill(session, long_day)

        assert worked(found) == timedelta(hours=8, minutes=30)
        assert (found.contested, found.may_contest) == (False, True)


def test_the_time_is_credited_and_the_violation_stays(long_day: City) -> None:
    with long_day.database.transaction() as session:
        before = codes(bill(session, long_day))
        contest(session, long_day)
        found = bill(session, long_day)

        assert worked(found) == timedelta(hours=9)
        assert (found.contested, found.may_contest) == (True, False)
        assert codes(found) == before | {Code.BREAK_CONTESTED}
        assert Code.ARBZG_4_1_DUR30 in codes(found)


def test_the_superior_and_the_time_office_see_it(long_day: City) -> None:
    with long_day.database.transaction() as session:
        contest(session, long_day)
        members = team.members(session, sight(session, long_day, "brandt"))
        looking, november = sight(session, long_day, "officer"), Wanted(DaySpan.month(2026, 11))
        listed = deviations.listed(session, looking, long_day.rulebook(), november, timedelta(days=62)).deviations

        assert {each.family_name: each.contests for each in members} == {"Aydin": 1, "Brandt": 0}
        assert ("Aydin", Code.BREAK_CONTESTED) in {(each.family_name, each.finding.code) for each in listed}


def test_saying_it_twice_is_saying_it_once(long_day: City) -> None:
    with long_day.database.transaction() as session:
        contest(session, long_day)
        contest(session, long_day)

        assert len(session.execute(select(request)).all()) == 1
        assert worked(bill(session, long_day)) == timedelta(hours=9)


def test_taken_back_the_break_is_deducted_again_and_both_stay_on_record(long_day: City) -> None:
    with long_day.database.transaction() as session:
        contest(session, long_day)
        withdraw(session, long_day)
        found = bill(session, long_day)
        steps = session.execute(select(request_step.c.no, request_step.c.state, request_step.c.reason)).all()
        acts = (
            session.execute(select(audit.c.action).where(audit.c.action.startswith("break_not_taken."))).scalars().all()
        )

        assert worked(found) == timedelta(hours=8, minutes=30)
        assert (found.contested, found.may_contest) == (False, True)
        assert Code.BREAK_CONTESTED not in codes(found)
        assert [tuple(row) for row in steps] == [(1, "counting", REASON), (2, "withdrawn", None)]
        assert acts == ["break_not_taken.ask", "break_not_taken.withdraw"]


def test_after_taking_it_back_she_may_say_it_again(long_day: City) -> None:
    with long_day.database.transaction() as session:
        for act in (contest, withdraw, contest):
            act(session, long_day)

        assert worked(bill(session, long_day)) == timedelta(hours=9)
        assert len(session.execute(select(request)).all()) == 2


def test_taking_back_what_was_never_said_changes_nothing(long_day: City) -> None:
    with long_day.database.transaction() as session:
        withdraw(session, long_day)

        assert session.execute(select(request)).all() == []


def test_it_concerns_this_day_and_this_person_alone(long_day: City) -> None:
    with long_day.database.transaction() as session:
        for who, day in ((long_day.aydin, DAY - timedelta(days=1)), (long_day.brandt, DAY)):
            stamped(session, who, day, "08:00 in 17:00 out", long_day.settings)
            evaluation.refresh_now(session, who.person_id, long_day.rulebook(), NOW)
        contest(session, long_day)
        before = times.day(session, sight(session, long_day, "aydin"), None, DAY - timedelta(days=1))
        other = times.day(session, sight(session, long_day, "brandt"), None, DAY)

        assert [worked(before), worked(other)] == [timedelta(hours=8, minutes=30)] * 2


@pytest.mark.parametrize("name", ["officer", "hr", "it", "council"])
def test_who_is_no_employee_has_no_break_to_contest(long_day: City, name: str) -> None:
    with long_day.database.transaction() as session, pytest.raises(NotAllowed):
        contest(session, long_day, name)


def test_a_day_without_employment_cannot_be_contested(long_day: City) -> None:
    with long_day.database.transaction() as session, pytest.raises(NotFound):
        contest(session, long_day, day=date(2025, 12, 31))
