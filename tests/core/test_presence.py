"""Who is in right now, and how long so far."""

from __future__ import annotations

import pytest

from tests.core.builders import a_day, at, hours
from timeclock.core.presence import presence


@pytest.mark.parametrize(
    ("stamps", "now", "inside", "on_break", "so_far"),
    [
        ("08:00 in", "10:15:30", "08:00", None, "2:15"),
        ("08:00 in 12:00 break_start", "12:20", "08:00", "12:00", "4:00"),
        ("08:00 in 12:00 break_start 12:30 break_end", "13:00", "08:00", None, "4:30"),
        ("08:00 in 12:00 out 12:30 in", "13:00", "12:30", None, "4:30"),
        ("08:00 in 12:00 out", "13:00", None, None, "4:00"),
        ("", "13:00", None, None, "0:00"),
        ("08:00 in 08:00:30 in", "08:00:40", "08:00", None, "0:00"),
    ],
)
def test_presence_adds_the_running_piece(stamps: str, now: str, inside: str, on_break: str, so_far: str) -> None:
    found = presence(a_day(stamps, as_of=at(now)), at(now))

    assert (at(inside) if inside else None) == found.inside_since
    assert (at(on_break) if on_break else None) == found.on_break_since
    assert hours(so_far) == found.so_far


def test_who_forgot_to_go_yesterday_is_not_in() -> None:
    found = presence(a_day("08:00 in", as_of=at("+1 08:00")), at("+1 08:00"))

    assert found.inside_since is None
