"""What of rosters and special plans counts for a person: the published, as far as it is not taken back."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tests.city import FLEXTIME, MONDAY, NOW, WEEK, City, stamped
from timeclock.core.duties import Duty, DutyKind
from timeclock.core.spans import DaySpan, Span
from timeclock.store import dayfiles, rosters
from timeclock.store.dayfiles import FURTHEST
from timeclock.store.rosters import NewShift

NOVEMBER = date(2026, 11, 1)
DAY = date(2026, 11, 18)
EARLY = Span(datetime(2026, 11, 18, 5, tzinfo=UTC), datetime(2026, 11, 18, 13, 30, tzinfo=UTC))
WEEKEND = Span(datetime(2026, 11, 13, 14, tzinfo=UTC), datetime(2026, 11, 16, 6, tzinfo=UTC))


def file_of(session: Session, city: City, day: date = DAY):
    return dayfiles.load(session, city.aydin.person_id, DaySpan.one(day), city.rulebook().around, NOW).person


def published(session: Session, city: City, *shifts: NewShift) -> int:
    roster_id = rosters.draft(session, city.registry, NOVEMBER, shifts, NOW)
    rosters.publish(session, roster_id, NOW)
    return roster_id


def shift(city: City, kind: DutyKind = DutyKind.WORK, span: Span = EARLY, plan: int | None = None) -> NewShift:
    return NewShift(city.aydin.employment_id, kind, span, plan)


def test_a_published_shift_is_a_duty_of_its_person_and_the_month_is_rostered(city: City) -> None:
    with city.database.transaction() as session:
        published(session, city, shift(city))
        file = file_of(session, city)

        assert file.duties == (Duty(city.aydin.employment_id, DutyKind.WORK, EARLY, told_at=NOW),)
        assert file.rostered == {(city.aydin.employment_id, NOVEMBER)}


def test_the_shift_of_somebody_else_is_none_of_hers(city: City) -> None:
    with city.database.transaction() as session:
        published(session, city, NewShift(city.celik.employment_id, DutyKind.WORK, EARLY))

        assert file_of(session, city).duties == ()


def test_a_draft_and_a_withdrawn_roster_count_for_nothing(city: City) -> None:
    with city.database.transaction() as session:
        rosters.draft(session, city.registry, NOVEMBER, [shift(city)], NOW)
        rosters.withdraw(session, published(session, city, shift(city, DutyKind.ON_CALL)), NOW)
        file = file_of(session, city)

        assert (file.duties, file.rostered) == ((), frozenset())


def test_on_call_alone_makes_no_month_rostered(city: City) -> None:
    with city.database.transaction() as session:
        published(session, city, shift(city, DutyKind.ON_CALL))
        file = file_of(session, city)

        assert [duty.kind for duty in file.duties] == [DutyKind.ON_CALL]
        assert file.rostered == frozenset()


@pytest.mark.parametrize("day", [date(2026, 11, 10), date(2026, 11, 19)])
def test_a_duty_that_touches_none_of_the_days_or_their_neighbours_is_left_out(city: City, day: date) -> None:
    with city.database.transaction() as session:
        published(session, city, shift(city, DutyKind.ON_CALL, WEEKEND))

        assert file_of(session, city, day).duties == ()


def test_a_shift_names_a_day_plan_of_the_model(city: City) -> None:
    with city.database.transaction() as session:
        plans = rosters.plan_ids(session, [city.aydin.employment_id], DAY)
        published(session, city, shift(city, plan=plans[city.aydin.employment_id, "flex"]))

        assert file_of(session, city).duties[0].plan == FLEXTIME
        assert {code for _, code in plans} == {plan.code for plan in WEEK}


def test_a_model_not_yet_assigned_has_no_day_plans(city: City) -> None:
    with city.database.transaction() as session:
        assert rosters.plan_ids(session, [city.aydin.employment_id], date(2025, 12, 31)) == {}
        assert rosters.plan_ids(session, [city.aydin.employment_id], MONDAY) != {}


def test_a_special_plan_holds_for_one_day_until_another_does_or_none(city: City) -> None:
    who = city.aydin.employment_id
    with city.database.transaction() as session:
        plans = rosters.plan_ids(session, [who], DAY)
        rosters.set_special_plan(session, who, DAY, plans[who, "flex"], "Brauchtum", NOW, None)
        rosters.set_special_plan(session, who, DAY, plans[who, "free"], "Brauchtum", NOW, None)
        held = file_of(session, city).special_plans

        assert {key: plan.code for key, plan in held.items()} == {(who, DAY): "free"}
        assert rosters.take_back_special_plan(session, who, DAY, NOW)
        assert not rosters.take_back_special_plan(session, who, DAY, NOW)
        assert file_of(session, city).special_plans == {}


def test_a_unit_has_one_published_roster_of_a_month(city: City) -> None:
    with city.database.transaction() as session:
        first = published(session, city, shift(city))
        assert rosters.published(session, city.registry, NOVEMBER) == rosters.by_id(session, first)
        assert rosters.published(session, city.archive, NOVEMBER) is None

    with pytest.raises(IntegrityError), city.database.transaction() as session:
        published(session, city)


SUNDAY = date(2026, 11, 15)


def test_a_day_in_a_duty_on_call_brings_all_days_of_it(city: City) -> None:
    with city.database.transaction() as session:
        published(session, city, shift(city, DutyKind.ON_CALL, WEEKEND))

        assert file_of(session, city, SUNDAY).days == DaySpan(date(2026, 11, 13), date(2026, 11, 17))


def test_a_shift_brings_no_other_day(city: City) -> None:
    with city.database.transaction() as session:
        published(session, city, shift(city))

        assert file_of(session, city).days == DaySpan.one(DAY)


def test_of_a_duty_without_end_no_more_is_brought_than_five_weeks_around(city: City) -> None:
    endless = Span(datetime(2026, 8, 1, tzinfo=UTC), datetime(2027, 2, 1, tzinfo=UTC))
    with city.database.transaction() as session:
        published(session, city, shift(city, DutyKind.ON_CALL, endless))

        assert file_of(session, city).days == DaySpan(DAY - FURTHEST, DAY + FURTHEST + timedelta(days=1))


def test_stamps_are_loaded_from_the_first_day_of_the_duty_on(city: City) -> None:
    weeks = Span(datetime(2026, 10, 25, 14, tzinfo=UTC), datetime(2026, 11, 19, 6, tzinfo=UTC))
    with city.database.transaction() as session:
        stamped(session, city.aydin, date(2026, 10, 25), "20:00 call_start 20:10 call_end", city.settings)
        published(session, city, shift(city, DutyKind.ON_CALL, weeks))
        file = file_of(session, city)

        assert [stamp.kind for stamp in file.stamps] == ["call_start", "call_end"]
        assert file.days.from_day == date(2026, 10, 25)
