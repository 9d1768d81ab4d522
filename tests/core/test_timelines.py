"""What holds from one day to the next, and how a list of one day changes it."""

from __future__ import annotations

from datetime import date

import pytest

from timeclock.core.timelines import (
    Stretch,
    changed_from,
    differences,
    first_difference,
    fitted,
    in_force,
    put_from,
    with_gaps,
)

EMPLOYED = Stretch(date(2020, 1, 1), None, None)


def course(words: str) -> tuple[Stretch[str], ...]:
    """Return stretches as written: "20-23 a, 23- b" is a from 2020 to the end of 2022, and b since then."""
    found = []
    for part in words.split(", ") if words else []:
        years, value = part.split(" ")
        begin, end = years.split("-")
        found.append(Stretch(_new_year(begin), _new_year(end) if end else None, value))
    return tuple(found)


def _new_year(year: str) -> date:
    return date(2000 + int(year), 1, 1)


@pytest.mark.parametrize(
    ("held", "day", "value", "expected"),
    [
        ("20- a", "26", "a", "20- a"),
        ("20- a", "26", "b", "20-26 a, 26- b"),
        ("20- a", "20", "b", "20- b"),
        ("20-24 a, 24- b", "26", "c", "20-24 a, 24-26 b, 26- c"),
        ("20-27 a, 27- b", "26", "c", "20-26 a, 26-27 c, 27- b"),
        ("20-24 a", "26", "b", "20-24 a"),
        ("", "26", "b", ""),
    ],
)
def test_a_list_changes_what_holds_on_its_day_and_nothing_before_or_planned_after(
    held: str, day: str, value: str, expected: str
) -> None:
    assert changed_from(course(held), _new_year(day), value) == course(expected)


@pytest.mark.parametrize(
    ("held", "employed", "expected"),
    [
        ("20- a", "19- e", "19- a"),
        ("20- a", "21- e", "21- a"),
        ("20- a", "20-24 e", "20-24 a"),
        ("20-23 a, 23-24 b", "20- e", "20-23 a, 23- b"),
        ("20-21 a, 21- b", "22- e", "22- b"),
        ("", "20- e", ""),
    ],
)
def test_what_holds_reaches_to_the_ends_of_an_employment(held: str, employed: str, expected: str) -> None:
    assert fitted(course(held), course(employed)[0]) == course(expected)


def test_days_without_anything_are_a_stretch_of_nothing() -> None:
    found = with_gaps(course("21-22 a, 24-25 b"), EMPLOYED)

    years = [(each.from_day.year, each.to_day and each.to_day.year, each.value) for each in found]
    assert years == [(2020, 2021, None), (2021, 2022, "a"), (2022, 2024, None), (2024, 2025, "b"), (2025, None, None)]


def test_an_employment_without_a_gap_has_no_stretch_of_nothing() -> None:
    assert with_gaps(course("20-22 a, 22- b"), EMPLOYED) == course("20-22 a, 22- b")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("20- a", "20- a", None),
        ("20- a", "20-26 a, 26- a", None),
        ("20- a", "20-26 a, 26- b", "26"),
        ("20- a", "19- a", "19"),
        ("20- a", "20-24 a", "24"),
        ("", "20- a", "20"),
    ],
)
def test_the_first_day_that_differs_is_found(old: str, new: str, expected: str | None) -> None:
    assert first_difference(course(old), course(new)) == (None if expected is None else _new_year(expected))


def test_what_is_over_does_not_hold() -> None:
    assert in_force(course("20-24 a"), date(2024, 1, 1)) is None
    assert in_force(course("20-24 a"), date(2023, 12, 31)) == course("20-24 a")[0]


def test_a_stretch_keeps_its_days_with_another_value_and_lies_within_another() -> None:
    held, other = course("20-24 a, 22-23 b")

    assert held.of("c") == course("20-24 c")[0]
    assert other.within(held)
    assert not held.within(other)
    assert not held.of("c").within(course("21- d")[0])


@pytest.mark.parametrize(
    ("held", "day", "expected"),
    [
        ("20- a", "26", "20-26 a, 26- b"),
        ("20-27 a, 27- c", "26", "20-26 a, 26-27 b, 27- c"),
        ("22-24 a", "26", "22-24 a, 26- b"),
        ("22-24 a, 27- c", "26", "22-24 a, 26-27 b, 27- c"),
        ("", "26", "26- b"),
        ("20-26 a, 26- b", "26", "20-26 a, 26- b"),
    ],
)
def test_a_value_is_put_from_a_day_on_also_where_nothing_held(held: str, day: str, expected: str) -> None:
    # What held before she came back is another time of employment.
    before = Stretch(date(2010, 1, 1), date(2012, 1, 1), "z")

    assert put_from((before, *course(held)), EMPLOYED, _new_year(day), "b") == course(expected)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("20- a", "20- a", ""),
        ("20- a", "20-23 a, 23- a", ""),
        ("20- a", "20-23 a, 23- b", "23- -"),
        ("20-23 a, 23- b", "20-22 a, 22-23 c, 23- b", "22-23 -"),
        ("20-24 a", "19-23 a", "19-20 -, 23-24 -"),
        ("", "20- a", "20- -"),
    ],
)
def test_the_days_on_which_two_courses_differ(old: str, new: str, expected: str) -> None:
    assert differences(course(old), course(new)) == tuple(each.of(None) for each in course(expected))


def test_the_last_day_is_the_one_before_something_else_holds() -> None:
    assert Stretch(date(2026, 1, 1), date(2026, 3, 1), None).last == date(2026, 2, 28)
    assert Stretch(date(2026, 1, 1), None, None).last is None
