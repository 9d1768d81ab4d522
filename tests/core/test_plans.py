"""Plans: what cannot exist cannot be built, and patterns repeat in both directions."""

from __future__ import annotations

from datetime import date

import pytest

from tests.core.builders import clocks, hours
from timeclock.core.plans import DayPlan, Pattern

WEEK = Pattern(tuple(DayPlan(str(no), hours("7:48")) for no in range(7)), date(2026, 11, 2))


@pytest.mark.parametrize(
    ("day", "code"),
    [(date(2026, 11, 2), "0"), (date(2026, 11, 8), "6"), (date(2026, 11, 1), "6"), (date(2024, 2, 29), "3")],
)
def test_a_pattern_repeats_before_and_after_its_anchor(day: date, code: str) -> None:
    assert code == WEEK.on(day).code


def test_a_target_is_never_negative() -> None:
    with pytest.raises(ValueError, match="cannot be negative"):
        DayPlan("T", hours("-0:01"))


def test_a_clock_span_ends_after_it_begins() -> None:
    with pytest.raises(ValueError, match="ends after it begins"):
        clocks("20:00-06:00")
    with pytest.raises(ValueError, match="ends after it begins"):
        clocks("06:00-06:00")
