"""Statistics of a year: what is summed, what is rounded, what is hidden, and what all others together came to."""

from datetime import date

import pytest

from timeclock.core import statistics
from timeclock.core.disclosure import Group, Hidden
from timeclock.core.spans import DaySpan
from timeclock.core.statistics import Forecast, Kind, Subject, Sum, Told

LEAST = 7
CITY, PARK, POOL = (Group(unit_id, "flex") for unit_id in (1, 2, 3))
SPRING, SUMMER = (DaySpan(date(2026, first, 1), date(2026, first + 3, 1)) for first in (4, 7))
HOUR = 60


def block(days, hours, **people):
    """Return what a block came to: so many hours of people of the city hall, the park and the pool."""
    groups = {"city": CITY, "park": PARK, "pool": POOL}
    return Sum(days, Subject.TIMES, {groups[name]: size for name, size in people.items()}, {Kind.WORKED: hours * HOUR})


def of(*groups):
    return lambda group: group in groups


@pytest.mark.parametrize(
    ("kind", "subject", "whole"),
    [
        (Kind.WORKED, Subject.TIMES, 60),
        (Kind.OVERTIME, Subject.TIMES, 60),
        (Kind.REACHED, Subject.TIMES, 1),
        (Kind.SICK, Subject.ABSENCES, 1000),
        (Kind.LEAVE, Subject.ABSENCES, 1000),
        (Kind.OTHER, Subject.ABSENCES, 1000),
        (Kind.DUE, Subject.ABSENCES, 1000),
        (Kind.LEFT, Subject.ABSENCES, 1000),
        (Kind.BALANCE, Subject.TIMES, 60),
    ],
)
def test_each_kind_is_kept_in_parts_of_what_is_shown(kind, subject, whole):
    assert (kind.subject, kind.whole) == (subject, whole)


def test_a_quarter_has_the_three_months_around_a_day():
    assert statistics.quarter_of(date(2026, 12, 31)) == DaySpan(date(2026, 10, 1), date(2027, 1, 1))
    assert statistics.quarter_of(date(2026, 1, 1)) == DaySpan(date(2026, 1, 1), date(2026, 4, 1))
    assert list(statistics.months_of(SPRING)) == [DaySpan.month(2026, month) for month in (4, 5, 6)]


def test_quarters_are_summed_and_rounded_once():
    year = [[block(SPRING, 1002, city=9)], [block(SUMMER, 1002, city=8), block(SUMMER, 99, park=7)]]

    assert statistics.told(year, Kind.WORKED, of(CITY), LEAST) == Told(2004 * HOUR, 2005, 8, 8, None)


def test_who_is_counted_with_others_is_hidden_and_so_are_they():
    year = [[block(SPRING, 1200, city=9, park=2), block(SPRING, 800, pool=8)]]

    few = statistics.told(year, Kind.WORKED, of(PARK), LEAST)
    many = statistics.told(year, Kind.WORKED, of(CITY), LEAST)

    assert (few, many) == (Told(None, None, 0, 2, Hidden.TOO_FEW), Told(None, None, 0, 9, Hidden.PROTECTS_OTHERS))


def test_what_is_hidden_in_one_quarter_is_hidden_in_the_year():
    first_hidden = [[block(SPRING, 900, city=7, park=3)], [block(SUMMER, 700, city=8), block(SUMMER, 700, park=7)]]

    assert statistics.told(first_hidden, Kind.WORKED, of(CITY), LEAST).hidden is Hidden.PROTECTS_OTHERS
    assert statistics.told(first_hidden[::-1], Kind.WORKED, of(CITY), LEAST).hidden is Hidden.PROTECTS_OTHERS


def test_of_a_part_those_in_blocks_of_their_own_are_told():
    year = [[block(SPRING, 700, city=8), block(SPRING, 900, city=3, park=5)]]

    assert statistics.told(year, Kind.WORKED, of(CITY), LEAST, partly=True) == Told(700 * HOUR, 700, 8, 11, None)
    assert statistics.told(year, Kind.WORKED, of(CITY), LEAST).hidden is Hidden.PROTECTS_OTHERS
    assert statistics.told(year, Kind.WORKED, of(PARK), LEAST, partly=True).hidden is Hidden.TOO_FEW


def test_nobody_came_to_nothing():
    assert statistics.told([[block(SPRING, 700, city=8)]], Kind.WORKED, of(POOL), LEAST) == Told(0, 0, 0, 0, None)


def test_a_month_is_told_where_it_was_made():
    sums = [block(DaySpan.month(2026, 5), 1003, city=20)]

    assert statistics.of_month(sums, DaySpan.month(2026, 5), Kind.WORKED) == Told(1003 * HOUR, 1005, 0, 0, None)
    assert statistics.of_month(sums, DaySpan.month(2026, 6), Kind.WORKED).hidden is Hidden.PEOPLE_CHANGED


def test_all_others_are_the_total_without_the_rows_that_are_told():
    total, hidden = Told(2600 * HOUR, 2600, 26, 26, None), Told(None, None, 0, 2, Hidden.TOO_FEW)
    row = Told(1001 * HOUR, 1000, 10, 10, None)

    assert statistics.others(total, [row, hidden], Kind.WORKED) == Told(1599 * HOUR, 1600, 16, 16, None)
    assert statistics.others(total, [total], Kind.WORKED) is None
    assert statistics.others(hidden, [row], Kind.WORKED) is None


def test_sums_are_shown_in_steps_of_five():
    assert statistics.shown(1234 * HOUR + 40, Kind.WORKED) == 1235
    assert statistics.shown(-8 * HOUR, Kind.OVERTIME) == -10
    assert statistics.shown(12_500, Kind.SICK) == 15
    assert statistics.shown(12, Kind.REACHED) == 10


def test_a_year_comes_to_what_the_rest_of_the_last_is_at_this_years_level() -> None:
    assert statistics.forecast([110, 90], [100, 100], 200) == Forecast(400, 380, 420)
    assert statistics.forecast([110], [100], 300) == Forecast(440, 410, 440)
    assert statistics.forecast([50, 60], [100, 100], 0) == Forecast(110, 110, 110)
    assert statistics.forecast([50], [0], 100) is None
    assert statistics.forecast([], [], 100) is None


def test_what_was_not_counted_then_is_not_told():
    year = [[block(SPRING, 1002, city=9)]]
    told = statistics.told(year, Kind.OVERTIME, of(CITY), LEAST)
    assert (told.amount, told.hidden) == (None, Hidden.NOT_COUNTED)
    assert statistics.of_month(year[0], SPRING, Kind.OVERTIME).hidden is Hidden.NOT_COUNTED


def test_what_stands_changes_as_it_did_the_year_before() -> None:
    assert statistics.forecast_of_standing(120, 100, 70) == Forecast(90, 90, 120)
    assert statistics.forecast_of_standing(-10, 0, 30) == Forecast(20, -10, 20)
    assert {kind for kind in Kind if kind.stands} == {Kind.REACHED, Kind.BALANCE, Kind.LEFT}
