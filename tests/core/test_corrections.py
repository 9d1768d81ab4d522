"""What a correction is, and when two are about the same."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

import pytest

from timeclock.core.corrections import After, Before, Change, Wish
from timeclock.core.stamps import StampKind

DAY = date(2026, 11, 18)
AT = datetime.fromisoformat("2026-11-18T08:00+01:00")
STANDING, OTHER = (Before(UUID(int=no), StampKind.IN, AT, "terminal") for no in (1, 2))
ASKED, LATER = After(StampKind.IN, AT), After(StampKind.OUT, AT)


@pytest.mark.parametrize(
    ("wish", "change"),
    [
        (Wish(DAY, None, ASKED), Change.NEW),
        (Wish(DAY, STANDING, ASKED), Change.CHANGE),
        (Wish(DAY, STANDING, None), Change.DELETE),
    ],
)
def test_what_is_before_and_after_says_what_is_asked(wish: Wish, change: Change) -> None:
    assert wish.change is change


def test_a_correction_of_nothing_into_nothing_is_none() -> None:
    with pytest.raises(ValueError, match="before or something after"):
        Wish(DAY, None, None)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (Wish(DAY, STANDING, None), Wish(DAY, STANDING, ASKED), True),
        (Wish(DAY, STANDING, ASKED), Wish(DAY, OTHER, ASKED), False),
        (Wish(DAY, None, ASKED), Wish(DAY, None, ASKED), True),
        (Wish(DAY, None, ASKED), Wish(DAY, None, LATER), False),
        (Wish(DAY, None, ASKED), Wish(DAY, STANDING, ASKED), False),
    ],
)
def test_two_are_about_the_same_stamp_or_ask_for_the_same_new_one(one: Wish, other: Wish, same: bool) -> None:
    assert one.concerns_the_same(other) is same
