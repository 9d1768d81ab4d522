"""Periods are judged when a day in them that is over is worked out, and come out the same however that happened."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from itertools import product

from sqlalchemy import select, update

from tests.city import NOW, City, evaluated, stamped
from timeclock.core.findings import Code, Severity
from timeclock.core.periods import PeriodKind
from timeclock.core.protections import Protection, ProtectionKind
from timeclock.core.spans import DaySpan
from timeclock.service import absences, bills, evaluation, protections
from timeclock.service.absences import Asked
from timeclock.store import periods, recalculation, results
from timeclock.store.db import Session
from timeclock.store.schema.people import person, terms
from timeclock.store.schema.results import finding, period_result
from timeclock.store.scope import Scope

WEEK = DaySpan(date(2026, 11, 9), date(2026, 11, 16))
SATURDAY = date(2026, 11, 14)
LONG_WEEK = dict.fromkeys(WEEK, "08:00 in 12:00 out 12:30 in 16:30 out")
NEXT_YEAR = datetime(2027, 1, 2, 6, tzinfo=UTC)
EVERYBODY = Scope.system("test")


def of_age(session: Session, city: City, born_on: date | None) -> None:
    session.execute(update(person).where(person.c.id == city.aydin.person_id).values(born_on=born_on))


def stamp_all(session: Session, city: City, taps: Mapping[date, str]) -> None:
    for day, said in taps.items():
        stamped(session, city.aydin, day, said, city.settings)


def rows(session: Session) -> list[dict[str, object]]:
    """Return all there is about periods."""
    found = [
        dict(row) for row in session.execute(select(period_result).order_by(*period_result.primary_key)).mappings()
    ]
    of_periods = select(finding).where(finding.c.period_from.is_not(None)).order_by(finding.c.key)
    return [*found, *(dict(row) for row in session.execute(of_periods).mappings())]


def codes_of(session: Session, city: City, day: date) -> list[str]:
    saved = results.day(session, city.aydin.employment_id, day, EVERYBODY)
    return [] if saved is None else [found.code.value for found in saved.result.findings]


def test_a_past_day_has_its_periods_judged(city: City) -> None:
    with city.database.transaction() as session:
        stamped(session, city.aydin, SATURDAY, "08:00 in 12:00 out", city.settings)
        evaluation.refresh_now(session, city.aydin.person_id, city.rulebook(), NOW)
        found = periods.holding(session, city.aydin.person_id, SATURDAY)

    assert [(each.kind, each.days) for each in found] == [
        (PeriodKind.AVERAGE, DaySpan(date(2026, 6, 22), date(2026, 12, 7)))
    ]
    assert found[0].figures["worked_min"] == 240
    assert found[0].ok


def test_a_stamp_of_today_judges_nothing_and_takes_nothing_away(city: City) -> None:
    with city.database.transaction() as session:
        of_age(session, city, date(2009, 6, 1))
        stamp_all(session, city, {day: taps for day, taps in LONG_WEEK.items() if day != WEEK.from_day})
        evaluated(session, city.aydin, WEEK, city, NOW - timedelta(days=4))
        before = rows(session)
        stamped(session, city.aydin, date(2026, 11, 16), "08:00 in", city.settings)
        evaluation.refresh_now(session, city.aydin.person_id, city.rulebook(), NOW - timedelta(days=4, hours=5))

        assert rows(session) == before
        assert Code.JARBSCHG_15_5DAYS in codes_of(session, city, SATURDAY + timedelta(days=1))


def test_a_finding_of_a_week_stands_on_the_day_that_passed_its_limit(city: City) -> None:
    with city.database.transaction() as session:
        of_age(session, city, date(2009, 6, 1))
        stamp_all(session, city, LONG_WEEK)
        evaluated(session, city.aydin, WEEK, city)
        found = results.findings(session, WEEK, [Severity.VIOLATION], EVERYBODY)

    of_week = {each.code: each.day for _, each in found if each.code.startswith(("JARBSCHG-8-1-W", "JARBSCHG-15"))}
    assert of_week == {Code.JARBSCHG_8_1_WEEK40: SATURDAY, Code.JARBSCHG_15_5DAYS: SATURDAY}


def test_what_is_no_finding_any_more_is_gone(city: City) -> None:
    with city.database.transaction() as session:
        of_age(session, city, date(2009, 6, 1))
        stamp_all(session, city, LONG_WEEK)
        evaluated(session, city.aydin, WEEK, city)
        of_age(session, city, None)
        evaluated(session, city.aydin, DaySpan.one(WEEK.from_day), city)

        left = [row.get("kind") or row["code"] for row in rows(session)]
    assert "average" in left
    assert not [name for name in left if name.startswith(("minor", "JARBSCHG"))]


def test_judging_again_changes_nothing(city: City) -> None:
    with city.database.transaction() as session:
        of_age(session, city, date(2009, 6, 1))
        stamp_all(session, city, LONG_WEEK)
        evaluated(session, city.aydin, WEEK, city)
        before = rows(session)
        for day in WEEK:
            evaluated(session, city.aydin, DaySpan.one(day), city)

        assert rows(session) == before


def test_days_as_they_came_are_all_of_them_judged_afterwards(city: City) -> None:
    """Over New Year, with a window of 24 weeks that begins in the old year and a week that lies in both."""
    days = DaySpan(date(2026, 12, 14), date(2027, 1, 18))
    taps = {day: "06:00 in 12:00 out 12:30 in 17:30 out" for day in days if day.isoweekday() != 3}
    with city.database.transaction() as session:
        of_age(session, city, date(2009, 1, 5))
        for day, who in product(days, (city.aydin, city.celik)):
            if day in taps:
                stamped(session, who, day, taps[day], city.settings)
            recalculation.mark(session, [(who.person_id, day)], "day_turn", NOW)
            turn = datetime(day.year, day.month, day.day, 6, tzinfo=UTC) + timedelta(days=1)
            evaluation.refresh_now(session, who.person_id, city.rulebook(), turn)
        as_they_came = rows(session)
        for who in (city.aydin, city.celik):
            evaluated(session, who, days, city, turn)

        assert rows(session) == as_they_came
    assert {(row["kind"], row["from_day"]) for row in as_they_came if "kind" in row} > {
        ("average", date(2026, 12, 7)),
        ("minor_week", date(2026, 12, 28)),
        ("free_sundays", date(2026, 1, 1)),
        ("free_sundays", date(2027, 1, 1)),
    }


def test_a_late_correction_is_judged_with_the_window_of_the_year_before(city: City) -> None:
    with city.database.transaction() as session:
        stamped(session, city.aydin, date(2027, 1, 1), "08:00 in 12:00 out", city.settings)
        evaluation.refresh_now(session, city.aydin.person_id, city.rulebook(), NEXT_YEAR)
        [window] = periods.holding(session, city.aydin.person_id, date(2026, 12, 31))

    assert window.days.from_day == date(2026, 12, 7)
    assert window.figures["worked_min"] == 240


def test_nobody_elses_periods_are_touched(city: City) -> None:
    with city.database.transaction() as session:
        for who in (city.aydin, city.celik):
            stamped(session, who, SATURDAY, "08:00 in 12:00 out", city.settings)
            evaluated(session, who, DaySpan.one(SATURDAY), city)
        whose = session.execute(select(period_result.c.person_id).distinct()).scalars().all()

    assert sorted(whose) == sorted([city.aydin.person_id, city.celik.person_id])


def window_at(
    session: Session, city: City, day: date, kind: PeriodKind = PeriodKind.AVERAGE
) -> Mapping[str, int | str]:
    """Return the figures of the period of a kind that a day lies in."""
    evaluation.refresh_now(session, city.aydin.person_id, city.rulebook(), NOW)
    held = periods.holding(session, city.aydin.person_id, day)
    return next(each.figures for each in held if each.kind is kind)


def test_leave_takes_its_days_out_of_the_window(city: City) -> None:
    with city.database.transaction() as session:
        evaluated(session, city.aydin, DaySpan(date(2026, 11, 2), date(2026, 11, 7)), city)
        before = window_at(session, city, SATURDAY)
        asked = Asked("10001", "leave", date(2026, 11, 2), date(2026, 11, 6))
        absences.enter(session, asked, city.settings.zone, NOW)
        after = window_at(session, city, SATURDAY)

    assert (before["werktage"], after["werktage"]) == ("143", "138")


def test_consent_to_longer_weeks_is_known_to_the_views_of_the_fire_brigade(city: City) -> None:
    november = DaySpan.month(2026, 11)
    with city.database.transaction() as session:
        fire = terms.c.employment_id == city.aydin.employment_id
        session.execute(update(terms).where(fire).values(regime="azvofeu_nrw", weekly_min=2880))
        evaluated(session, city.aydin, DaySpan.one(SATURDAY), city)
        before = window_at(session, city, SATURDAY, PeriodKind.FIRE_WEEK)
        protections.add(session, "10001", Protection(ProtectionKind.OPT_OUT, november.from_day), NOW)
        evaluated(session, city.aydin, DaySpan.one(SATURDAY), city)
        after = window_at(session, city, SATURDAY, PeriodKind.FIRE_WEEK)

    assert (before["limit_min"], after["limit_min"]) == (2880, 3240)


def test_a_holiday_takes_a_fifth_of_the_weekly_hours_of_the_terms(city: City) -> None:
    all_saints, saturday = date(2026, 11, 1), date(2026, 10, 3)
    with city.database.transaction() as session:
        fire = terms.c.employment_id == city.aydin.employment_id
        session.execute(update(terms).where(fire).values(regime="azvofeu_nrw", weekly_min=2880))
        for day in (all_saints, saturday):
            evaluated(session, city.aydin, DaySpan.one(day), city)
        found = [results.day(session, city.aydin.employment_id, day, EVERYBODY) for day in (all_saints, saturday)]

    assert [each and each.result.target for each in found] == [timedelta(0), timedelta(hours=-9, minutes=-36)]


def test_what_tells_of_a_pregnancy_is_judged_and_told_to_nobody_who_runs_the_city(city: City) -> None:
    with city.database.transaction() as session:
        new = Protection(ProtectionKind.MATERNITY, date(2026, 9, 1))
        protections.add(session, "10001", new, NOW)
        stamp_all(session, city, dict.fromkeys(DaySpan(date(2026, 11, 9), date(2026, 11, 19)), "06:00 in 20:00 out"))
        evaluated(session, city.aydin, DaySpan(date(2026, 11, 9), date(2026, 11, 20)), city)
        judged = periods.holding(session, city.aydin.person_id, SATURDAY)
        bill = bills.explained(session, "10001", SATURDAY, city.settings.zone, NOW)
        found = results.findings(session, DaySpan.month(2026, 11), list(Severity), EVERYBODY)

    assert PeriodKind.DOUBLE_WEEK in {each.kind for each in judged}
    assert bill is not None
    assert {each.kind for each in bill.periods} == {each.kind for each in judged} - {PeriodKind.DOUBLE_WEEK}
    assert Code.PERSONAL_PERIOD in {each.code for _, each in found}
    assert Code.MUSCHG_4_1_WEEKS not in {each.code for _, each in found}
