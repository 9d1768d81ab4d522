"""Holidays of the state and closed days of the employer."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from timeclock import calendar
from timeclock.core.holidays import Holiday, HolidayKind, easter_sunday

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


def easter_by_the_moon(year: int) -> date:
    """Return Easter Sunday by the rule itself: the Sunday after the first full moon on or after 21 March.

    The moon is that of the tables of 1582 for 1900 to 2199: the epact, the moon's age on 1 January, is 29 in the first
    year of nineteen and eleven more in each following one; with 23 the moon is full on 21 March, and each day of age
    more brings it a day forward. Nothing of it is shared with core/holidays.py.
    """
    golden = year % 19
    epact = (11 * golden + 29) % 30
    full = date(year, 3, 21) + timedelta(days=(23 - epact) % 30)
    if epact == 24 or (epact == 25 and golden > 10):
        full -= timedelta(days=1)
    return full + timedelta(days=7 - full.isoweekday() % 7)


def by_the_act(year: int) -> set[date]:
    """Return the days of FeiertagsG NW §2 as the act reads, with what once was one."""
    easter = easter_by_the_moon(year)
    days = {date(year, month, day) for month, day in ((1, 1), (5, 1), (10, 3), (11, 1), (12, 25), (12, 26))}
    days |= {easter + timedelta(days=after) for after in (-2, 1, 39, 50, 60)}
    if year < 1995:  # Repentance Day paid for the nursing insurance
        sunday_before_advent = date(year, 12, 24) - timedelta(days=date(year, 12, 24).isoweekday() % 7 + 28)
        days.add(sunday_before_advent - timedelta(days=4))
    if year == 2017:  # five hundred years of the Reformation
        days.add(date(2017, 10, 31))
    return days


@pytest.mark.parametrize("year", range(1991, 2061))
def test_the_holidays_of_seventy_years_are_those_of_the_act(year: int) -> None:
    assert {found.day for found in calendar.days_of(years=[year])} == by_the_act(year)


@pytest.mark.parametrize("year", range(1900, 2200))
def test_easter_is_the_sunday_after_the_first_full_moon_of_spring(year: int) -> None:
    assert easter_sunday(year) == easter_by_the_moon(year)


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
