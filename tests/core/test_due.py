"""From when on a night worker may be examined anew (ArbZG §6 Abs. 3)."""

from datetime import date

from timeclock.core.due import examinations, years_on
from timeclock.core.spans import DaySpan

TEN_YEARS = DaySpan(date(2020, 1, 1), date(2030, 1, 1))


def test_every_three_years_from_when_night_work_began():
    assert list(examinations(date(2018, 5, 1), None, TEN_YEARS)) == [
        date(2021, 5, 1),
        date(2024, 5, 1),
        date(2027, 5, 1),
    ]


def test_every_year_from_fifty_on():
    found = list(examinations(date(2020, 5, 1), date(1975, 5, 2), TEN_YEARS))

    # At the examination of 2023 she is forty-seven, so the next one is three years later, when she is fifty.
    assert [day.year for day in found] == [2020, 2023, 2026, 2027, 2028, 2029]


def test_the_leap_day_is_the_first_of_march_where_there_is_none():
    assert years_on(date(2024, 2, 29), 3) == date(2027, 3, 1)
    assert years_on(date(2024, 2, 29), 4) == date(2028, 2, 29)
