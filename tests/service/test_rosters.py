"""Publishing a roster and setting a special plan mark exactly the days they touch, and the result follows."""

from __future__ import annotations

from datetime import date, time, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.city import NOW, City, evaluated, stamped
from timeclock.core.amounts import AmountKind
from timeclock.core.duties import DutyKind
from timeclock.core.lines import Reason
from timeclock.core.spans import DaySpan, Span
from timeclock.core.walltime import instant
from timeclock.service import evaluation, rosters
from timeclock.store import recalculation, results
from timeclock.store import rosters as rows
from timeclock.store.rosters import NewShift
from timeclock.store.schema.evidence import audit
from timeclock.store.schema.results import day_amount
from timeclock.store.scope import Scope

BERLIN = ZoneInfo("Europe/Berlin")
NOVEMBER = date(2026, 11, 1)
DAY = date(2026, 11, 18)


def shift(who: int, day: date, begins: str, length: timedelta, kind: DutyKind = DutyKind.WORK) -> NewShift:
    from_at = instant(day, time.fromisoformat(begins), BERLIN)
    return NewShift(who, kind, Span(from_at, from_at + length))


def early(who: int, day: date) -> NewShift:
    return shift(who, day, "06:00", timedelta(hours=8, minutes=30))


def publish(session: Session, city: City, *shifts: NewShift, unit: int | None = None) -> int:
    roster_id = rows.draft(session, unit or city.registry, NOVEMBER, shifts, NOW)
    return rosters.publish(session, roster_id, BERLIN, NOW)


def marked(session: Session, city: City) -> list[date]:
    """Return the days that wait for Aydin, and let them wait no more."""
    marks = recalculation.claim(session, city.aydin.person_id)
    recalculation.done(session, marks)
    return [mark.day for mark in marks]


def test_the_first_shifts_of_a_month_touch_all_of_it_and_the_next_only_their_days(city: City) -> None:
    who = city.aydin.employment_id
    with city.database.transaction() as session:
        assert publish(session, city, early(who, DAY)) == 30
        assert marked(session, city) == list(DaySpan.month(2026, 11))

        assert publish(session, city, early(who, DAY), early(who, date(2026, 11, 20))) == 1
        assert marked(session, city) == [date(2026, 11, 20)]

        assert publish(session, city, early(who, date(2026, 11, 20))) == 1
        assert marked(session, city) == [DAY]

        assert publish(session, city) == 30
        assert marked(session, city) == list(DaySpan.month(2026, 11))


def test_a_night_shift_touches_the_day_it_begins_and_on_call_all_of_its_days(city: City) -> None:
    who = city.aydin.employment_id
    with city.database.transaction() as session:
        publish(session, city, early(who, DAY))
        marked(session, city)
        night = shift(who, date(2026, 11, 24), "22:00", timedelta(hours=8))
        weekend = shift(who, date(2026, 11, 27), "15:00", timedelta(hours=64), DutyKind.ON_CALL)
        publish(session, city, early(who, DAY), night, weekend)

        assert marked(session, city) == [date(2026, 11, 24), *DaySpan(date(2026, 11, 27), date(2026, 12, 1))]


def test_who_is_rostered_by_another_unit_already_stays_so(city: City) -> None:
    who = city.aydin.employment_id
    with city.database.transaction() as session:
        publish(session, city, early(who, DAY), unit=city.archive)
        marked(session, city)
        publish(session, city, early(who, date(2026, 11, 20)))

        assert marked(session, city) == [date(2026, 11, 20)]


def test_publishing_is_on_record_and_the_roster_before_is_withdrawn(city: City) -> None:
    with city.database.transaction() as session:
        publish(session, city, early(city.aydin.employment_id, DAY))
        first = rows.published(session, city.registry, NOVEMBER)
        assert first is not None
        publish(session, city, early(city.celik.employment_id, DAY))

        assert rows.by_id(session, first.id).state == rows.WITHDRAWN
        assert rows.shifts_of(session, first.id) == frozenset()
        found = session.execute(select(audit.c.detail).where(audit.c.action == "roster.publish")).scalars().all()
        assert [detail["shifts"] for detail in found] == [1, 1]


