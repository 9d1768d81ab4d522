"""Holidays of the state and closed days of the employer."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from timeclock import calendar
from timeclock.core.holidays import Holiday, HolidayKind

CLOSED = Path(__file__).parents[2] / "config" / "holidays.toml"


@pytest.mark.parametrize("year", [2024, 2025, 2026, 2027, 2028, 2031])
def test_nrw_has_eleven_holidays_a_year(year: int) -> None:
    found = calendar.days_of("NW", years=[year])

    assert len(found) == 11
    assert list(found) == sorted(found, key=lambda holiday: holiday.day)


def test_a_holiday_has_both_names_and_the_act_as_source() -> None:
    corpus_christi = next(found for found in calendar.days_of(years=[2026]) if found.day == date(2026, 6, 4))

    assert (
        Holiday(date(2026, 6, 4), HolidayKind.HOLIDAY, "Fronleichnam", "Corpus Christi", "FeiertagsG NW §2")
        == corpus_christi
    )


@pytest.mark.parametrize("day", [date(2026, 4, 5), date(2026, 5, 24), date(2026, 12, 24), date(2026, 10, 31)])
def test_easter_and_whit_sunday_and_the_eves_are_no_holidays(day: date) -> None:
    assert day not in {found.day for found in calendar.days_of(years=[2026])}


def test_ascension_on_the_first_of_may_is_one_day() -> None:
    assert len(calendar.days_of(years=[2008])) == 10


def test_a_state_without_a_known_act_is_refused() -> None:
    with pytest.raises(calendar.CalendarError, match="'BY': no holiday act is known, only of NW"):
        calendar.days_of("BY", years=[2026])


def test_the_eves_are_closed_days_from_the_first_day_of_the_tariff_on() -> None:
    found = calendar.closed_days(CLOSED, range(2004, 2007))

    assert [closed.day for closed in found] == [
        date(2005, 12, 24), date(2005, 12, 31), date(2006, 12, 24), date(2006, 12, 31),
    ]  # fmt: skip
    assert {(closed.kind, closed.source) for closed in found} == {(HolidayKind.CLOSED, "TVöD §6 Abs. 3")}


def test_a_statutory_holiday_wins_over_a_closed_day() -> None:
    christmas = date(2026, 12, 25)
    closed = Holiday(christmas, HolidayKind.CLOSED, "zu", "closed", "x")

    assert calendar.calendar_of([*calendar.days_of(years=[2026]), closed]).is_holiday(christmas)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("[[closed]]", "[[shut]]", "holidays.toml: only [[closed]] entries are known, got ['shut']"),
        ('source  = "TVöD §6 Abs. 3"', "", "holidays.toml: [[closed]] no. 1: give exactly"),
        ('source  = "TVöD §6 Abs. 3"', 'source = ""', "must say something"),
        ("month   = 12", 'month = "12"', "month and day are whole numbers and from is a date"),
    ],
)
def test_a_closed_day_that_says_nonsense_is_refused(tmp_path: Path, old: str, new: str, message: str) -> None:
    path = tmp_path / "holidays.toml"
    path.write_text(CLOSED.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")

    with pytest.raises(calendar.CalendarError, match=re.escape(message)):
        calendar.closed_days(path, [2026])
