"""What is found of a closed month later is the difference to what is booked, whatever comes first."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tests.core.builders import a_file
from timeclock.core.day import DayResult, DayState
from timeclock.core.evaluation import evaluate
from timeclock.core.late_truths import Late, late_days, late_months
from timeclock.core.spans import MINUTE, DaySpan

[DAY] = evaluate(a_file("08:00 in 16:00 out")).days
FIRST, KEY = DAY.day.replace(day=1), (DAY.employment_id, DAY.day)
CLOSED = frozenset({(DAY.employment_id, FIRST)})
ALONE = DaySpan.one(DAY.day)


def worth(minutes: int | None) -> DayResult:
    state = DayState.OPEN if minutes is None else DayState.COMPLETE
    return replace(DAY, state=state, difference=None if minutes is None else minutes * MINUTE)


def late(booked: int, now: int | None) -> list[Late]:
    return list(late_days("flextime", {KEY: booked}, [worth(now)], CLOSED, ALONE))


def test_half_an_hour_more_than_is_booked_is_late() -> None:
    [found] = late(-36, -6)

    assert (found.day, found.month, found.amount) == (DAY.day, FIRST, 30)


def test_a_day_that_opens_is_worth_nothing_and_one_as_it_was_is_not_late() -> None:
    assert [each.amount for each in late(-36, None)] == [36]
    assert late(-36, -36) == []


def test_a_day_the_employment_does_not_have_any_more_gives_back_what_is_booked() -> None:
    elsewhere = DAY.day + timedelta(days=1)
    booked = {KEY: 12, (DAY.employment_id, elsewhere): 99}

    assert [each.amount for each in late_days("flextime", booked, [], CLOSED, ALONE)] == [-12]


def test_a_day_that_was_not_in_the_month_and_one_of_an_open_month_differ() -> None:
    assert [each.amount for each in late_days("flextime", {}, [worth(5)], CLOSED, ALONE)] == [5]
    assert list(late_days("flextime", {}, [worth(5)], frozenset(), ALONE)) == []


def test_an_account_gets_what_the_month_gives_it_now_above_what_is_booked() -> None:
    found = late_months((7, date(2026, 10, 1)), {"overtime": 60, "flextime": 5}, {"flextime": 5, "agreed": 30})

    assert [(each.account, each.day, each.amount) for each in found] == [("agreed", None, 30), ("overtime", None, -60)]


@given(st.integers(-600, 600), st.lists(st.one_of(st.none(), st.integers(-600, 600)), min_size=1))
def test_whatever_comes_first_what_is_booked_in_the_end_is_what_the_facts_say(
    closed: int, figures: list[int | None]
) -> None:
    booked = closed
    for figure in figures:
        booked += sum(each.amount for each in late(booked, figure))

    assert booked == (figures[-1] or 0)
