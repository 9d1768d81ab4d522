"""What people see of their times: today, a month, a day; over midnight, on holidays, when the clock changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from sqlalchemy import insert, select, update

from tests.city import NOW, City, stamped
from tests.lived_in import delivered, evaluated, sight
from tests.terminal import enrolled
from timeclock.core.day import DayState
from timeclock.core.stamps import StampKind
from timeclock.core.walltime import instant
from timeclock.service import bills, display, team, times
from timeclock.service.access import NotAllowed
from timeclock.service.clocking import Outcome
from timeclock.service.sight import NotFound
from timeclock.service.times import MonthRow, Today
from timeclock.store import staffing
from timeclock.store.db import Session
from timeclock.store.schema.evidence import access_read
from timeclock.store.schema.people import placement

DAY = date(2026, 11, 17)
ONE_DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


def at(city: City, day: date, clock: str) -> datetime:
    return instant(day, time.fromisoformat(clock), city.settings.zone)


def tap(city: City, taps: str, day: date = DAY, now: datetime | None = None) -> None:
    """Store stamps and evaluate them as at the last one."""
    with city.database.transaction() as session:
        stamped(session, city.aydin, day, taps, city.settings)
    evaluated(city, now or at(city, day, taps.split()[-2]))


def today(city: City, day: date, clock: str, name: str = "aydin") -> Today:
    with city.database.transaction() as session:
        return times.today(session, sight(session, city, name, at(city, day, clock)))


def test_before_the_first_stamp_the_day_asks_her_to_come(city: City) -> None:
    seen = today(city, DAY, "07:00")

    assert seen.next_kinds == (StampKind.IN,)
    assert seen.inside_since is None
    assert seen.present_so_far == timedelta(0)


def test_inside_she_may_go_or_take_a_break(city: City) -> None:
    tap(city, "08:00 in")

    seen = today(city, DAY, "10:30")

    assert seen.next_kinds == (StampKind.OUT, StampKind.BREAK_START)
    assert seen.inside_since == at(city, DAY, "08:00")
    assert seen.present_so_far == 2.5 * HOUR


def test_on_a_break_she_may_come_back_or_go(city: City) -> None:
    tap(city, "08:00 in 12:00 break_start")

    seen = today(city, DAY, "12:20")

    assert seen.next_kinds == (StampKind.BREAK_END, StampKind.OUT)
    assert seen.on_break_since == at(city, DAY, "12:00")
    assert seen.present_so_far == 4 * HOUR


def test_after_going_the_balance_includes_today(city: City) -> None:
    tap(city, "08:00 in 16:30 out")

    seen = today(city, DAY, "16:31")

    assert seen.next_kinds == (StampKind.IN,)
    assert seen.balance_with_today == seen.balance_before + timedelta(minutes=12)


def test_a_missing_out_of_an_earlier_day_is_told(city: City) -> None:
    tap(city, "08:00 in", DAY - ONE_DAY)
    tap(city, "08:00 in")

    assert today(city, DAY, "09:00").open_days == (DAY - ONE_DAY,)


# --- over midnight ---


def test_at_one_in_the_night_she_is_still_in_since_the_evening(city: City) -> None:
    tap(city, "22:00 in")

    seen = today(city, DAY + ONE_DAY, "01:00")

    assert seen.inside_since == at(city, DAY, "22:00")
    assert seen.next_kinds == (StampKind.OUT, StampKind.BREAK_START)
    assert seen.present_so_far == 3 * HOUR


def test_at_one_in_the_night_she_is_still_on_the_break_she_began_before(city: City) -> None:
    tap(city, "20:00 in 23:50 break_start")

    seen = today(city, DAY + ONE_DAY, "00:10")

    assert seen.on_break_since == at(city, DAY, "23:50")
    assert seen.next_kinds == (StampKind.BREAK_END, StampKind.OUT)


def test_a_forgotten_out_of_yesterday_is_no_being_inside_today(city: City) -> None:
    tap(city, "08:00 in")

    seen = today(city, DAY + ONE_DAY, "07:30")

    assert seen.inside_since is None
    assert seen.next_kinds == (StampKind.IN,)


def test_who_came_today_is_in_since_today_whatever_yesterday_left_open(city: City) -> None:
    tap(city, "20:00 in")
    tap(city, "08:00 in", DAY + ONE_DAY)

    assert today(city, DAY + ONE_DAY, "09:00").inside_since == at(city, DAY + ONE_DAY, "08:00")


def test_a_night_belongs_to_the_evening_it_began(city: City) -> None:
    tap(city, "22:00 in")
    tap(city, "05:00 out", DAY + ONE_DAY)

    with city.database.transaction() as session:
        evening, morning = (
            times.day(session, sight(session, city, "aydin"), None, day) for day in (DAY, DAY + ONE_DAY)
        )
    assert evening.result is not None
    assert morning.result is not None
    assert [evening.result.present, morning.result.present] == [7 * HOUR, timedelta(0)]
    assert [len(evening.stamps), len(morning.stamps)] == [1, 1]


def test_the_team_page_shows_who_is_in_over_midnight(city: City) -> None:
    tap(city, "22:00 in")

    with city.database.transaction() as session:
        seen = team.members(session, sight(session, city, "brandt", at(city, DAY + ONE_DAY, "01:00")))
    assert {each.family_name: each.present for each in seen} == {"Aydin": True, "Brandt": False}


@pytest.mark.parametrize(
    ("taps", "kind", "said"),
    [("00:30 out", StampKind.OUT, "Gehen 00:30"), ("00:30 break_start", StampKind.BREAK_START, "Pause seit 00:30")],
)
def test_a_terminal_understands_a_tap_over_midnight(city: City, taps: str, kind: StampKind, said: str) -> None:
    terminal = enrolled(city, at(city, DAY, "20:00"))
    tap(city, "20:00 in")
    tap(city, taps, DAY + ONE_DAY)
    now = at(city, DAY + ONE_DAY, "00:30")
    with city.database.transaction() as session:
        [outcome] = delivered(session, city, terminal, [terminal.stamp(now)], now)
        shown = display.of_outcome(session, accepted(outcome, city), kind, city.rulebook(), now)

    assert shown is not None
    assert shown.lines["de"][1] == said


def accepted(outcome: Outcome, city: City) -> Outcome:
    """Return the outcome as if the badge were Frau Aydin's: what was stored for her is what counts here."""
    assert outcome.stored is not None
    return replace(outcome, stored=replace(outcome.stored, person_id=city.aydin.person_id, quarantine=None))


