"""From stamp to result, the one way: marked, worked off, saved; and the same however it is cut up."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from sqlalchemy import select, update

from tests.city import NOW, City, evaluated, stamped
from tests.lived_in import click, sight
from timeclock.core import walltime
from timeclock.core.day import DayState
from timeclock.core.premiums import PremiumKind
from timeclock.core.spans import DaySpan
from timeclock.core.stamps import StampKind
from timeclock.service import evaluation, times
from timeclock.store import recalculation, results, rules
from timeclock.store.db import Session
from timeclock.store.ids import new_uid
from timeclock.store.results import SavedDay
from timeclock.store.schema.evidence import ledger_record
from timeclock.store.schema.people import terms
from timeclock.store.schema.results import (
    break_,
    day_amount,
    day_result,
    finding,
    period_result,
    protect_day,
    work_session,
)
from timeclock.store.scope import Scope

DAY = date(2026, 11, 17)
LATER = NOW + timedelta(days=30)
TABLES = (day_result, work_session, break_, day_amount, protect_day, period_result, finding)


def result_of(session: Session, city: City, day: date = DAY) -> SavedDay | None:
    return results.day(session, city.aydin.employment_id, day, Scope.system("test"))


def tap(city: City, day: date, taps: str) -> None:
    with city.database.transaction() as session:
        stamped(session, city.aydin, day, taps, city.settings)


def work_off(city: City, now: datetime = NOW) -> None:
    with city.database.transaction() as session:
        evaluation.refresh_now(session, city.aydin.person_id, city.rulebook(), now)


def everything(session: Session, *, but: str = "facts_until") -> dict[str, list[dict[str, object]]]:
    """Return all results there are, but for when they were made."""
    return {
        table.name: [
            {name: value for name, value in row.items() if name != but}
            for row in session.execute(select(table).order_by(*table.primary_key)).mappings()
        ]
        for table in TABLES
    }


def test_a_stamp_is_marked_then_worked_off_then_there(city: City) -> None:
    tap(city, DAY, "08:00 in 16:30 out")
    with city.database.reading() as session:
        assert recalculation.waits(session, city.aydin.person_id)
        assert result_of(session, city) is None

    work_off(city)

    with city.database.reading() as session:
        saved = result_of(session, city)
        assert not recalculation.waits(session, city.aydin.person_id)
    assert saved is not None
    assert saved.result.state is DayState.COMPLETE
    assert saved.result.worked == timedelta(hours=8)
    assert saved.result.difference == timedelta(minutes=12)
    assert saved.facts_until == NOW


def test_a_click_in_the_browser_goes_the_same_way(city: City) -> None:
    with city.database.transaction() as session:
        click(session, city, "aydin", StampKind.IN, new_uid(NOW))
    work_off(city, NOW + timedelta(minutes=1))

    with city.database.reading() as session:
        saved = result_of(session, city, NOW.date())
    assert saved is not None
    assert saved.result.state is DayState.OPEN
    assert saved.result.worked is None


def test_every_result_names_rules_that_are_on_record(city: City) -> None:
    tap(city, DAY, "08:00 in 16:30 out")
    work_off(city)

    with city.database.reading() as session:
        saved = result_of(session, city)
        recorded = {row.hash for row in rules.listed(session, 10)}
        committed = (
            session.execute(select(ledger_record.c.subject).where(ledger_record.c.kind == "rules")).scalars().all()
        )
    assert saved is not None
    assert saved.rules_hash in recorded
    assert sorted(committed) == sorted(recorded)


def test_the_same_rules_are_recorded_once(city: City) -> None:
    for day in (DAY, DAY + timedelta(days=1)):
        tap(city, day, "08:00 in 16:30 out")
        work_off(city)

    with city.database.reading() as session:
        assert len(rules.listed(session, 10)) == 1


def test_evaluating_again_changes_nothing(city: City) -> None:
    tap(city, DAY, "08:00 in 19:30 out")
    work_off(city)
    with city.database.transaction() as session:
        before = everything(session)
        evaluated(session, city.aydin, DaySpan.one(DAY), city)

        assert everything(session) == before


TAPS = {
    date(2026, 11, 9): "08:00 in 12:00 break_start 12:30 break_end 16:30 out",
    date(2026, 11, 10): "22:00 in",
    date(2026, 11, 11): "06:00 out 20:00 in",
    date(2026, 11, 12): "01:00 out 07:00 in 18:30 out",
    date(2026, 11, 14): "10:00 in 12:00 out",
    date(2026, 11, 15): "23:00 in",
    date(2026, 11, 16): "08:00 in 08:01 in 16:00 out",
}
WEEK = DaySpan(date(2026, 11, 8), date(2026, 11, 18))


def test_a_range_evaluated_at_once_is_the_days_evaluated_one_by_one(city: City) -> None:
    with city.database.transaction() as session:
        for day, taps in TAPS.items():
            stamped(session, city.aydin, day, taps, city.settings)
        evaluated(session, city.aydin, WEEK, city)
        at_once = everything(session)
        for day in WEEK:
            evaluated(session, city.aydin, DaySpan.one(day), city)

        assert everything(session) == at_once


def test_days_evaluated_as_they_came_are_the_range_evaluated_afterwards(city: City) -> None:
    """Each day right after its stamps, neighbours included, leads to what a later look at the whole gives."""
    with city.database.transaction() as session:
        for day, taps in TAPS.items():
            stamped(session, city.aydin, day, taps, city.settings)
            evaluation.refresh_now(session, city.aydin.person_id, city.rulebook(), LATER)
        evaluated(session, city.aydin, WEEK, city, LATER)
        as_they_came = everything(session)
        for table in TABLES:
            session.execute(table.delete())
        evaluated(session, city.aydin, WEEK, city, LATER)

        assert everything(session) == as_they_came


def test_stamps_that_arrive_in_another_order_give_the_same_results(city: City) -> None:
    """Aydin's come in order, Brandt's backwards, each worked off at once."""
    with city.database.transaction() as session:
        for who, order in ((city.aydin, list(TAPS)), (city.brandt, list(reversed(TAPS)))):
            for day in order:
                stamped(session, who, day, TAPS[day], city.settings)
                evaluation.refresh_now(session, who.person_id, city.rulebook(), LATER)
            evaluated(session, who, WEEK, city, LATER)
        found = everything(session)["day_result"]

        def of(employment_id: int) -> list[object]:
            return [(row["day"], row["lines"]) for row in found if row["employment_id"] == employment_id]

        assert of(city.aydin.employment_id) == of(city.brandt.employment_id)


def test_a_late_stamp_changes_the_day_before_too(city: City) -> None:
    tap(city, DAY, "22:00 in")
    work_off(city, NOW)
    tap(city, DAY + timedelta(days=1), "05:00 out")
    work_off(city, NOW)

    with city.database.reading() as session:
        saved = result_of(session, city)
    assert saved is not None
    assert saved.result.state is DayState.COMPLETE
    assert saved.result.present == timedelta(hours=7)


def test_days_to_come_have_no_result(city: City) -> None:
    with city.database.transaction() as session:
        evaluated(session, city.aydin, DaySpan(NOW.date(), NOW.date() + timedelta(days=5)), city)
        days = session.execute(select(day_result.c.day)).scalars().all()

        assert max(days) == NOW.date()


def test_a_day_marked_while_another_is_worked_on_stays_marked(city: City) -> None:
    tap(city, DAY, "08:00 in 16:30 out")
    with city.database.transaction() as session:
        marks = recalculation.claim(session, city.aydin.person_id)
        recalculation.mark(session, [(city.aydin.person_id, DAY)], "stamp", NOW)
        recalculation.done(session, marks)

        assert recalculation.waits(session, city.aydin.person_id)


def test_marks_far_apart_are_worked_off_in_spans_of_their_own(city: City) -> None:
    days = [date(2026, 2, 3), date(2026, 2, 5), date(2026, 9, 1)]
    for day in days:
        tap(city, day, "08:00 in 16:30 out")
    work_off(city)

    with city.database.reading() as session:
        found = set(session.execute(select(day_result.c.day)).scalars())
    assert set(days) <= found
    assert date(2026, 5, 1) not in found


def test_the_turn_of_the_day_asks_for_yesterday_and_today_of_everybody(city: City) -> None:
    today = NOW.date()
    with city.database.transaction() as session:
        assert evaluation.mark_day_turn(session, today, city.rulebook(), NOW) == 3
        for who in (city.aydin, city.brandt, city.celik):
            evaluation.refresh_now(session, who.person_id, city.rulebook(), NOW)
        absent = result_of(session, city, today - timedelta(days=1))

        assert recalculation.waiting(session)[0] == 0
        assert absent is not None
        assert absent.result.target == timedelta(hours=7, minutes=48)
        assert [each.code for each in absent.result.findings] == ["no_stamps"]


def test_nobody_is_marked_before_the_first_day_of_employment(city: City) -> None:
    with city.database.transaction() as session:
        assert evaluation.mark_day_turn(session, date(2025, 12, 31), city.rulebook(), NOW) == 0
        assert evaluation.mark_day_turn(session, date(2026, 1, 1), city.rulebook(), NOW) == 3


@pytest.mark.parametrize(("known", "asked_again"), [(time(16, 30), True), (time(23, 59), True), (None, False)])
def test_a_day_worked_out_before_it_was_over_is_asked_for_again(
    city: City, known: time | None, asked_again: bool
) -> None:
    """The jobs stood still for days after her going: complete as the day is, nobody has looked since it ended."""
    day, today = date(2026, 11, 18), date(2026, 11, 25)
    span = walltime.day_span(day, city.settings.zone)
    tap(city, day, "08:00 in 16:30 out")
    with city.database.transaction() as session:
        moment = span.to_at if known is None else walltime.instant(day, known, city.settings.zone)
        evaluation.refresh_now(session, city.aydin.person_id, city.rulebook(), moment)
        evaluation.mark_day_turn(session, today, city.rulebook(), moment)

        assert (day in {each.day for each in recalculation.claim(session, city.aydin.person_id)}) is asked_again


@pytest.mark.parametrize("name", ["aydin", "brandt"])
def test_results_of_one_person_are_saved_beside_those_of_another(city: City, name: str) -> None:
    who = getattr(city, name)
    with city.database.transaction() as session:
        for each in (city.aydin, city.brandt):
            stamped(session, each, DAY, "08:00 in 16:30 out", city.settings)
            evaluated(session, each, DaySpan.one(DAY), city)
        evaluated(session, who, DaySpan.one(DAY), city)

        for each in (city.aydin, city.brandt):
            saved = results.day(session, each.employment_id, DAY, Scope.system("test"))
            assert saved is not None
            assert saved.result.worked == timedelta(hours=8)


def test_who_looks_is_told_while_something_waits(city: City) -> None:
    tap(city, NOW.date(), "08:00 in")
    with city.database.transaction() as session:
        assert times.today(session, sight(session, city, "aydin")).waiting
        evaluation.refresh_now(session, city.aydin.person_id, city.rulebook(), NOW)
        assert not times.today(session, sight(session, city, "aydin")).waiting


SATURDAY = date(2026, 11, 14)


def test_premiums_are_saved_with_the_day_and_read_as_they_were_worked_out(city: City) -> None:
    tap(city, SATURDAY, "12:30 in 15:00 out 15:30 in 16:00 out")
    work_off(city)

    with city.database.reading() as session:
        saved = result_of(session, city, SATURDAY)
        wished = evaluation.Trial(None, None)
        worked_out = evaluation.tried(session, city.aydin.person_id, SATURDAY, city.rulebook(), NOW, wished)
    assert saved is not None
    (saturday,) = saved.result.premiums
    assert (saturday.kind, saturday.amount, saturday.percent) == (PremiumKind.SATURDAY, timedelta(minutes=150), 20)
    assert [day.premiums for day in worked_out.days if day.day == SATURDAY] == [saved.result.premiums]


def test_a_premium_goes_with_the_work_it_was_for(city: City) -> None:
    tap(city, SATURDAY, "14:00 in 16:00 out")
    work_off(city)
    with city.database.transaction() as session:
        assert len(everything(session)["day_amount"]) == 1
        session.execute(update(terms).values(regime="azvo_nrw"))
        evaluated(session, city.aydin, DaySpan.one(SATURDAY), city)
        official = everything(session)["day_amount"]
        session.execute(update(terms).values(regime="minijob"))
        evaluated(session, city.aydin, DaySpan.one(SATURDAY), city)

        assert everything(session)["day_amount"] == []
    assert [(row["kind"], row["amount"], row["unit"], row["percent"]) for row in official] == [
        ("unsocial_saturday", 120, "min", None)
    ]


def test_other_terms_are_other_rules(city: City) -> None:
    tap(city, SATURDAY, "14:00 in 16:00 out")
    work_off(city)
    with city.database.transaction() as session:
        before = result_of(session, city, SATURDAY)
        session.execute(update(terms).values(regime="azvo_nrw"))
        evaluated(session, city.aydin, DaySpan.one(SATURDAY), city)
        after = result_of(session, city, SATURDAY)

    assert before is not None
    assert after is not None
    assert before.rules_hash != after.rules_hash


def test_the_night_of_a_working_day_is_saved(city: City) -> None:
    tap(city, SATURDAY, "22:00 in")
    tap(city, SATURDAY + timedelta(days=1), "02:00 out")
    work_off(city)

    with city.database.reading() as session:
        rows = session.execute(select(protect_day.c.night_min, protect_day.c.night_work)).all()
    assert [tuple(row) for row in rows] == [(180, True)]
