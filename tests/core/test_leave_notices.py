"""When somebody is told of her leave: first the notice of the year, in autumn what is left, and neither twice."""

from datetime import date
from fractions import Fraction

import pytest

from timeclock.core.leave_notices import NoticeKind, due
from timeclock.core.spans import DaySpan

YEAR, OCTOBER = DaySpan(date(2026, 1, 1), date(2027, 1, 1)), date(2026, 10, 1)
JANUARY, YEARLY, REMINDER = date(2026, 1, 2), NoticeKind.YEARLY, NoticeKind.REMINDER


@pytest.mark.parametrize(
    ("made", "left", "today", "found"),
    [
        ({}, 30, JANUARY, YEARLY),
        ({}, 0, OCTOBER, YEARLY),
        ({YEARLY: JANUARY}, 30, date(2026, 9, 30), None),
        ({YEARLY: JANUARY}, 30, OCTOBER, REMINDER),
        ({YEARLY: JANUARY}, 0, OCTOBER, None),
        ({YEARLY: JANUARY, REMINDER: OCTOBER}, 30, date(2026, 10, 2), None),
        ({YEARLY: OCTOBER}, 30, date(2026, 10, 2), None),
        ({}, 30, date(2027, 1, 1), None),
    ],
)
def test_a_notice_is_due_once_and_a_reminder_where_it_is_older(made, left, today, found):
    assert due(YEAR, made, Fraction(left), OCTOBER, today) is found
