"""How many of a unit are there on a day, of how many it needs."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from timeclock.core.duties import Duty, DutyKind
from timeclock.core.needs import Heads, Part, part_of
from timeclock.core.rosters import Planned
from timeclock.core.spans import DaySpan
from timeclock.core.staffing import Member, Round, Workforce, choices, staffed

BERLIN = ZoneInfo("Europe/Berlin")
MONDAY = date(2026, 11, 16)
WEEK = DaySpan(MONDAY, MONDAY + timedelta(days=7))
FIRST = date(2026, 1, 1)
ANCHOR = date(2026, 1, 5)
COUNTER, ARCHIVE = 1, 2
FULL, PART = (True,) * 5 + (False,) * 2, (True, True, False, False, False, False, False)
NEEDED = (Heads(COUNTER, FIRST, None, (2, 2, 2, 2, 1, 0, 0, 1)),)
THREE = Workforce(
    zone=BERLIN,
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


TUESDAY = MONDAY + timedelta(days=1)
EARLY, LATE, NIGHT = (("F", time(6), time(14)), ("S", time(14), time(22)), ("N", time(22), time(6)))


def on_shift(who: int, day: date, shift: tuple[str, time, time]) -> Planned:
    key, *clocks = shift
    return Planned(Duty(who, DutyKind.WORK, Part(clocks=(clocks[0], clocks[1])).span(day, BERLIN)), key)


def in_shifts(*planned: Planned) -> Workforce:
    """Return three of whom 11 and 12 are rostered, with these shifts, and 13 works by her pattern."""
    by_day: dict[date, list[Planned]] = {}
    for each in planned:
        by_day.setdefault(each.duty.day(BERLIN), []).append(each)
    return replace(
        THREE,
        shifts=frozenset((each.duty.employment_id, each.duty.day(BERLIN)) for each in planned),
        rostered=(both := frozenset({(11, date(2026, 11, 1)), (12, date(2026, 11, 1))})),
        published=both,
        planned=by_day,
    )


def of(text: str, heads: int) -> Heads:
    return Heads(COUNTER, TUESDAY, date(2026, 11, 18), (heads,) * 8, part_of(text))


def test_of_a_shift_those_count_who_begin_it_and_are_not_away() -> None:
    force = in_shifts(on_shift(11, TUESDAY, EARLY), on_shift(12, TUESDAY, EARLY), on_shift(12, MONDAY, EARLY))
    gone = replace(force, away=frozenset({(11, TUESDAY)}))

    assert [each.there for each in staffed([of("F", 2)], force, WEEK)] == [2]
    assert [(each.there, each.short) for each in staffed([of("F", 2)], gone, WEEK)] == [(1, 1)]
    # Whether she comes matters for her early shift, whatever is entered of her, and not for the late one.
    assert [(each.part.text, each.without) for each in choices([of("F", 2), of("S", 1)], gone, WEEK, 11)] == [("F", 1)]


def test_from_one_clock_to_another_the_emptiest_moment_counts_the_night_before_with_it() -> None:
    force = in_shifts(on_shift(11, MONDAY, NIGHT), on_shift(11, TUESDAY, LATE), on_shift(12, TUESDAY, EARLY))

    # 13 works by her pattern: nobody knows from when to when, so she is there.
    assert [each.there for each in staffed([of("05:00-22:00", 3)], force, WEEK)] == [2]
    assert [each.there for each in staffed([of("05:00-22:30", 3)], force, WEEK)] == [1]
    without = choices([of("05:00-14:00", 3)], force, WEEK, 12)
    assert [(each.without, each.with_her, each.part.clocks) for each in without] == [(1, 2, (time(5), time(14)))]


def test_whoever_is_on_call_is_counted_by_its_key_alone_and_need_not_work_that_day() -> None:
    """12 is on call from Tuesday evening on, and has neither work on the roster nor, that day, by her pattern."""
    duty = Duty(12, DutyKind.ON_CALL, Part(clocks=(time(15), time(7))).span(TUESDAY, BERLIN))
    force = replace(
        THREE,
        special={(12, TUESDAY): False},
        published=frozenset({(12, date(2026, 11, 1))}),
        planned={TUESDAY: [Planned(duty, "R")]},
    )
    gone = replace(force, away=frozenset({(12, TUESDAY)}))

    assert [(each.part.text, each.there) for each in staffed([of("R", 1), of("15:00-16:00", 1)], force, WEEK)] == [
        ("R", 1)
    ]
    assert [each.there for each in staffed([of("R", 1)], gone, WEEK)] == [0]
    assert [(each.without, each.with_her) for each in choices([of("R", 1)], gone, WEEK, 12)] == [(0, 1)]
    # Of the others who are there by a roster nobody is counted for it: being on call is not being there.
    at_work = replace(force, rostered=frozenset({(11, date(2026, 11, 1)), (13, date(2026, 11, 1))}))
    assert [each.there for each in staffed([of("15:00-16:00", 1)], at_work, WEEK)] == [0]


def test_shifts_are_not_asked_of_a_month_without_a_roster() -> None:
    assert staffed([of("F", 2), of("06:00-22:00", 2)], THREE, WEEK) == ()


@pytest.mark.parametrize("part", [Part(), Part("F"), Part(clocks=(time(6), time(22, 30)))])
def test_a_part_is_read_as_it_is_written(part: Part) -> None:
    assert part_of(part.text) == part
