"""How far back a person's stamps are loaded: to a silence of a day, and no further."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from tests.city import City, stamped
from timeclock.core.plans import ModelRules
from timeclock.core.spans import DaySpan
from timeclock.core.walltime import day_span
from timeclock.store import dayfiles
from timeclock.store.dayfiles import DayFiles
from timeclock.store.models import rules_json
from timeclock.store.schema.models import model_version

DAY = date(2026, 11, 20)
EVENING = datetime.fromisoformat("2026-11-20T22:00:00+01:00")


def loaded(session: Session, city: City, days: DaySpan | None = None, as_of: datetime = EVENING) -> DayFiles:
    return dayfiles.load(session, city.aydin.person_id, days or DaySpan.one(DAY), city.rulebook().around, as_of)


def tap(session: Session, city: City, days_before: int, taps: str) -> None:
    stamped(session, city.aydin, DAY - timedelta(days=days_before), taps, city.settings)


def times(files: DayFiles, city: City) -> list[str]:
    """Return the stamps as days before and wall time: "-3 08:00"."""
    local = [stamp.at.astimezone(city.settings.zone) for stamp in files.person.stamps]
    return [f"{(at.date() - DAY).days} {at:%H:%M}" for at in local]


CASES: dict[str, tuple[dict[int, str], list[str]]] = {
    "nobody came": ({}, []),
    "only the day itself": ({0: "08:00 in 16:00 out"}, ["0 08:00", "0 16:00"]),
    "the two days before are always there": (
        {2: "08:00 in 16:00 out", 0: "08:00 in"},
        ["-2 08:00", "-2 16:00", "0 08:00"],
    ),
    "a day of silence before them ends the search": (
        {3: "08:00 in 23:59 out", 0: "08:00 in"},
        ["-3 08:00", "-3 23:59", "0 08:00"],
    ),
    "silence since the morning three days before": (
        {4: "08:00 in 16:00 out", 3: "00:00 out", 0: "08:00 in"},
        ["0 08:00"],
    ),
    "a forgotten out days before is out of reach": ({10: "08:00 in", 0: "08:00 in"}, ["0 08:00"]),
    "a forgotten out just before is within": ({3: "08:00 in", 2: "07:00 in"}, ["-3 08:00", "-2 07:00"]),
    "short gaps lead further back": (
        {5: "12:00 in", 4: "11:00 out", 3: "10:00 in", 2: "09:00 out"},
        ["-5 12:00", "-4 11:00", "-3 10:00", "-2 09:00"],
    ),
    "a gap of exactly a day is silence": (
        {5: "12:00 in", 4: "12:00 out 12:30 in", 3: "12:00 out"},
        ["-4 12:00", "-4 12:30", "-3 12:00"],
    ),
    "a gap one minute shorter is not": (
        {5: "12:01 in", 4: "12:00 out", 3: "11:00 out"},
        ["-5 12:01", "-4 12:00", "-3 11:00"],
    ),
    "a chain over more than a week": (
        dict.fromkeys(range(3, 13), "08:00 in 16:00 out") | {20: "08:00 in"},
        [f"-{n} {at}" for n in range(12, 2, -1) for at in ("08:00", "16:00")],
    ),
}


@pytest.mark.parametrize(("taps", "expected"), CASES.values(), ids=CASES)
def test_stamps_are_loaded_back_to_a_silence(city: City, taps: dict[int, str], expected: list[str]) -> None:
    with city.database.transaction() as session:
        for days_before, words in taps.items():
            tap(session, city, days_before, words)

        assert times(loaded(session, city), city) == expected


def test_a_chain_without_end_is_cut_after_five_weeks(city: City) -> None:
    with city.database.transaction() as session:
        for days_before in range(60):
            tap(session, city, days_before, "08:00 in 16:00 out")

        found = loaded(session, city).person.stamps
    assert timedelta(days=35) <= EVENING - found[0].at <= timedelta(days=46)


def test_after_a_silence_two_days_more_are_there_and_no_others(city: City) -> None:
    with city.database.transaction() as session:
        for days_before in (0, -2, -3):
            tap(session, city, days_before, "08:00 in 16:00 out")
        files = loaded(session, city)

    assert files.person.days == DaySpan.one(DAY)
    assert times(files, city)[-1] == "2 16:00"


def test_days_that_follow_without_a_silence_are_worked_out_too(city: City) -> None:
    """A late stamp may turn coming and going of all that followed it."""
    with city.database.transaction() as session:
        for days_before in (0, -1, -2, -4):
            tap(session, city, days_before, "08:00 in 16:00 out")
        files = loaded(session, city)

    assert files.person.days == DaySpan(DAY, DAY + timedelta(days=3))


LASTING: dict[str, tuple[dict[int, str], int]] = {
    "a week at the office": ({2: "08:00 in 16:00 out", 1: "08:00 in 16:00 out", 0: "08:00 in"}, 0),
    "nights one after the other": (
        {3: "22:00 in", 2: "06:00 out 22:00 in", 1: "06:00 out 22:00 in", 0: "06:00 out"},
        1,
    ),
    "a duty past two midnights": ({2: "20:00 in", 1: "12:00 break_start 12:30 break_end", 0: "01:00 out"}, 2),
    "one whose end was taken away": ({2: "20:00 in", 1: "12:00 break_start 12:30 break_end"}, 2),
    "duties with hours between them": ({3: "07:00 in", 2: "07:00 out 10:00 in", 1: "02:00 out 05:00 in"}, 3),
    "a badge held alone": ({2: "08:00 auto", 1: "08:00 auto 16:00 auto"}, 0),
}


@pytest.mark.parametrize(("taps", "begins"), LASTING.values(), ids=LASTING)
def test_days_on_which_work_began_that_may_last_are_worked_out_too(
    city: City, taps: dict[int, str], begins: int
) -> None:
    """The day before is asked for as the neighbour of what changed."""
    with city.database.transaction() as session:
        for days_before, words in taps.items():
            tap(session, city, days_before, words)
        files = loaded(session, city, DaySpan(DAY - timedelta(days=1), DAY + timedelta(days=1)))

    assert (DAY - files.person.days.from_day).days == max(begins, 1)


def test_where_work_goes_round_the_clock_a_badge_held_alone_may_be_a_coming(city: City) -> None:
    with city.database.transaction() as session:
        session.execute(update(model_version).values(figures=rules_json(ModelRules(day_starts=None))))
        for days_before, words in {2: "20:00 auto", 1: "10:00 auto"}.items():
            tap(session, city, days_before, words)
        files = loaded(session, city, DaySpan(DAY - timedelta(days=1), DAY + timedelta(days=1)))

    assert files.person.days.from_day == DAY - timedelta(days=2)


def test_stamps_of_others_and_quarantined_ones_stay_out(city: City) -> None:
    with city.database.transaction() as session:
        stamped(session, city.brandt, DAY, "08:00 in 16:00 out", city.settings)
        tap(session, city, 0, "09:00 in")

        assert times(loaded(session, city), city) == ["0 09:00"]


def test_every_loaded_stamp_has_the_plan_of_its_day(city: City) -> None:
    with city.database.transaction() as session:
        for days_before in range(12):
            tap(session, city, days_before, "08:00 in 16:00 out")
        files = loaded(session, city)

    zone = city.settings.zone
    assert {
        (city.aydin.employment_id, stamp.at.astimezone(zone).date()) for stamp in files.person.stamps
    } <= files.person.plans.keys()


@pytest.mark.parametrize("day", [date(2026, 3, 29), date(2026, 10, 25)], ids=["spring", "autumn"])
def test_the_nights_of_the_clock_change_lose_no_stamp(city: City, day: date) -> None:
    edges = day_span(day, city.settings.zone)
    with city.database.transaction() as session:
        stamped(session, city.aydin, day, "00:00 in 03:30 out 23:59 in", city.settings)
        found = loaded(session, city, DaySpan.one(day), edges.to_at).person.stamps

    assert found[0].at == edges.from_at
    assert len(found) == 3


def test_the_calendar_holds_whole_years_so_that_rules_have_one_hash(city: City) -> None:
    with city.database.reading() as session:
        days = loaded(session, city).person.calendar.days

    assert date(2026, 1, 1) in days
    assert date(2026, 12, 26) in days
    assert all(day.year == 2026 for day in days)


def test_days_before_the_employment_have_no_plan(city: City) -> None:
    with city.database.reading() as session:
        files = loaded(session, city, DaySpan.one(date(2026, 1, 1)))

    assert min(day for _, day in files.person.plans) == date(2026, 1, 1)
