"""Balances: open days carry no difference."""

from __future__ import annotations

from datetime import timedelta

from tests.core.builders import a_day, hours
from timeclock.core.balances import PeriodSum, running, sum_of

FULL = "08:00 in 12:00 break_start 12:30 break_end 16:30 out"


def test_an_open_day_leaves_the_balance_as_it_was() -> None:
    differences = [hours("0:12"), None, hours("-0:30")]

    assert running(differences, hours("1:00")) == (hours("1:12"), hours("1:12"), hours("0:42"))


def test_no_days_no_balances() -> None:
    assert running([]) == ()


def test_a_sum_counts_only_days_that_are_known() -> None:
    days = [a_day(FULL), a_day("08:00 in 14:00 out"), a_day("08:00 in")]

    assert PeriodSum(hours("14:00"), hours("15:36"), hours("-1:36"), 1) == sum_of(days)


def test_the_sum_of_nothing_is_nothing() -> None:
    assert PeriodSum(timedelta(0), timedelta(0), timedelta(0), 0) == sum_of([])
