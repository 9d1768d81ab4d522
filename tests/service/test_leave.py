"""Leave on record: brought by itself and once, changed with a reason, paid by what expires first."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest
from sqlalchemy import select, update

from tests.city import NOW, City
from timeclock.core.leave_payment import Use
from timeclock.core.leave_situation import Ground
from timeclock.core.leave_year import LeaveKind
from timeclock.core.protections import Figures, Protection, ProtectionKind
from timeclock.service import absences, leave, leave_entries, protections
from timeclock.service.absences import Asked
from timeclock.service.leave_entries import Correction, Declaration, NotEntered
from timeclock.store import leave as rows
from timeclock.store import leave_waiting
from timeclock.store.db import Session
from timeclock.store.schema import people
from timeclock.store.schema.leave import entitlement

ANNUAL = LeaveKind.ANNUAL
MARCH_2027 = datetime(2027, 3, 15, 8, tzinfo=UTC)
TODAY = NOW.date()


@pytest.fixture
def session(city: City) -> Iterator[Session]:
    with city.database.transaction() as session:
        yield session


def refreshed(session: Session, city: City, now: datetime = NOW) -> int:
    return leave.refresh_now(session, city.aydin.person_id, city.rulebook(), now)


def entered(session: Session, city: City) -> list[tuple[LeaveKind, int, Fraction | int, str, str]]:
    kept = rows.kept(session, city.aydin.person_id).entered[city.aydin.employment_id]
    return [(each.kind, each.year, each.days, each.cause, each.reason) for each in kept]


def had(session: Session, city: City) -> dict[tuple[LeaveKind, int], Fraction | int]:
    return {**rows.kept(session, city.aydin.person_id).had(city.aydin.employment_id)}


def away(session: Session, city: City, first: date, last: date, reason: str = "leave") -> None:
    absences.enter(session, Asked("10001", reason, first, last), city.settings.zone, NOW)


def test_a_year_and_the_next_come_by_themselves_and_once(session: Session, city: City) -> None:
    assert refreshed(session, city) == 2
    assert refreshed(session, city) == 0

    assert entered(session, city) == [(ANNUAL, 2026, 30, "granted", ""), (ANNUAL, 2027, 31, "granted", "")]


def test_a_year_worked_out_anew_long_after_keeps_its_own_figure(session: Session, city: City) -> None:
    refreshed(session, city)
    refreshed(session, city, MARCH_2027)

    assert (had(session, city)[ANNUAL, 2026], had(session, city)[ANNUAL, 2027]) == (30, 31)


def test_what_changes_is_a_difference_with_its_reason(session: Session, city: City) -> None:
    refreshed(session, city)
    terms = people.terms
    session.execute(update(terms).where(terms.c.employment_id == city.aydin.employment_id).values(days_per_week=3))
    protections.add(session, "10001", Protection(ProtectionKind.DISABLED, TODAY, figures=Figures(degree=50)), NOW)

    refreshed(session, city)

    assert entered(session, city)[2:] == [
        (ANNUAL, 2026, -12, "changed", "terms"),
        (LeaveKind.DISABILITY, 2026, Fraction(1, 4), "granted", ""),
        (ANNUAL, 2027, -12, "changed", "terms"),
        (LeaveKind.DISABILITY, 2027, 3, "granted", ""),
    ]


def test_leave_waits_to_be_worked_out_when_something_about_it_changes(session: Session, city: City) -> None:
    away(session, city, date(2026, 12, 21), date(2027, 1, 3))

    assert leave_waiting.next_person(session) == city.aydin.person_id
    refreshed(session, city)
    assert leave_waiting.next_person(session) is None


def test_a_day_of_leave_is_paid_by_its_own_year(session: Session, city: City) -> None:
    away(session, city, date(2026, 12, 28), date(2027, 1, 5))

    refreshed(session, city)

    assert [(use.day, use.year) for use in rows.uses(session, city.aydin.employment_id)] == [
        (date(2026, 12, 28), 2026),
        (date(2026, 12, 29), 2026),
        (date(2026, 12, 30), 2026),
        (date(2027, 1, 4), 2026),
        (date(2027, 1, 5), 2026),
    ]


def test_leave_taken_back_is_used_no_longer(session: Session, city: City) -> None:
    uid = absences.enter(session, Asked("10001", "leave", TODAY, TODAY), city.settings.zone, NOW)
    refreshed(session, city)
    assert rows.uses(session, city.aydin.employment_id) == [Use(TODAY, Fraction(1), ANNUAL, 2026)]

    absences.withdraw(session, uid, city.settings.zone, NOW)
    refreshed(session, city)

    assert rows.uses(session, city.aydin.employment_id) == []


def test_days_in_place_of_pay_are_bought_up_to_three(session: Session, city: City) -> None:
    wanted = Declaration("10001", LeaveKind.EXCHANGE, 2, date(2026, 8, 20))

    assert leave_entries.declare(session, wanted, city.rulebook(), NOW) == 2
    assert leave_entries.declare(session, wanted, city.rulebook(), NOW) == 1
    with pytest.raises(NotEntered) as no_more:
        leave_entries.declare(session, wanted, city.rulebook(), NOW)

    assert "already" in no_more.value.sentence
    assert had(session, city)[LeaveKind.EXCHANGE, 2026] == 3


@pytest.mark.parametrize(
    ("kind", "on", "said"),
    [
        (LeaveKind.EXCHANGE, date(2026, 9, 2), "has to be declared by"),
        (LeaveKind.CONVERSION, date(2026, 11, 1), "has to be declared by"),
        (LeaveKind.EXCHANGE, date(2026, 1, 1) - timedelta(days=1), "employed"),
    ],
)
def test_days_in_place_of_pay_are_declared_in_time(
    session: Session, city: City, kind: LeaveKind, on: date, said: str
) -> None:
    with pytest.raises(NotEntered) as refused:
        leave_entries.declare(session, Declaration("10001", kind, 1, on), city.rulebook(), NOW)

    assert said in refused.value.sentence


def test_conversion_days_are_of_the_year_to_come(session: Session, city: City) -> None:
    wanted = Declaration("10001", LeaveKind.CONVERSION, 3, date(2026, 10, 31))

    assert leave_entries.declare(session, wanted, city.rulebook(), NOW) == 2
    assert had(session, city) == {(LeaveKind.CONVERSION, 2027): 2}


def test_what_was_left_before_adds_to_what_law_gives(session: Session, city: City) -> None:
    before = Correction("10001", ANNUAL, 2025, Fraction(9, 2), "Rest aus 2025", opening=True)

    leave_entries.correct(session, before, TODAY, NOW)
    refreshed(session, city)

    assert had(session, city)[ANNUAL, 2025] == Fraction(9, 2)
    assert entered(session, city)[0] == (ANNUAL, 2025, Fraction(9, 2), "opening", "Rest aus 2025")


@pytest.mark.parametrize(("days", "reason"), [(Fraction(1, 3), "Irrtum"), (Fraction(0), "Irrtum"), (Fraction(1), " ")])
def test_a_correction_is_in_half_days_and_says_why(session: Session, city: City, days: Fraction, reason: str) -> None:
    with pytest.raises(NotEntered):
        leave_entries.correct(session, Correction("10001", ANNUAL, 2026, days, reason), TODAY, NOW)


def test_a_ground_is_on_record(session: Session, city: City) -> None:
    leave_entries.carry_over(session, "10001", Ground(2026), "Wahl im Herbst", TODAY, NOW)

    assert rows.kept(session, city.aydin.person_id).grounds == {city.aydin.employment_id: [Ground(2026)]}
    with pytest.raises(NotEntered):
        leave_entries.carry_over(session, "4711", Ground(2026), "Wahl im Herbst", TODAY, NOW)


def test_a_queue_keeps_who_was_marked_meanwhile(session: Session, city: City) -> None:
    leave_waiting.mark(session, [city.aydin.person_id, city.brandt.person_id], NOW)
    waiting = leave_waiting.claim(session, city.aydin.person_id)
    leave_waiting.mark(session, [city.aydin.person_id], NOW)

    leave_waiting.done(session, waiting)
    leave_waiting.done(session, leave_waiting.claim(session, city.brandt.person_id))

    assert leave_waiting.waiting(session) == 1
    assert leave_waiting.waits(session, city.aydin.person_id)
    assert leave_waiting.next_person(session, but=[city.aydin.person_id]) is None


def test_no_entitlement_is_ever_changed(session: Session, city: City) -> None:
    refreshed(session, city)
    kept = session.execute(select(entitlement).order_by(entitlement.c.id)).mappings().all()

    assert [row["basis"]["terms"] for row in kept] == ["tvoed 12 x 5", "tvoed 12 x 5"]
    assert [line["reason"] for line in kept[0]["lines"]] == ["year"]
