"""A stamp by a badge that should have proved itself counts like any other, and somebody is told."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.core.builders import TUESDAY, a_day, shown, taps
from timeclock.core.deviations import DeviationKind, is_deviation, kind_of
from timeclock.core.findings import Code


@pytest.mark.parametrize(
    ("stamps", "weak", "told", "others"),
    [
        # 8:00 to 16:30 less the break of the law: 8:00 worked, whatever the badge proved.
        ("08:00 in 16:30 out", {0}, ["08:00"], []),
        ("08:00 in 16:30 out", {0, 1}, ["08:00", "16:30"], []),
        ("08:00 auto 16:30 auto", {1}, ["16:30"], []),
        ("08:00 in 08:01 in 16:30 out", {1}, ["08:01"], [Code.DOUBLED_STAMP]),
        ("08:00 in 12:00 break_start 12:30 break_end 16:30 out", {1, 2}, ["12:00", "12:30"], []),
        ("08:00 in 16:30 out", set(), [], []),
    ],
)
def test_what_a_badge_did_not_prove_is_told_and_takes_no_minute(
    stamps: str, weak: set[int], told: list[str], others: list[Code]
) -> None:
    stamped = tuple(replace(stamp, weaker=no in weak) for no, stamp in enumerate(taps(stamps)))
    day = a_day(stamped)

    found = [each for each in day.findings if each.code is Code.WEAKER_BADGE]
    assert [each.figures["at"] for each in found] == told
    assert [each.code for each in day.findings if each.code is not Code.WEAKER_BADGE] == others
    assert shown(day.worked) == "8:00"
    assert all(is_deviation(each) and kind_of(each.code) is DeviationKind.WEAKER_BADGE for each in found)


def test_a_going_that_stands_alone_is_told_on_its_day() -> None:
    day = a_day(tuple(replace(stamp, weaker=True) for stamp in taps("16:30 out")))

    assert {(each.code, each.day) for each in day.findings} >= {
        (Code.MISSING_IN, TUESDAY),
        (Code.WEAKER_BADGE, TUESDAY),
    }