# --- the nights of the clock change ---


@pytest.mark.parametrize(
    ("evening", "hours"),
    [(date(2026, 3, 28), 7), (date(2026, 10, 24), 9), (date(2026, 11, 7), 8)],
    ids=["spring", "autumn", "any"],
)
def test_a_night_has_the_hours_it_really_had(city: City, evening: date, hours: int) -> None:
    tap(city, "22:00 in", evening)
    tap(city, "06:00 out", evening + ONE_DAY)

    with city.database.transaction() as session:
        found = times.day(session, sight(session, city, "aydin"), None, evening)
    assert found.result is not None
    assert found.result.present == hours * HOUR


@pytest.mark.parametrize(("day", "so_far"), [(date(2026, 3, 29), 4), (date(2026, 10, 25), 6)])
def test_on_those_nights_she_is_present_as_long_as_it_really_is(city: City, day: date, so_far: int) -> None:
    tap(city, "23:00 in", day - ONE_DAY)

    assert today(city, day, "04:00").present_so_far == so_far * HOUR


def test_the_day_of_the_clock_change_holds_its_stamps(city: City) -> None:
    tap(city, "00:30 in 23:30 out", date(2026, 10, 25), NOW)

    with city.database.transaction() as session:
        found = times.day(session, sight(session, city, "aydin"), None, date(2026, 10, 25))
    assert len(found.stamps) == 2


# --- months and holidays ---


def row(city: City, day: date, now: datetime = NOW) -> MonthRow:
    with city.database.transaction() as session:
        view = times.month(session, sight(session, city, "aydin", now), None, day.replace(day=1))
    return next(each for each in view.rows if each.day == day)


def test_a_holiday_asks_for_no_time_and_says_which_it_is(city: City) -> None:
    with city.database.transaction() as session:
        stamped(session, city.aydin, date(2026, 10, 30), "08:00 in 16:30 out", city.settings)
    evaluated(city, NOW)

    found = row(city, date(2026, 11, 1))
    assert found.holiday is not None
    assert found.holiday.name_de == "Allerheiligen"
    assert found.target == timedelta(0)


def test_a_workday_to_come_shows_its_target_and_no_figures(city: City) -> None:
    found = row(city, date(2026, 11, 30))

    assert (found.target, found.worked, found.difference, found.balance) == (
        timedelta(hours=7, minutes=48),
        None,
        None,
        None,
    )


def test_a_holiday_to_come_shows_no_target(city: City) -> None:
    assert row(city, date(2026, 12, 25)).target == timedelta(0)


