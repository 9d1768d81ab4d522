"""Plans: what cannot exist cannot be built, and patterns repeat in both directions."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest

from tests.core.builders import clocks, hours
from timeclock.core.plans import DayPlan, ModelRules, Pattern, average_week, shared_out, whole_minutes

WEEK = Pattern(tuple(DayPlan(str(no), hours("7:48")) for no in range(7)), date(2026, 11, 2))


@pytest.mark.parametrize(
    ("day", "code"),
    [(date(2026, 11, 2), "0"), (date(2026, 11, 8), "6"), (date(2026, 11, 1), "6"), (date(2024, 2, 29), "3")],
)
def test_a_pattern_repeats_before_and_after_its_anchor(day: date, code: str) -> None:
    assert code == WEEK.on(day).code


def test_a_target_is_never_negative() -> None:
    with pytest.raises(ValueError, match="cannot be negative"):
        DayPlan("T", hours("-0:01"))


def test_a_clock_span_ends_after_it_begins() -> None:
    with pytest.raises(ValueError, match="ends after it begins"):
        clocks("20:00-06:00")
    with pytest.raises(ValueError, match="ends after it begins"):
        clocks("06:00-06:00")


def week_of(targets: str) -> tuple[DayPlan, ...]:
    return tuple(DayPlan(str(no), hours(target)) for no, target in enumerate(targets.split()))


@pytest.mark.parametrize(
    ("full", "weekly", "expected"),
    [
        ("7:48 7:48 7:48 7:48 7:48 0:00 0:00", "39:00", "7:48 7:48 7:48 7:48 7:48 0:00 0:00"),
        ("7:48 7:48 7:48 7:48 7:48 0:00 0:00", "29:15", "5:51 5:51 5:51 5:51 5:51 0:00 0:00"),
        ("7:48 7:48 7:48 7:48 7:48 0:00 0:00", "41:00", "8:12 8:12 8:12 8:12 8:12 0:00 0:00"),
        ("9:00 9:00 9:00 6:00 6:00 0:00 0:00", "19:30", "4:30 4:30 4:30 3:00 3:00 0:00 0:00"),
        ("0:00 0:00 0:00 0:00 0:00 0:00 0:00", "39:00", "0:00 0:00 0:00 0:00 0:00 0:00 0:00"),
    ],
)
def test_each_day_keeps_its_share_of_the_weekly_hours(full: str, weekly: str, expected: str) -> None:
    assert shared_out(week_of(full), hours(weekly)) == week_of(expected)


@pytest.mark.parametrize(
    ("season", "weekly", "week"),
    [("15/13", "39:00", "45:00"), ("11/13", "39:00", "33:00"), ("1", "39:00", "39:00"), ("15/13", "19:30", "22:30")],
)
def test_a_season_asks_for_its_share_of_the_terms(season: str, weekly: str, week: str) -> None:
    rules = ModelRules(follows_terms=True, season=Fraction(season))

    assert average_week(rules.due(week_of("7:48 7:48 7:48 7:48 7:48 0:00 0:00"), hours(weekly))) == hours(week)


@pytest.mark.parametrize("weekly", ["0:01", "19:31", "28:47", "39:50"])
def test_a_round_of_the_pattern_adds_up_to_the_minute(weekly: str) -> None:
    days = shared_out(week_of("7:48 7:48 7:48 7:48 7:48 0:00 0:00"), hours(weekly))

    assert sum((day.target for day in days), timedelta(0)) == hours(weekly)


def test_a_rhythm_of_three_weeks_has_the_hours_of_three() -> None:
    duties = week_of(" ".join(["24:00", "0:00", "0:00"] * 6 + ["0:00"] * 3))

    assert sum((day.target for day in shared_out(duties, hours("48:00"))), timedelta(0)) == hours("144:00")
    assert sum((day.target for day in shared_out(duties, hours("24:00"))), timedelta(0)) == hours("72:00")


def test_half_a_minute_is_rounded_up() -> None:
    assert [whole_minutes(Fraction(n, 2)) for n in (1, 2, 3, 5)] == [1, 1, 2, 3]
