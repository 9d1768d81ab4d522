"""Presence as it was stamped: the same pairing as a day's result, to the second and without a model's judgement."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.core.builders import BERLIN, at, taps
from timeclock.core import as_stamped

SPRING = date(2026, 3, 28)
AUTUMN = date(2026, 10, 24)


def seconds(stamps: str, day: date = date(2026, 11, 3)) -> list[int | None]:
    """Return the net seconds of each session."""
    found = as_stamped.sessions(1, taps(stamps, day), BERLIN, at("+9 08:00", day))
    return [None if net is None else net // timedelta(seconds=1) for net in map(as_stamped.net, found)]


@pytest.mark.parametrize(
    ("stamps", "net"),
    [
        ("08:00:05 in 08:00:10 out", [5]),
        ("08:00 in 12:00:01 break_start 12:30:04 break_end 16:30 out", [8 * 3600 - 3]),
        ("08:00 in +2 08:00 out", [48 * 3600]),
        ("08:00 in +1 08:00 in +1 12:00 out", [None, 4 * 3600]),
        ("08:00 out 09:00 in 10:00 out", [3600]),
        ("08:00 in 08:01:00 in 12:00 out", [4 * 3600]),
        ("08:00 in 08:01:01 in 12:00 out", [None, 4 * 3600 - 61]),
        ("08:00 in 12:00 out 12:01:00 out", [4 * 3600]),
        ("08:00 in 08:00:50 in 08:01:40 in 12:00 out", [4 * 3600]),
        ("08:00 auto 08:00:50 auto 08:01:40 auto 12:00 auto", [4 * 3600]),
        ("08:00 in 12:00 break_start +1 08:00 in +1 12:00 out", [None, 4 * 3600]),
        ("08:00 in 12:00 break_start 12:30 in 16:30 out", [None, 4 * 3600]),
        ("08:00 in 12:00 break_start 13:00 break_start 13:30 break_end 17:00 out", [None]),
        ("22:00 auto +1 06:00 auto 12:00 auto", [8 * 3600, None]),
    ],
)
def test_what_was_stamped_is_what_counts(stamps: str, net: list[int | None]) -> None:
    assert net == seconds(stamps)


@pytest.mark.parametrize(("day", "hours"), [(SPRING, 7), (AUTUMN, 9)])
def test_the_nights_of_the_clock_change_count_the_hours_that_passed(day: date, hours: int) -> None:
    assert seconds("22:00 in +1 06:00 out", day) == [hours * 3600]


def test_a_break_in_the_repeated_hour_is_as_long_as_it_was() -> None:
    stamps = "22:00 in +1 02:30 break_start +1 02:15/2 break_end +1 06:00 out"

    assert seconds(stamps, AUTUMN) == [9 * 3600 - 45 * 60]
