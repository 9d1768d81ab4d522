"""Where somebody stamped: only where it was agreed, in fields of a grid, and in one word for others."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timeclock.core.places import (
    Fault,
    Fix,
    PlaceTerms,
    Site,
    Spot,
    Whereabouts,
    coarse,
    distance,
    of_units,
    whereabouts,
)

FIRST, LAST = date(2026, 11, 1), date(2027, 1, 1)
HALL = Site(Spot(51_51_400, 7_46_500), 200)
TERMS = PlaceTerms("DV Mobile Zeiterfassung", FIRST, LAST, 500, 14, HALL, told=True)
SPOTS = st.builds(Spot, st.integers(-85_00_000, 85_00_000), st.integers(-180_00_000, 180_00_000))


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({}, None),
        ({"to_day": None}, None),
        ({"agreement": "  "}, Fault.NOT_NAMED),
        ({"metres": 99}, Fault.TOO_FINE),
        ({"metres": 10_001}, Fault.TOO_COARSE),
        ({"kept_days": 0}, Fault.TOO_LONG),
        ({"kept_days": 91}, Fault.TOO_LONG),
        ({"to_day": FIRST}, Fault.ENDS_FIRST),
        ({"site": None}, Fault.NO_PLACE),
    ],
)
def test_terms_say_what_is_wrong_with_them(changed, fault):
    assert replace(TERMS, **changed).fault is fault


def test_who_is_asked_follows_from_her_units_and_the_day():
    """Her own unit, or the nearest above; who works where not the same was agreed is not asked."""
    parents = {1: None, 2: 1, 3: 2, 4: None}
    other = replace(TERMS, metres=1000)
    agreed = {1: TERMS, 3: other}
    asked = [of_units(units, agreed, parents, FIRST) for units in ({1}, {2}, {1, 2}, {3}, {2, 3}, {2, 4}, {4}, ())]

    assert asked == [TERMS, TERMS, TERMS, other, None, None, None, None]
    assert [of_units({1}, agreed, parents, day) for day in (date(2026, 10, 31), date(2026, 12, 31), LAST)] == [
        None,
        TERMS,
        None,
    ]
    assert of_units({1}, {1: replace(TERMS, to_day=None)}, parents, LAST) is not None


@given(SPOTS, st.integers(100, 10_000))
def test_a_spot_is_rounded_once_and_no_further_than_half_a_field(spot, metres):
    rounded = coarse(spot, metres)

    assert coarse(rounded, metres) == rounded
    assert distance(spot, rounded) <= metres * 0.72 + 3


def test_what_lies_in_one_field_cannot_be_told_apart():
    near = [
        Spot(HALL.spot.latitude + north, HALL.spot.longitude + east) for north in (-20, 0, 20) for east in (-20, 20)
    ]

    assert len({coarse(each, 1000) for each in near}) == 1
    assert coarse(Spot(90_00_000, 0), 500).latitude in range(89_95_000, 90_05_000)


def test_distances_are_those_of_the_earth():
    dortmund, berlin = Spot(51_51_400, 7_46_500), Spot(52_51_700, 13_38_900)

    assert distance(dortmund, dortmund) == 0
    assert distance(dortmund, Spot(51_61_400, 7_46_500)) == pytest.approx(11_120, abs=10)
    assert distance(dortmund, berlin) == pytest.approx(421_500, rel=0.01)


@pytest.mark.parametrize(
    ("north", "accuracy", "word"),
    [
        (0, 10, Whereabouts.THERE),
        # 200 m belong to it, 354 m is half a field across, 30 m the device may be off.
        (520, 30, Whereabouts.THERE),
        (540, 30, Whereabouts.ELSEWHERE),
        (540, 100, Whereabouts.THERE),
        (0, 5_000, Whereabouts.UNKNOWN),
    ],
)
def test_elsewhere_is_only_where_she_cannot_have_been_there(north, accuracy, word):
    fix = Fix(Spot(HALL.spot.latitude + north, HALL.spot.longitude), accuracy)

    assert whereabouts(fix, TERMS) is word
    assert whereabouts(fix, replace(TERMS, site=None, told=False)) is Whereabouts.UNKNOWN
