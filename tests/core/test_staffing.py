"""How many of a unit are there on a day, of how many it needs."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from timeclock.core.spans import DaySpan
from timeclock.core.staffing import Heads, Member, Round, Workforce, choices, staffed

MONDAY = date(2026, 11, 16)
WEEK = DaySpan(MONDAY, MONDAY + timedelta(days=7))
FIRST = date(2026, 1, 1)
ANCHOR = date(2026, 1, 5)
COUNTER, ARCHIVE = 1, 2
FULL, PART = (True,) * 5 + (False,) * 2, (True, True, False, False, False, False, False)
NEEDED = (Heads(COUNTER, FIRST, None, (2, 2, 2, 2, 1, 0, 0, 1)),)
THREE = Workforce(
    members=(
        Member(11, COUNTER, FIRST, None),
        Member(12, COUNTER, FIRST, date(2026, 11, 19)),
        Member(13, COUNTER, FIRST, None),
        Member(21, ARCHIVE, FIRST, None),
    ),
    rounds={
        11: [Round(FIRST, None, ANCHOR, FULL)],
        12: [Round(FIRST, None, ANCHOR, FULL)],
        13: [Round(FIRST, date(2026, 11, 17), ANCHOR, FULL), Round(date(2026, 11, 17), None, ANCHOR, PART)],
    },
)


def counted(force: Workforce, heads: tuple[Heads, ...] = NEEDED) -> list[tuple[int, int, int]]:
    return [(each.day.day, each.there, each.needed) for each in staffed(heads, force, WEEK)]


def test_each_day_counts_who_is_placed_there_and_has_work_planned() -> None:
    assert counted(THREE) == [(16, 3, 2), (17, 3, 2), (18, 2, 2), (19, 1, 2), (20, 1, 1)]


def test_who_is_away_or_works_elsewhere_is_not_there() -> None:
    force = replace(THREE, away=frozenset({(11, MONDAY)}), mobile=frozenset({(13, MONDAY)}))

    assert counted(force)[0] == (16, 1, 2)
    assert [each.short for each in staffed(NEEDED, force, WEEK)] == [1, 0, 0, 1, 0]


def test_a_holiday_has_a_number_of_its_own_and_nobody_by_the_pattern() -> None:
    free = frozenset((employment_id, MONDAY) for employment_id in (11, 12, 13))

    assert counted(replace(THREE, holidays=free))[0] == (16, 0, 1)
    assert counted(replace(THREE, holidays=free, shifts=frozenset({(11, MONDAY)})))[0] == (16, 1, 1)


def test_a_roster_goes_before_the_pattern_and_a_days_own_plan_before_both() -> None:
    sunday = MONDAY + timedelta(days=6)
    heads = (Heads(COUNTER, FIRST, None, (2, 0, 0, 0, 0, 0, 1, 0)),)
    force = replace(
        THREE,
        shifts=frozenset({(11, sunday)}),
        rostered=frozenset({(11, date(2026, 11, 1))}),
        special={(12, MONDAY): False, (13, sunday): True},
    )

    assert counted(force, heads) == [(16, 1, 2), (22, 2, 1)]


def test_a_new_number_holds_from_its_first_day_and_days_without_any_are_not_told() -> None:
    heads = (
        Heads(COUNTER, FIRST, date(2026, 11, 17), (2,) * 8),
        Heads(COUNTER, date(2026, 11, 18), None, (1,) * 5 + (0,) * 3),
    )

    assert counted(THREE, heads) == [(16, 3, 2), (18, 2, 1), (19, 1, 1), (20, 1, 1)]


def test_of_one_person_the_days_are_told_on_which_she_would_work_there() -> None:
    gone = replace(THREE, away=frozenset({(12, MONDAY)}))

    assert [(each.day.day, each.without, each.with_her, each.short) for each in choices(NEEDED, gone, WEEK, 12)] == [
        (16, 2, 3, 0),
        (17, 2, 3, 0),
        (18, 1, 2, 1),
    ]
    assert choices(NEEDED, gone, WEEK, 21) == ()


@pytest.mark.parametrize("heads", [(1,) * 7, (1,) * 7 + (-1,)])
def test_heads_are_eight_numbers_of_people(heads: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="heads are 8 numbers"):
        Heads(COUNTER, FIRST, None, heads)
