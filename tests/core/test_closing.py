"""What a month wants before it is closed, what it then holds, and when it is opened again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.core.builders import Model, a_file, hours
from timeclock.core.closing import (
    AccountMonth,
    Hindrance,
    Missing,
    MonthFile,
    MonthStanding,
    against_reopening,
    close_month,
    frozen,
    hindering,
    missing,
)
from timeclock.core.day import DayState
from timeclock.core.evaluation import evaluate
from timeclock.core.spans import DaySpan

READY = MonthStanding(
    over=True,
    earlier_open=False,
    behind=False,
    unfinished=0,
    requests=0,
    open_days=0,
    objected=False,
    days=30,
    confirmed=30,
    unchanged=30,
)


@pytest.mark.parametrize(
    ("other", "wanted"),
    [
        ({}, ()),
        ({"over": False}, (Missing.NOT_OVER,)),
        ({"earlier_open": True}, (Missing.EARLIER_OPEN,)),
        ({"behind": True}, (Missing.BEING_WORKED_OUT,)),
        ({"unfinished": 1}, (Missing.NOT_WORKED_OUT,)),
        ({"requests": 1}, (Missing.REQUESTS_WAIT,)),
        ({"open_days": 1, "objected": True}, (Missing.OPEN_DAYS, Missing.OBJECTED)),
        ({"confirmed": 15, "unchanged": 15}, (Missing.NOT_CONFIRMED,)),
        ({"unchanged": 29}, (Missing.CHANGED,)),
    ],
)
def test_a_month_wants_what_it_lacks(other: dict[str, int], wanted: tuple[Missing, ...]) -> None:
    assert missing(replace(READY, **other)) == wanted


def test_a_reason_replaces_what_people_have_to_say_and_nothing_that_is_false() -> None:
    wanted = (Missing.REQUESTS_WAIT, Missing.OPEN_DAYS, Missing.NOT_CONFIRMED)

    assert hindering(wanted, "  ") == wanted
    assert hindering(wanted, "she has left") == (Missing.REQUESTS_WAIT,)


def test_a_closed_month_holds_its_days_their_sums_and_what_each_account_got() -> None:
    results = evaluate(a_file("08:00 in 12:00 out 12:30 in 16:00 out"))
    day = results.days[0]
    month = DaySpan.month(day.day.year, day.day.month)
    closed = close_month(MonthFile(1, month, 1, (day,), {"flextime": 190}, {"flextime": -18, "agreed": 0}))

    assert closed.sums.difference == hours("-0:18")
    assert closed.accounts == (AccountMonth("agreed", 0, 0), AccountMonth("flextime", 190, -18))
    assert [each.after for each in closed.accounts] == [0, 172]


def test_only_complete_days_of_closed_months_are_frozen() -> None:
    complete = evaluate(a_file("08:00 in 16:00 out"))
    still_open = evaluate(a_file("08:00 in", model=Model()))
    [day] = complete.days
    closed = {(day.employment_id, day.day.replace(day=1))}

    assert frozen(complete, ()) is complete
    assert frozen(complete, {(day.employment_id, date(2020, 1, 1))}).days == complete.days
    assert [each.state for each in frozen(complete, closed).days] == [DayState.FROZEN]
    assert [each.state for each in frozen(still_open, closed).days] == [DayState.OPEN]


@pytest.mark.parametrize(
    ("closed", "handed_over", "later_closed", "hindrance"),
    [
        (False, False, False, Hindrance.NOT_CLOSED),
        (True, True, True, Hindrance.HANDED_OVER),
        (True, False, True, Hindrance.LATER_CLOSED),
        (True, False, False, None),
    ],
)
def test_a_month_is_opened_again_only_where_nothing_was_built_on_it(
    *, closed: bool, handed_over: bool, later_closed: bool, hindrance: Hindrance | None
) -> None:
    assert against_reopening(closed=closed, handed_over=handed_over, later_closed=later_closed) is hindrance
