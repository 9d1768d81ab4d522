"""Wall clock to instant and back, also in the two nights that have 23 and 25 hours."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest

from tests.core.builders import BERLIN, TUESDAY, at, clocks
from timeclock.core.spans import DaySpan, Span
from timeclock.core.walltime import (
    clock_of,
    day_span,
    days_touched,
    floor_minute,
    instant,
    local_day,
    readings,
    shown,
    span_of,
    turned_day,
)

SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)


def utc(day: date, clock: str) -> datetime:
    return datetime.combine(day, time.fromisoformat(clock), UTC)


@pytest.mark.parametrize(
    ("day", "clock", "expected"),
    [
        (TUESDAY, "08:00", "07:00"),
        (SPRING, "01:59", "00:59"),
        (SPRING, "02:00", "01:00"),
        (SPRING, "02:30", "01:00"),
        (SPRING, "02:59:59", "01:00"),
        (SPRING, "03:00", "01:00"),
        (SPRING, "03:01", "01:01"),
        (AUTUMN, "01:59", "23:59"),
        (AUTUMN, "02:30", "00:30"),
        (AUTUMN, "03:00", "02:00"),
    ],
)
def test_a_clock_becomes_an_instant(day: date, clock: str, expected: str) -> None:
    found = instant(day, time.fromisoformat(clock), BERLIN)

    assert time.fromisoformat(expected) == found.time()
    assert found.tzinfo is UTC


def test_the_second_half_past_two_is_an_hour_later() -> None:
    half_past_two = time(2, 30)

    assert instant(AUTUMN, half_past_two, BERLIN, 1) - instant(AUTUMN, half_past_two, BERLIN) == timedelta(hours=1)


def test_a_fold_asked_for_where_there_is_none_changes_nothing() -> None:
    assert instant(TUESDAY, time(8), BERLIN, 1) == instant(TUESDAY, time(8), BERLIN)
    assert instant(SPRING, time(2, 30), BERLIN, 1) == instant(SPRING, time(3), BERLIN)


@pytest.mark.parametrize(("day", "hours"), [(TUESDAY, 24), (SPRING, 23), (AUTUMN, 25)])
def test_a_day_lasts_from_midnight_to_midnight(day: date, hours: int) -> None:
    assert timedelta(hours=hours) == day_span(day, BERLIN).length


def test_an_instant_has_a_local_day_and_clock() -> None:
    late = utc(date(2026, 7, 3), "22:30")

    assert date(2026, 7, 4) == local_day(late, BERLIN)
    assert time(0, 30) == clock_of(late, BERLIN)
    assert shown(late, BERLIN) == "00:30"


@pytest.mark.parametrize(
    ("clock", "turned"), [("01:59", 24), ("02:10", 24), ("02:30", 25), ("02:10/2", 25), ("03:00", 25)]
)
def test_a_day_turns_once_in_the_night_in_which_the_hour_comes_twice(clock: str, turned: int) -> None:
    assert turned_day(at(clock, AUTUMN), time(2, 30), BERLIN).day == turned


def test_a_clock_span_to_midnight_ends_with_the_day() -> None:
    assert Span(at("18:00"), at("+1 00:00")) == span_of(TUESDAY, clocks("18:00-00:00"), BERLIN)


def test_a_clock_span_inside_the_spring_gap_has_no_length() -> None:
    assert span_of(SPRING, clocks("02:10-02:50"), BERLIN).length == timedelta(0)


def test_a_clock_span_across_the_autumn_fold_holds_both_hours() -> None:
    assert span_of(AUTUMN, clocks("01:00-04:00"), BERLIN).length == timedelta(hours=4)


@pytest.mark.parametrize(
    ("first", "last", "days"), [("22:00", "+1 06:00", 2), ("16:00", "+1 00:00", 1), ("16:00", "16:00", 1)]
)
def test_a_span_touches_the_days_it_has_a_part_in(first: str, last: str, days: int) -> None:
    touched = days_touched(Span(at(first), at(last)), BERLIN)

    assert DaySpan(TUESDAY, TUESDAY + timedelta(days=days)) == touched


def test_seconds_are_cut_never_rounded() -> None:
    assert at("08:00") == floor_minute(at("08:00:59"))


@pytest.mark.parametrize(
    ("day", "clock", "expected"),
    [
        (TUESDAY, "08:00", ["07:00"]),
        (SPRING, "01:59", ["00:59"]),
        (SPRING, "02:00", []),
        (SPRING, "02:59", []),
        (SPRING, "03:00", ["01:00"]),
        (AUTUMN, "01:59", ["23:59"]),
        (AUTUMN, "02:00", ["00:00", "01:00"]),
        (AUTUMN, "02:59", ["00:59", "01:59"]),
        (AUTUMN, "03:00", ["02:00"]),
    ],
)
def test_a_clock_is_read_never_once_or_twice(day: date, clock: str, expected: list[str]) -> None:
    found = readings(day, time.fromisoformat(clock), BERLIN)

    assert [time.fromisoformat(each) for each in expected] == [at.time() for at in found]
    assert all(local_day(at, BERLIN) == day for at in found)