def test_a_month_adds_up(city: City) -> None:
    for day, taps in ((16, "08:00 in 16:30 out"), (17, "08:00 in 15:30 out"), (18, "08:00 in")):
        tap(city, taps, date(2026, 11, day), at(city, date(2026, 11, 20), "12:00"))

    with city.database.transaction() as session:
        view = times.month(session, sight(session, city, "aydin"), None, date(2026, 11, 1))
    shown = [each for each in view.rows if each.difference is not None]
    assert sum((each.difference for each in shown if each.difference), timedelta(0)) == view.difference
    assert view.balance_to == view.balance_from + view.difference
    assert view.open_days == 1
    assert next(each for each in view.rows if each.day == date(2026, 11, 18)).state is DayState.OPEN


def test_the_balance_runs_on_from_month_to_month(city: City) -> None:
    tap(city, "08:00 in 17:30 out", date(2026, 10, 28), NOW)
    tap(city, "08:00 in 17:30 out", date(2026, 11, 3), NOW)

    with city.database.transaction() as session:
        october, november = (
            times.month(session, sight(session, city, "aydin"), None, date(2026, month, 1)) for month in (10, 11)
        )
    assert october.balance_to == november.balance_from


def test_every_day_of_a_month_is_there_once(city: City) -> None:
    with city.database.transaction() as session:
        view = times.month(session, sight(session, city, "aydin"), None, date(2026, 2, 1))

    assert [each.day.day for each in view.rows] == list(range(1, 29))


# --- others' times ---


def reads(session: Session) -> list[tuple[str, list[int]]]:
    return [(found.route, found.person_ids) for found in session.execute(select(access_read))]


def test_who_looks_at_anothers_times_leaves_a_trace(city: City) -> None:
    with city.database.transaction() as session:
        mine = sight(session, city, "brandt")
        times.day(session, mine, city.aydin.employment_uid, DAY)
        times.month(session, mine, city.aydin.employment_uid, date(2026, 11, 1))

        assert reads(session) == [("day", [city.aydin.person_id]), ("month", [city.aydin.person_id])]


def test_who_looks_at_her_own_leaves_none(city: City) -> None:
    with city.database.transaction() as session:
        mine = sight(session, city, "aydin")
        times.today(session, mine)
        times.day(session, mine, None, DAY)
        times.month(session, mine, None, date(2026, 11, 1))

        assert reads(session) == []


@pytest.mark.parametrize("name", ["brandt", "officer"])
def test_another_units_people_are_not_found(city: City, name: str) -> None:
    with city.database.transaction() as session:
        mine = sight(session, city, name)
        for look in (
            lambda: times.day(session, mine, city.celik.employment_uid, DAY),
            lambda: times.month(session, mine, city.celik.employment_uid, date(2026, 11, 1)),
        ):
            with pytest.raises(NotFound):
                look()

        assert reads(session) == []


@pytest.mark.parametrize("name", ["it", "council", "privacy"])
def test_who_has_no_person_has_no_today(city: City, name: str) -> None:
    with city.database.transaction() as session, pytest.raises((NotAllowed, NotFound)):
        times.today(session, sight(session, city, name))


def move(session: Session, city: City, day: date) -> None:
    """Let Frau Aydin go from the registry to the archive."""
    mine = placement.c.employment_id == city.aydin.employment_id
    session.execute(update(placement).where(mine).values(valid_to=day))
    since = {"employment_id": city.aydin.employment_id, "unit_id": city.archive, **staffing.held_from(day, NOW)}
    session.execute(insert(placement), since)


def test_a_month_shows_the_old_superior_nothing_of_the_days_since_the_move(city: City) -> None:
    for day in (16, 18):
        tap(city, "10:00 in 16:30 out", date(2026, 11, day), NOW)
    with city.database.transaction() as session:
        move(session, city, date(2026, 11, 17))
        move_back = date(2026, 11, 20)
        mine = placement.c.unit_id == city.archive
        session.execute(
            update(placement)
            .where(mine, placement.c.employment_id == city.aydin.employment_id)
            .values(valid_to=move_back)
        )
        back = {
            "employment_id": city.aydin.employment_id,
            "unit_id": city.registry,
            **staffing.held_from(move_back, NOW),
        }
        session.execute(insert(placement), back)
        view = times.month(session, sight(session, city, "brandt"), city.aydin.employment_uid, date(2026, 11, 1))

    shown = {each.day.day: (each.worked, each.finding_codes) for each in view.rows}
    assert shown[16][0] is not None
    assert "core_time" in shown[16][1]
    assert shown[18] == (None, ())


def test_explaining_a_day_needs_only_the_staff_number(city: City) -> None:
    tap(city, "08:00 in 16:30 out")
    with city.database.reading() as session:
        found = bills.explained(session, "10001", DAY, city.settings.zone, NOW)
        nobody = bills.explained(session, "99999", DAY, city.settings.zone, NOW)

    assert found is not None
    assert found.result is not None
    assert found.result.worked == 8 * HOUR
    assert nobody is None
