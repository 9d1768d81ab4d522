"""A month on the card against the same month here: each cause comes to exactly the difference, or is none."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from timeclock.core.reconciliation import (
    Cause,
    Difference,
    Explanation,
    Figure,
    NewDay,
    NewMonth,
    OldMonth,
    Outcome,
    outcome,
    reconciled,
    transposed,
)

FIRST = date(2026, 11, 2)
LONG = timedelta(hours=7, minutes=48)
HALF = timedelta(minutes=30)


def amount(text: str) -> timedelta:
    """Return "-1:30" as what it says."""
    hours, minutes = text.lstrip("-").split(":")
    found = timedelta(hours=int(hours), minutes=int(minutes))
    return -found if text.startswith("-") else found


def day(no: int, worked: str, **more: object) -> NewDay:
    return replace(NewDay(FIRST + timedelta(no), amount(worked), LONG, deducted=HALF), **more)  # type: ignore[arg-type]


HOLIDAY = replace(day(3, "0:00"), target=timedelta(0), holiday=LONG, deducted=timedelta(0), is_stamped=False)
SICK = replace(day(4, "7:48"), credited=LONG, deducted=timedelta(0), is_stamped=False)
FORGOTTEN = replace(day(7, "0:00"), deducted=timedelta(0), is_stamped=False)
# 8:02, 7:31 and 8:14 of work, a holiday, and an illness: 31:35 of 31:12.
MONTH = NewMonth((day(0, "8:02"), day(1, "7:31"), day(2, "8:14"), HOLIDAY, SICK), amount("12:23"))
GAP = NewMonth((*MONTH.days, FORGOTTEN), amount("4:35"))


def said(old: OldMonth, new: NewMonth = MONTH) -> dict[Figure, list[Cause]]:
    """Return the causes by figure; what is left over must be nothing."""
    found = reconciled(old, new)
    assert [each.unexplained for each in found] == [timedelta(0)] * len(found)
    return {each.figure: [one.cause for one in each.explanations] for each in found}


def card(worked: str = "31:35", target: str | None = "31:12", balance: str | None = "12:23") -> OldMonth:
    return OldMonth(amount(worked), *(None if each is None else amount(each) for each in (target, balance)))


def test_a_month_that_says_the_same_differs_in_nothing():
    assert reconciled(card(), MONTH) == ()
    assert reconciled(card(target=None, balance=None), MONTH) == ()
    assert MONTH.before == amount("12:00")
    assert outcome(()) is Outcome.ALIKE


@pytest.mark.parametrize(
    ("old", "causes"),
    [
        # 1:30 more: nobody took the breaks off by hand; the balance follows, and is not explained once more.
        (card("33:05", balance="13:53"), {Figure.WORKED: [Cause.BREAK_NOT_DEDUCTED], Figure.BALANCE: []}),
        (card("32:05", balance="12:53"), {Figure.WORKED: [Cause.BREAK_NOT_DEDUCTED], Figure.BALANCE: []}),
        (card("23:47", balance="4:35"), {Figure.WORKED: [Cause.ABSENCE_NOT_CREDITED], Figure.BALANCE: []}),
        (card("23:33", balance="4:21"), {Figure.WORKED: [Cause.DAY_NOT_ON_CARD], Figure.BALANCE: []}),
        # 8:00, 7:30 and 8:15.
        (card("31:33", balance="12:21"), {Figure.WORKED: [Cause.ROUNDED], Figure.BALANCE: []}),
        (card("31:53", balance="12:23"), {Figure.WORKED: [Cause.DIGITS_TRANSPOSED]}),
        (card(target="39:00", balance="4:35"), {Figure.TARGET: [Cause.HOLIDAY_MISSED], Figure.BALANCE: []}),
        (card(target="13:12", balance="30:23"), {Figure.TARGET: [Cause.DIGITS_TRANSPOSED], Figure.BALANCE: []}),
        (card(target=None, balance="21:23"), {Figure.BALANCE: [Cause.DIGITS_TRANSPOSED]}),
        (card(balance="-12:23"), {Figure.BALANCE: [Cause.SIGN_LOST]}),
        (card(balance="0:23"), {Figure.BALANCE: [Cause.CARRIED_OVER_MISSED]}),
        (replace(card(balance="5:00"), previous=amount("12:00")), {Figure.BALANCE: [Cause.ADDED_UP_WRONG]}),
        (replace(card(balance="5:00"), previous=amount("4:37")), {Figure.BALANCE: [Cause.EARLIER_MONTH]}),
    ],
)
def test_a_sum_is_explained_by_the_cause_that_comes_to_it(old, causes):
    assert said(old) == causes


def test_what_was_never_carried_over_to_here_is_named():
    assert said(card(balance="5:00"), NewMonth(MONTH.days, amount("0:23"))) == {Figure.BALANCE: [Cause.OPENING_MISSING]}


def test_of_several_days_that_would_do_it_is_one_of_them():
    [worked, _] = reconciled(card("32:05", balance="12:53"), MONTH)
    assert worked.explanations == (
        Explanation(Cause.BREAK_NOT_DEDUCTED, HALF, tuple(each.day for each in MONTH.days[:3]), one_of=True),
    )
    same = NewMonth((day(0, "8:00", deducted=LONG), SICK), amount("0:12"))
    [work] = reconciled(OldMonth(same.worked - LONG, None, None), same)
    assert (work.explanations[0].one_of, work.explanations[0].certain) == (False, True)
    assert work.amount == LONG


def test_two_causes_that_come_to_the_same_leave_the_doubt():
    # Thirty minutes are a break, and the thirty minutes that the one other way of rounding comes to.
    days = (*(day(no, "7:59", deducted=timedelta(0)) for no in range(29)), day(29, "7:59"))
    [found] = reconciled(OldMonth(amount("240:00")), NewMonth(days, timedelta(0)))

    assert [each.cause for each in found.explanations] == [Cause.BREAK_NOT_DEDUCTED]
    assert outcome((found,)) is Outcome.POSSIBLE


def test_days_without_stamps_are_named_as_what_it_may_be():
    found = reconciled(card("39:05", target=None, balance=None), GAP)
    assert found[0].explanations == (
        Explanation(Cause.DAY_WITHOUT_STAMPS, amount("7:30"), (FORGOTTEN.day,), certain=False),
    )
    assert outcome(found) is Outcome.POSSIBLE
    [more] = reconciled(card("42:00", target=None, balance=None), GAP)
    assert more.unexplained == amount("10:25")


def test_what_nothing_comes_to_stays_unexplained():
    found = reconciled(card("31:42", "32:00", "5:00"), MONTH)

    assert [(each.figure, each.unexplained) for each in found] == [
        (Figure.WORKED, amount("0:07")),
        (Figure.TARGET, amount("0:48")),
        (Figure.BALANCE, amount("-6:42")),
    ]
    assert outcome(found) is Outcome.UNEXPLAINED


def test_an_open_day_is_on_no_account_yet():
    open_ = day(7, "0:00", is_open=True, deducted=timedelta(0))
    assert NewMonth((*MONTH.days, open_), MONTH.balance).before == MONTH.before


def by_days(**changed: str) -> OldMonth:
    """Return the card of the month with its days; `d1="7:30"` writes one of them otherwise."""
    days = {each.day: each.worked for each in GAP.days}
    days |= {FIRST + timedelta(int(no[1:])): amount(text) for no, text in changed.items()}
    return OldMonth(sum(days.values(), timedelta(0)), days=days)


@pytest.mark.parametrize(
    ("old", "causes"),
    [
        (by_days(d0="8:32", d1="8:01"), [Cause.BREAK_NOT_DEDUCTED]),
        (by_days(d0="8:00", d1="7:13", d2="8:15"), [Cause.ROUNDED, Cause.DIGITS_TRANSPOSED]),
        (by_days(d4="0:00"), [Cause.ABSENCE_NOT_CREDITED]),
        (by_days(d2="0:00"), [Cause.DAY_NOT_ON_CARD]),
        (by_days(d7="7:00", d20="3:00"), [Cause.DAY_WITHOUT_STAMPS]),
        (replace(by_days(), worked=amount("30:00")), [Cause.ADDED_UP_WRONG]),
    ],
)
def test_each_day_is_explained_by_itself(old, causes):
    assert said(old, GAP) == {Figure.WORKED: causes}


def test_a_day_that_nothing_explains_is_left_over():
    [found] = reconciled(by_days(d0="8:32", d1="7:52"), GAP)

    assert found.explanations == (Explanation(Cause.BREAK_NOT_DEDUCTED, HALF, (FIRST,)),)
    assert found.unexplained == amount("0:21")


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("31:35", "31:53", True),
        ("13:35", "31:35", True),
        ("31:35", "-31:53", False),
        ("31:35", "31:35", False),
        ("31:35", "35:31", False),
        ("31:35", "31:36", False),
        ("31:35", "32:45", False),
    ],
)
def test_digits_are_transposed_where_two_neighbours_changed_places(one, other, expected):
    assert transposed(amount(one), amount(other)) is expected


def test_a_difference_says_by_how_much_we_say_more():
    assert Difference(Figure.WORKED, amount("8:00"), amount("7:30")).amount == -HALF