def test_what_is_due_follows_the_roster_and_a_special_plan_before_it(city: City) -> None:
    who = city.aydin.employment_id
    with city.database.transaction() as session:
        stamped(session, city.aydin, DAY, "06:00 in 10:00 out 10:30 in 14:30 out", city.settings)
        publish(session, city, early(who, DAY))
        evaluated(session, city.aydin, DaySpan.one(DAY), city)
        assert reasons(session, city) == [(Reason.SHIFT, "8:00:00")]

        plan = rows.plan_ids(session, [who], DAY)[who, "free"]
        rosters.set_special_plan(session, who, DAY, plan, "Betriebsausflug", NOW)
        assert marked(session, city) == [DAY]
        evaluated(session, city.aydin, DaySpan.one(DAY), city)
        assert reasons(session, city) == [(Reason.SPECIAL_PLAN, "0:00:00")]

        assert rosters.take_back_special_plan(session, who, DAY, NOW)
        assert marked(session, city) == [DAY]
        assert not rosters.take_back_special_plan(session, who, DAY, NOW)
        evaluated(session, city.aydin, DaySpan.one(DAY), city)
        assert reasons(session, city) == [(Reason.SHIFT, "8:00:00")]


def reasons(session: Session, city: City) -> list[tuple[Reason, str]]:
    """Return the lines of Aydin's target."""
    saved = results.day(session, city.aydin.employment_id, DAY, Scope.system("test"))
    assert saved is not None
    return [(line.reason, str(line.amount)) for line in saved.result.lines if line.part == "target"]


def test_a_call_on_sunday_is_paid_on_the_day_the_duty_began(city: City) -> None:
    who, friday, sunday = city.aydin.employment_id, date(2026, 11, 13), date(2026, 11, 15)
    with city.database.transaction() as session:
        publish(session, city, shift(who, friday, "15:00", timedelta(hours=64), DutyKind.ON_CALL))
        evaluated(session, city.aydin, DaySpan.month(2026, 11), city)
        assert amounts(session, city, friday) == [(AmountKind.ON_CALL, 10)]

        stamped(session, city.aydin, sunday, "03:00 call_start 03:05 errand_out 03:20 call_end", city.settings)
        evaluation.refresh_now(session, city.aydin.person_id, city.rulebook(), NOW)

        assert amounts(session, city, friday) == [(AmountKind.ON_CALL, 10), (AmountKind.CALL_OUT, 60)]
        assert amounts(session, city, sunday) == []
        assert recalculation.claim(session, city.aydin.person_id) == []


def amounts(session: Session, city: City, day: date) -> list[tuple[AmountKind, Fraction]]:
    """Return what Aydin's day gives payroll, as it is kept."""
    saved = results.day(session, city.aydin.employment_id, day, Scope.system("test"))
    assert saved is not None
    return [(amount.kind, amount.amount) for amount in saved.result.amounts]


def test_hours_of_pay_are_kept_in_thousandths(city: City) -> None:
    who = city.aydin.employment_id
    with city.database.transaction() as session:
        publish(session, city, shift(who, DAY, "20:30", timedelta(hours=10, minutes=30), DutyKind.ON_CALL))
        evaluated(session, city.aydin, DaySpan.one(DAY), city)

        assert amounts(session, city, DAY) == [(AmountKind.ON_CALL_HOURS, Fraction(1313, 1000))]


def test_preparation_alone_makes_nobody_free_on_other_days_and_is_kept_for_the_year(city: City) -> None:
    who, lasting = city.aydin, timedelta(hours=2)
    with city.database.transaction() as session:
        assert publish(session, city, shift(who.employment_id, DAY, "14:00", lasting, DutyKind.PREPARATION)) == 1
        stamped(session, who, DAY, "08:00 in 12:00 out 12:30 in 16:00 out", city.settings)
        evaluated(session, who, DaySpan(DAY, DAY + timedelta(days=2)), city)

        worked, free = results.days(
            session, who.employment_id, DaySpan(DAY, DAY + timedelta(days=2)), Scope.system("test")
        )
        kept = session.execute(select(day_amount.c.kind, day_amount.c.amount)).all()
    assert [line.amount for line in worked.result.lines if line.reason is Reason.PREPARATION] == [lasting]
    assert free.result.target == worked.result.target > timedelta(0)
    assert [tuple(row) for row in kept] == [("preparation", 120)]
