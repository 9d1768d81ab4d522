"""The sums of a terminal by hand: each captured stamp is stored, unreadable, still on it, or lost."""

from __future__ import annotations

import pytest

from timeclock.core.conservation import Sums


@pytest.mark.parametrize(
    ("sums", "missing", "unsent", "lost", "hold"),
    [
        # Ten captured: eight stored, one unreadable, one still there.
        (Sums(10, 7, 1, 1, 1, 0), 2, 1, 0, True),
        # The terminal says that it has three unsent, but two of them are stored already and it has not heard of it.
        (Sums(10, 8, 1, 0, 3, 0), 1, 1, 0, True),
        # It says that nothing is unsent, and one is nowhere.
        (Sums(10, 8, 1, 0, 0, 0), 1, 0, 1, False),
        # More unreadable than are missing: one number is accounted for twice.
        (Sums(10, 9, 0, 2, 0, 0), 1, 0, -1, False),
        # One is stored above the highest number it says it ever captured.
        (Sums(10, 9, 1, 0, 0, 1), 0, 0, 0, False),
        (Sums(0, 0, 0, 0, 0, 0), 0, 0, 0, True),
    ],
)
def test_every_captured_stamp_is_somewhere(sums: Sums, missing: int, unsent: int, lost: int, *, hold: bool) -> None:
    assert (sums.missing, sums.unsent, sums.lost, sums.hold) == (missing, unsent, lost, hold)
