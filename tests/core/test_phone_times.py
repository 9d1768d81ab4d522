"""When a stamp was given that waited on a phone whose clock may be anything."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from timeclock.core.phone_times import Clocks, TimeRule, judge

# Pressed at 7:02, sent at 9:15.
PRESSED = datetime(2026, 11, 24, 6, 2, tzinfo=UTC)
RECEIVED = datetime(2026, 11, 24, 8, 15, tzinfo=UTC)
WAITED = RECEIVED - PRESSED
HERE, ELSEWHERE = UUID(int=1), UUID(int=2)
NONE, HOUR, SECOND = timedelta(0), timedelta(hours=1), timedelta(seconds=1)


def judged(before=NONE, after=NONE, offset=NONE, lived=WAITED, page=HERE):
    """Judge a stamp of a phone that was fast by `before` when it was pressed, and by `after` when it was sent."""
    pressed = Clocks(PRESSED + before, HERE, HOUR)
    found = judge(pressed, offset, Clocks(RECEIVED + after, page, HOUR + lived), RECEIVED)
    return found.at and found.at - PRESSED, found.rule


@pytest.mark.parametrize(
    ("phone", "at", "rule"),
    [
        # Who leaves her clock alone is believed, on one page or on two, awake or asleep, seconds off or not.
        ({}, NONE, TimeRule.DEVICE),
        ({"page": ELSEWHERE}, NONE, TimeRule.DEVICE),
        ({"lived": NONE}, NONE, TimeRule.DEVICE),
        ({"before": 4 * SECOND, "after": 4 * SECOND, "offset": -4 * SECOND}, 4 * SECOND, TimeRule.DEVICE),
        ({"offset": None}, NONE, TimeRule.DEVICE),
        # A clock that is off by an hour all along tells the time all the same.
        ({"before": HOUR, "after": HOUR, "offset": -HOUR}, NONE, TimeRule.ELAPSED),
        ({"before": HOUR, "after": HOUR, "offset": -HOUR, "page": ELSEWHERE}, NONE, TimeRule.OFFSET),
        ({"before": -HOUR, "after": -HOUR, "offset": HOUR, "lived": NONE}, NONE, TimeRule.OFFSET),
        ({"before": HOUR, "after": HOUR, "offset": None}, NONE, TimeRule.ELAPSED),
        # It was set before the stamp, or after it: the life of the page says which.
        ({"before": -HOUR, "after": -HOUR}, NONE, TimeRule.ELAPSED),
        ({"after": HOUR}, NONE, TimeRule.DEVICE),
        ({"after": -HOUR}, NONE, TimeRule.DEVICE),
        # Set fast for the stamp and back again: no later than the page says.
        ({"before": HOUR}, NONE, TimeRule.ELAPSED),
        # What nobody can tell from a page that slept, or was closed (decision 0155).
        ({"before": -HOUR}, -HOUR, TimeRule.DEVICE),
        ({"before": HOUR, "page": ELSEWHERE}, HOUR, TimeRule.DEVICE),
    ],
)
def test_two_of_three_witnesses_are_believed(phone, at, rule):
    assert judged(**phone) == (at, rule)


@pytest.mark.parametrize(
    "phone",
    [
        {"page": ELSEWHERE, "offset": None},
        {"page": ELSEWHERE, "after": HOUR},
        {"lived": NONE, "after": HOUR},
        {"lived": NONE, "after": -4 * HOUR},
        # What had not happened yet when it came.
        {"page": ELSEWHERE, "before": 4 * HOUR, "after": NONE},
        {"page": ELSEWHERE, "before": 4 * HOUR, "offset": NONE},
    ],
)
def test_where_no_two_agree_the_time_office_is_asked(phone):
    assert judged(**phone) == (None, TimeRule.UNSET)


def test_a_stamp_lies_never_behind_its_arrival():
    """The answer with the offset was seconds on its way."""
    pressed, sent = Clocks(RECEIVED + 3 * SECOND, HERE, HOUR), Clocks(RECEIVED, ELSEWHERE, NONE)

    assert judge(pressed, NONE, sent, RECEIVED).at <= RECEIVED + 5 * SECOND
    far = Clocks(RECEIVED + HOUR, HERE, HOUR)
    assert judge(far, NONE, sent, RECEIVED).at is None
