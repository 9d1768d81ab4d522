"""A stamp whose terminal showed another time counts like any other, and somebody is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.core.builders import a_day, at, shown, taps
from timeclock.core.deviations import DeviationKind, is_deviation, kind_of
from timeclock.core.findings import Code
from timeclock.core.stamps import is_clock_off

NINE = at("09:00")


@pytest.mark.parametrize(
    ("stamps", "off", "told"),
    [
        # 8:00 to 16:30 less the break of the law: 8:00 worked, whatever the clock showed.
        ("08:00 in 16:30 out", {0}, ["08:00"]),
        ("08:00 in 16:30 out", {0, 1}, ["08:00", "16:30"]),
        ("08:00 in 08:01 in 16:30 out", {1}, ["08:01"]),
        ("08:00 in 16:30 out", set(), []),
    ],
)
def test_a_clock_that_was_off_is_told_and_takes_no_minute(stamps: str, off: set[int], told: list[str]) -> None:
    day = a_day(tuple(replace(stamp, clock_off=no in off) for no, stamp in enumerate(taps(stamps))))

    found = [each for each in day.findings if each.code is Code.CLOCK_OFF]
    assert [each.figures["at"] for each in found] == told
    assert shown(day.worked) == "8:00"
    assert all(is_deviation(each) and kind_of(each.code) is DeviationKind.CLOCK_OFF for each in found)


@pytest.mark.parametrize(("ms", "off"), [(0, False), (2000, False), (-2000, False), (2001, True), (-2001, True)])
def test_a_clock_is_off_from_more_than_two_seconds_on(ms: int, off: bool) -> None:
    assert is_clock_off(NINE, NINE + timedelta(milliseconds=ms)) is off


def test_where_no_clock_was_read_none_is_off() -> None:
    assert not is_clock_off(NINE, None)
