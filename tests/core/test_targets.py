"""What a holiday takes off the week of the fire brigade, whether or not there is a duty on it."""

from __future__ import annotations

from datetime import date

import pytest

from tests.core.builders import Model, a_day, hours, shown
from timeclock.core.day import DayResult
from timeclock.core.lines import Part
from timeclock.core.plans import BreakDeduction, ModelRules

WATCH = ModelRules(BreakDeduction.NONE, agreement="24H", longest_session=hours("30:00"), day_starts=None)
FRONLEICHNAM = date(2026, 6, 4)
SUNDAY_HOLIDAY = date(2026, 11, 1)


def on_watch(day: date, target: str, weekly: str | None = "48:00", taps: str = "") -> DayResult:
    model = Model(target=target, rules=WATCH, regime="azvofeu_nrw", weekly=weekly)
    return a_day(taps, day=day, model=model)


def owed(day: DayResult) -> list[str]:
    """Return the lines of what is due, "9:36 AZVOFEU-2-2"."""
    return [f"{shown(line.amount)} {line.rule}" for line in day.lines if line.part is Part.TARGET]


def test_a_holiday_without_duty_takes_a_fifth_of_the_week() -> None:
    day = on_watch(FRONLEICHNAM, "0:00")

    assert owed(day) == ["0:00 AZVOFEU-2-1", "-9:36 AZVOFEU-2-2"]
    assert day.difference == hours("9:36")


def test_a_duty_on_a_holiday_is_due_all_the_same_and_the_week_a_fifth_shorter() -> None:
    day = on_watch(FRONLEICHNAM, "24:00", taps="07:00 in +1 07:00 out")

    assert owed(day) == ["24:00 AZVOFEU-2-1", "-9:36 AZVOFEU-2-2"]
    assert (shown(day.worked), shown(day.target)) == ("24:00", "14:24")


@pytest.mark.parametrize(
    "day",
    [
        pytest.param(SUNDAY_HOLIDAY, id="a holiday on a Sunday"),
        pytest.param(date(2026, 12, 24), id="a day on which offices are closed"),
        pytest.param(date(2026, 6, 5), id="any other day"),
    ],
)
def test_other_days_take_nothing(day: date) -> None:
    assert owed(on_watch(day, "0:00")) == ["0:00 AZVOFEU-2-1"]


def test_where_nobody_knows_the_week_a_duty_is_due_as_the_rhythm_has_it() -> None:
    assert owed(on_watch(FRONLEICHNAM, "24:00", weekly=None)) == ["24:00 AZVOFEU-2-1"]


@pytest.mark.parametrize(("weekly", "share"), [("54:00", "-10:48"), ("24:00", "-4:48"), ("41:00", "-8:12")])
def test_the_share_is_that_of_ones_own_week(weekly: str, share: str) -> None:
    assert owed(on_watch(FRONLEICHNAM, "0:00", weekly=weekly)) == ["0:00 AZVOFEU-2-1", f"{share} AZVOFEU-2-2"]


def test_a_week_that_has_no_whole_fifth_is_shortened_by_full_minutes() -> None:
    assert owed(on_watch(FRONLEICHNAM, "0:00", weekly="40:03"))[1] == "-8:01 AZVOFEU-2-2"


def test_who_is_not_on_watch_owes_nothing_on_a_holiday() -> None:
    office = a_day("", day=FRONLEICHNAM, model=Model(regime="tvoed", weekly="39:00"))

    assert (shown(office.target), shown(office.difference)) == ("0:00", "0:00")
