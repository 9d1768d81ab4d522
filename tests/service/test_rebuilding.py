"""What is saved is what the facts give, row by row; whatever is changed beside the evaluation is found and named."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import delete, insert, select, update

import timeclock
from tests import tampering
from tests.city import NOW, City, evaluated, stamped
from timeclock.core.spans import DaySpan
from timeclock.service import absences, evaluation, leave, rebuilding
from timeclock.service.absences import Asked
from timeclock.service.differences import Difference
from timeclock.service.rebuilding import Compared
from timeclock.store import recalculation, result_rows
from timeclock.store.db import Session
from timeclock.store.schema import models
from timeclock.store.schema.leave import entitlement, entitlement_use
from timeclock.store.schema.results import (
    break_,
    day_amount,
    day_result,
    finding,
    period_result,
    protect_day,
    work_session,
)

TABLES = (day_result, work_session, break_, day_amount, protect_day, period_result, finding)
TAPS = {
    date(2026, 11, 9): "08:00 in 12:00 break_start 12:30 break_end 16:30 out",
    date(2026, 11, 10): "22:00 in",
    date(2026, 11, 11): "06:00 out 20:00 in",
    date(2026, 11, 12): "01:00 out 07:00 in 18:30 out",
    date(2026, 11, 14): "10:00 in 15:00 out",
    date(2026, 11, 16): "08:00 in 08:01 in 16:00 out",
    date(2026, 11, 17): "08:00 in",
    date(2026, 11, 20): "08:00 in",
}
DAYS = DaySpan(date(2026, 11, 1), date(2026, 11, 21))
SATURDAY = date(2026, 11, 14)
MONDAY = date(2026, 11, 2)


@pytest.fixture
def worked(city: City) -> City:
    return lived_in(city)


@pytest.fixture
def lived(sqlite_city: City) -> City:
    return lived_in(sqlite_city)


def lived_in(city: City) -> City:
    """Let Frau Aydin stamp for two weeks: some of it is worked out at once, some by the next days."""
    with city.database.transaction() as session:
        evaluated(session, city.aydin, DAYS, city, NOW - timedelta(days=11))
        for day, taps in TAPS.items():
            stamped(session, city.aydin, day, taps, city.settings)
            moment = NOW - timedelta(days=(NOW.date() - day).days)
            evaluation.refresh_now(session, city.aydin.person_id, city.rulebook(), moment)
            evaluation.mark_day_turn(session, day, city.rulebook(), moment)
            evaluation.refresh_now(session, city.aydin.person_id, city.rulebook(), moment)
    return city


def compared(session: Session, city: City) -> Compared:
    [(person_id, days)] = result_rows.extents(session)
    assert person_id == city.aydin.person_id
    return rebuilding.compare(session, person_id, days, city.rulebook(), NOW + timedelta(hours=1))


def columns(found: Compared) -> set[str]:
    return {each.column.split("[")[0] for each in found.differences}


def test_days_worked_out_one_after_the_other_are_what_the_facts_give(worked: City) -> None:
    with worked.database.reading() as session:
        found = compared(session, worked)

    assert found.differences == ()
    assert (found.waiting, found.earlier) == (0, 0)
    assert all(found.rows[table.name] for table in TABLES), found.rows


def test_any_value_changed_by_hand_is_named(lived: City) -> None:
    with tampering.unguarded(lived.database) as session:
        for table in TABLES:
            row = next(each for each in tampering.rows(session, table) if each.get("day", SATURDAY) <= SATURDAY)
            values = [column for column in table.c if not column.primary_key and column.name not in OTHERWISE]
            for column in values:
                changed = tampering.another(column, row[column.name])
                tampering.set_column(session, table, row, column.name, changed)
                found = compared(session, lived)
                tampering.set_column(session, table, row, column.name, row[column.name])

                assert any(each.startswith(f"{table.name}.{column.name}") for each in columns(found)), column

        assert compared(session, lived).differences == ()


# What says whose a row is, or of which day, turns it into another one; and when a day was worked out is no result.
OTHERWISE = {"facts_until", "person_id", "employment_id", "day", "period_from"}


def test_a_row_taken_away_is_named(lived: City) -> None:
    for table in TABLES:
        with tampering.unguarded(lived.database) as session:
            rows = tampering.rows(session, table)
            session.execute(delete(table).where(tampering.here(table, rows[len(rows) // 2])))
            lacking = next(each for each in compared(session, lived).differences if each.column == table.name)

        assert lacking.saved == "nothing"


def test_a_row_put_in_is_named(lived: City) -> None:
    with tampering.unguarded(lived.database) as session:
        session.execute(insert(work_session), {**tampering.rows(session, work_session)[0], "no": 9})
        tampering.plant(session, finding, tampering.rows(session, finding)[0])
        found = compared(session, lived).differences

    assert [(each.column, each.rebuilt) for each in found] == [("work_session", "nothing"), ("finding", "nothing")]


def test_the_difference_names_employment_day_and_both_values(lived: City) -> None:
    with tampering.unguarded(lived.database) as session:
        session.execute(update(day_result).where(day_result.c.day == SATURDAY).values(worked_min=301))
        found = compared(session, lived)

    [one] = found.differences
    assert one == Difference(f"employment {lived.aydin.employment_uid}", SATURDAY, "day_result.worked_min", 301, 300)


def test_a_stamp_that_marked_no_day_is_found_and_one_that_waits_is_left_out(lived: City) -> None:
    with lived.database.transaction() as session:
        stamped(session, lived.aydin, SATURDAY, "17:00 in 18:00 out", lived.settings)
        waiting = compared(session, lived)
        recalculation.done(session, recalculation.claim(session, lived.aydin.person_id))
        stale = compared(session, lived)

    assert waiting.differences == ()
    assert waiting.waiting > 0
    assert "day_result.worked_min" in columns(stale)


def test_results_by_earlier_rules_that_are_the_same_are_counted(lived: City, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timeclock, "__version__", "99.0")
    with lived.database.reading() as session:
        found = compared(session, lived)

    assert found.differences == ()
    assert found.earlier == found.rows["day_result"]


def test_a_result_that_names_rules_of_another_model_is_found(lived: City) -> None:
    with lived.database.transaction() as session:
        [body] = session.execute(select(models.rules.c.body).limit(1)).scalars()
        other = {"hash": "other", "kind": "result", "body": {**body, "model": {}}, "first_seen_at": NOW}
        session.execute(models.rules.insert(), other)
        session.execute(update(day_result).where(day_result.c.day == SATURDAY).values(rules_hash="other"))

        assert columns(compared(session, lived)) == {"day_result.rules_hash"}


def test_leave_paid_by_another_year_is_named(lived: City) -> None:
    person_id, at = lived.aydin.person_id, NOW + timedelta(minutes=5)
    with lived.database.transaction() as session:
        absences.enter(session, Asked("10001", "leave", MONDAY, MONDAY), lived.settings.zone, NOW)
        evaluation.refresh_now(session, person_id, lived.rulebook(), NOW)
        waiting = compared(session, lived)
        leave.refresh_now(session, person_id, lived.rulebook(), at)
        found = compared(session, lived)
        session.execute(update(entitlement_use).values(leave_year=2025))
        otherwise = compared(session, lived)

    assert (waiting.differences, waiting.rows["entitlement_use"]) == ((), 0)
    assert (found.differences, found.rows["entitlement_use"]) == ((), 1)
    assert [(each.day, each.column) for each in otherwise.differences] == [(MONDAY, "entitlement_use")] * 2


def test_leave_that_nothing_gives_is_named(lived: City) -> None:
    with tampering.unguarded(lived.database) as session:
        leave.refresh_now(session, lived.aydin.person_id, lived.rulebook(), NOW)
        session.execute(update(entitlement).where(entitlement.c.leave_year == 2026).values(milli_days=31_000))
        [found] = compared(session, lived).differences

    assert (found.column, found.saved, found.rebuilt) == ("entitlement.annual", 31, 30)
