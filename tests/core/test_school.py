"""Weeks at school: the one day that is free of work, and block weeks worth the average week."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from tests.core.builders import Model, a_file, absent, shown
from timeclock.core.evaluation import evaluate
from timeclock.core.spans import DaySpan

MONDAY = date(2026, 11, 2)
LONG = "vocational_school from 08:00 to 13:00 lessons=6 travel_min=20"


def lines(*words: str, monday: date = MONDAY, target: str = "7:48") -> list[str]:
    """Return the lines of lessons of a week, each text being one day at school from Monday on."""
    absences = tuple(absent(text, monday + timedelta(days=no)) for no, text in enumerate(words))
    file = a_file((), days=DaySpan(monday, monday + timedelta(days=7)), model=Model(target), absences=absences)
    found = evaluate(replace(file, stamps=())).days
    return [f"{line.reason} {shown(line.amount)}" for day in found for line in day.lines if "school" in line.reason]


def test_only_the_first_long_day_of_a_week_is_free_of_work() -> None:
    assert lines(LONG, LONG) == ["school_day 7:48", "school_hours 5:20"]


def test_a_short_day_before_leaves_the_long_one_free() -> None:
    short = "vocational_school from 08:00 to 12:00 lessons=5 travel_min=0"

    assert lines(short, LONG) == ["school_hours 4:00", "school_day 7:48"]


def test_twenty_five_hours_on_five_days_are_worth_the_average_week() -> None:
    assert lines(*[LONG] * 5) == ["school_block 7:48"] * 5


def test_the_shares_of_a_block_week_add_up() -> None:
    """36:40 on six days at school: 366 and 367 minutes."""
    assert lines(*[LONG] * 6, target="7:20") == ["school_block 6:06", "school_block 6:07", "school_block 6:07"] * 2


def test_a_minute_less_or_a_day_less_is_no_block_week() -> None:
    less = "vocational_school from 08:00 to 12:59 lessons=6 travel_min=0"
    long = "vocational_school from 08:00 to 15:00 lessons=8 travel_min=0"

    assert lines(*[LONG] * 4, less)[0] == "school_day 7:48"
    assert lines(*[long] * 4) == ["school_day 7:48", *["school_hours 7:00"] * 3]


def test_a_holiday_in_the_week_has_no_school() -> None:
    assert lines(*[LONG] * 5, monday=date(2026, 6, 1)) == ["school_day 7:48", *["school_hours 5:20"] * 3]
