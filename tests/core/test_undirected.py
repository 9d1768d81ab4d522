"""Taps without a direction: whose coming and going take turns for certain, and from when on one has to ask."""

from __future__ import annotations

from datetime import datetime

import pytest

from tests.core.builders import at
from timeclock.core.undirected import Tap, unsure_from

OFFICE = "08:00 12:00 12:30 16:30"


def read(text: str) -> list[Tap]:
    """Return taps from "08:00 +1 06:00? …": a question mark makes the instant uncertain."""
    found, shift = [], ""
    for word in text.split():
        if word[0] == "+":
            shift = word
        else:
            found.append(Tap(at(f"{shift} {word.rstrip('?')}"), certain=not word.endswith("?")))
    return found


def unsure(text: str, newest: str = "+30 12:00") -> datetime | None:
    return unsure_from(read(text), at(newest))


@pytest.mark.parametrize(
    "text",
    [
        "",
        OFFICE,
        f"{OFFICE} +1 {OFFICE} +2 {OFFICE}",
        "22:00 +1 06:00 22:00 +2 06:00 22:00 +3 06:00",
        "08:00 08:00:20 12:00 12:00:59",  # held twice
        "08:00 08:00:50 08:01:40 12:00",  # and again and again
        "07:00 +1 07:10 +3 07:00 +4 07:10 +6 07:00 +7 07:10",  # 24 hours on, 48 off
        "06:00 14:00 22:00 +1 06:00",  # eight hours' rest and on again
    ],
)
def test_regular_taps_can_be_read(text: str) -> None:
    assert unsure(text) is None


@pytest.mark.parametrize(
    ("text", "since"),
    [
        (f"{OFFICE} +1 08:00 12:00 12:30 +2 {OFFICE}", "+1 08:00"),  # no going
        (f"{OFFICE} +1 12:00 12:30 16:30 +2 {OFFICE}", "+1 12:00"),  # no coming
        (f"{OFFICE} +1 08:00 12:00 12:30 16:30 16:31:20", "+1 08:00"),  # the wrong key, put right
        (f"{OFFICE} +1 22:00 +2 02:30? 03:00 06:00 +3 {OFFICE}", "+1 22:00"),  # a clock that exists twice
        (f"08:00 12:00 +1 08:00 +2 08:00 12:00 +3 {OFFICE}", "+1 08:00"),  # no duty of 24 hours: four hours' rest
        ("07:00 +3 07:00 +4 07:10 +6 07:00 +7 07:10", "07:00"),  # three days are no duty either
    ],
)
def test_from_the_first_duty_that_does_not_come_out_even_one_asks(text: str, since: str) -> None:
    assert unsure(text) == at(since)


@pytest.mark.parametrize(("newest", "asked"), [("+1 16:00", False), ("+2 02:00", True)])
def test_a_duty_that_may_still_be_going_on_is_not_odd(newest: str, asked: bool) -> None:
    assert (unsure(f"{OFFICE} +1 08:00 12:00 12:30", newest) is not None) is asked


def test_a_day_long_duty_may_be_going_on_for_a_day() -> None:
    duties = "07:00 +1 07:10 +3 07:00 +4 07:10 +6 07:00"

    assert unsure(duties, "+7 06:00") is None
    assert unsure(duties, "+9 06:00") == at("+6 07:00")


def test_the_order_in_which_taps_come_does_not_matter() -> None:
    taps = read(f"{OFFICE} +1 08:00 12:00 12:30 +2 {OFFICE}")

    assert unsure_from(reversed(taps), at("+9 08:00")) == at("+1 08:00")
