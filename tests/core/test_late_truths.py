"""What is found of a closed month later is the difference to what was known, whatever comes first."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from timeclock.core.late_truths import LateDay, late_days, with_followers
from timeclock.core.spans import DaySpan

MONDAY, TUESDAY, WEDNESDAY = (date(2026, 11, day) for day in (16, 17, 18))


def test_only_days_that_are_worth_something_else_are_late() -> None:
    found = late_days({MONDAY: -12, TUESDAY: 5}, {MONDAY: 18, TUESDAY: 5})

    assert found == (LateDay(MONDAY, -12, 18),)


def test_a_day_that_is_gone_and_one_that_was_not_there_are_worth_nothing() -> None:
    found = late_days({MONDAY: -12, WEDNESDAY: 0}, {TUESDAY: 7})

    assert found == (LateDay(MONDAY, -12, 0), LateDay(TUESDAY, 0, 7))


def test_a_month_may_change_with_the_rest_of_its_last_week() -> None:
    assert with_followers(DaySpan.month(2026, 11)) == DaySpan(date(2026, 11, 1), date(2026, 12, 7))


@given(st.integers(-600, 600), st.lists(st.integers(-600, 600), min_size=1))
def test_whatever_comes_first_what_is_known_in_the_end_is_what_the_facts_say(closed: int, figures: list[int]) -> None:
    known = {MONDAY: closed}
    for figure in figures:
        known |= {late.day: late.now for late in late_days(known, {MONDAY: figure})}

    assert known == {MONDAY: figures[-1]}
