"""Nobody is worked out from what statistics tell, however often they are asked; without each protection some are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

import pytest

from tests.core import statistics_city
from tests.core.statistics_city import City, a_city
from timeclock.core import disclosure
from timeclock.core.disclosure import Cut, Group, Hidden

LEAST = 7
CAUGHT = 20  # people whom the attacker has to work out where a protection is off
# The city (1) has two departments, of which the first has two units.
PARENTS = {1: None, 2: 1, 3: 1, 4: 2, 5: 2}


@pytest.fixture(scope="module")
def city() -> City:
    return a_city()


def people(**sizes: int) -> Mapping[int, Group]:
    """Return so many people in each group: u4_flexible=3 are three people of unit 4."""
    groups = [Group(int(name[1]), name[3:]) for name, size in sizes.items() for _ in range(size)]
    return dict(enumerate(groups))


def sizes(counted: Mapping[int, Group], least: int = LEAST) -> list[dict[tuple[int, str], int]]:
    blocks = [disclosure.block(each, counted) for each in disclosure.partition(counted, PARENTS, least)]
    return [{(group.unit_id, group.model): size for group, size in each.groups.items()} for each in blocks]


def test_who_reckons_with_all_figures_works_out_nobody(city: City, counts: Mapping[str, int]) -> None:
    shown = statistics_city.on_the_grid(city, LEAST)

    claims = statistics_city.attack(shown, counts["query_pairs"])
    assert statistics_city.told(city, claims, LEAST) == (frozenset(), 0)
    assert statistics_city.told(city, statistics_city.from_month_to_month(shown), LEAST) == (frozenset(), 0)
    assert len({each.row.unit for each in shown.figures}) > len(city.parents) / 2
    assert {len(each.span) for each in shown.figures} == {1, 3, 12}


def test_without_company_for_the_few_she_works_people_out(
    city: City, counts: Mapping[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    def alone(blocks: list[list[int]], few: list[int], _least: int) -> list[int]:
        blocks += [few] if few else []
        return []

    monkeypatch.setattr(disclosure, "_joined", alone)
    shown = statistics_city.on_the_grid(city, LEAST)

    alone_told, _ = statistics_city.told(city, statistics_city.attack(shown, counts["query_pairs"]), LEAST)
    assert len(alone_told) >= CAUGHT


def test_without_the_grid_she_works_people_out(city: City, counts: Mapping[str, int]) -> None:
    shown = statistics_city.each_by_itself(city, LEAST)

    alone_told, _ = statistics_city.told(city, statistics_city.attack(shown, counts["query_pairs"]), LEAST)
    assert len(alone_told) >= CAUGHT


def test_where_all_bring_the_same_each_month_a_month_by_unit_tells_of_who_came_or_went() -> None:
    city = a_city(people=4_000, departments=12)
    constant = replace(city, brings=[city.brings[0]] * len(city.months))

    by_itself = statistics_city.from_month_to_month(statistics_city.each_by_itself(constant, LEAST))
    assert len(statistics_city.told(constant, by_itself, LEAST)[0]) >= CAUGHT
    on_the_grid = statistics_city.from_month_to_month(statistics_city.on_the_grid(constant, LEAST))
    assert statistics_city.told(constant, on_the_grid, LEAST) == (frozenset(), 0)


def test_people_of_one_unit_and_model_are_a_block_and_the_few_join_the_smallest_near_by() -> None:
    assert sizes(people(u4_flexible=9, u4_fixed=7, u4_shift=2)) == [
        {(4, "flexible"): 9},
        {(4, "fixed"): 7, (4, "shift"): 2},
    ]
    # Too few in a unit alone join the smallest of the department, and those of two units are enough together.
    assert sizes(people(u4_flexible=3, u5_flexible=9, u3_flexible=7)) == [
        {(4, "flexible"): 3, (5, "flexible"): 9},
        {(3, "flexible"): 7},
    ]
    assert sizes(people(u4_flexible=3, u5_fixed=4, u3_flexible=7)) == [
        {(4, "flexible"): 3, (5, "fixed"): 4},
        {(3, "flexible"): 7},
    ]
    # A unit of enough people in models of too few is a block of its own.
    assert sizes(people(u4_flexible=4, u4_fixed=4, u5_fixed=8)) == [
        {(4, "flexible"): 4, (4, "fixed"): 4},
        {(5, "fixed"): 8},
    ]


def test_too_few_people_are_no_block_and_a_unit_that_hangs_nowhere_counts_with_the_city() -> None:
    assert sizes(people(u4_flexible=3, u3_flexible=3)) == []
    assert sizes({}) == []
    counted = people(u4_flexible=8, u8_flexible=8, u9_flexible=2)
    assert disclosure.partition(counted, {**PARENTS, 8: 9, 9: 8}, LEAST) == (tuple(range(8)), tuple(range(8, 18)))


def test_a_block_has_everybody_once() -> None:
    city = a_city(people=2_000, departments=8)
    counted = city.months[0]
    blocks = disclosure.partition(counted, city.parents, 12)

    assert Counter(person_id for each in blocks for person_id in each) == Counter(list(counted))
    assert min(map(len, blocks)) >= 12
    assert disclosure.partition(dict(reversed(counted.items())), city.parents, 12) == blocks


def test_a_cut_says_what_can_be_shown_of_some_people_and_why_not_all() -> None:
    a, b, c = Group(4, "flexible"), Group(5, "flexible"), Group(3, "fixed")
    blocks: list[Mapping[Group, int]] = [{a: 3, b: 9}, {c: 8}]

    few, joined, other, whole = (disclosure.cut(blocks, inside.__contains__) for inside in ({a}, {b}, {b, c}, {a, b}))
    assert (few, few.hidden(LEAST)) == (Cut((), 0, 3), Hidden.TOO_FEW)
    assert (joined, joined.hidden(LEAST)) == (Cut((), 0, 9), Hidden.PROTECTS_OTHERS)
    assert (other, other.hidden(LEAST)) == (Cut((1,), 8, 17), Hidden.PROTECTS_OTHERS)
    assert (whole, whole.hidden(LEAST)) == (Cut((0,), 12, 12), None)


def test_months_tell_of_changes_where_one_to_six_people_came_or_went() -> None:
    hundred = frozenset(range(100))

    assert not disclosure.tells_of_changes([hundred, hundred], LEAST)
    assert disclosure.tells_of_changes([hundred, hundred - {1}], LEAST)
    assert disclosure.tells_of_changes([hundred, hundred, hundred | set(range(100, 106))], LEAST)
    assert not disclosure.tells_of_changes([hundred, (hundred - set(range(7))) | set(range(100, 107))], LEAST)
    assert not disclosure.tells_of_changes([], LEAST)


@pytest.mark.parametrize(("amount", "shown"), [(0, 0), (2, 0), (3, 5), (12, 10), (13, 15), (-3, -5), (-2, 0)])
def test_amounts_are_rounded_to_steps(amount: int, shown: int) -> None:
    assert disclosure.rounded(amount, 5) == shown
    assert disclosure.rounded(75, 50) == 100


def test_places_are_told_apart_that_enough_people_use_and_the_others_are_enough_together() -> None:
    hall, door, web = frozenset(range(20)), frozenset({1, 2, 3}), frozenset(range(8))

    assert disclosure.told_apart({1: hall, 2: web}, LEAST) == {1, 2}
    # Three at the door are too few: the next smallest goes with them.
    assert disclosure.told_apart({1: hall, 2: door, 3: web}, LEAST) == {1}
    # Seven numbers, but three people who use both.
    assert disclosure.told_apart({1: hall, 2: door, 3: door | {4}, 5: web}, LEAST) == {1}
    assert disclosure.told_apart({2: door}, LEAST) == frozenset()
    assert disclosure.told_apart({}, LEAST) == frozenset()
    assert disclosure.together({1: door, 2: frozenset({3, 4})}, (1, 2)) == {1, 2, 3, 4}


def test_nobody_of_a_block_stands_out() -> None:
    assert disclosure.banded([1, 90, 2, 5, 9]) == [1, "≥ 5", 2, "≥ 5", "≥ 5"]
    assert disclosure.banded([-40, 0, 1, 2, 3, 4, 60], below_too=True) == ["≤ 1", "≤ 1", "≤ 1", 2, "≥ 3", "≥ 3", "≥ 3"]
    # Where the three are equal nobody stands out, and as many share a band as reach it.
    assert disclosure.banded([0, 0, 0, 0, 4, 4, 4]) == [0, 0, 0, 0, 4, 4, 4]
    assert disclosure.banded([0, 4, 4, 4, 9]) == [0, "≥ 4", "≥ 4", "≥ 4", "≥ 4"]
    assert disclosure.banded([3, 3, 3, 4, 5, 5, 5], below_too=True) == [3, 3, 3, 4, 5, 5, 5]
    assert disclosure.banded([7, 8]) == ["≥ 7", "≥ 7"]
