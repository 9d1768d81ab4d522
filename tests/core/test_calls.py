"""What is stamped while somebody is on call is a call, but for work that was due anyway."""

from __future__ import annotations

from datetime import date

import pytest

from tests.core.builders import TUESDAY, Model, a_day, duty

NIGHT = ("on_call 15:30 to +1 07:00",)
WEEK = ("on_call -1 07:00 to +6 07:00",)
FLEXTIME, FIXED, FRAMED = Model(core="09:00-15:00", frame="06:00-20:00"), Model(), Model(frame="06:00-20:00")
FREE = Model(target="0:00")
# Ascension Day, a Thursday.
HOLIDAY = date(2026, 5, 14)


def kinds(stamps: str, duties: tuple[str, ...] = NIGHT, model: Model = FREE, day: date = TUESDAY) -> list[str]:
    found = a_day(stamps, model=model, duties=tuple(duty(each, day) for each in duties), day=day)
    return [each.kind.value for each in found.sessions]


@pytest.mark.parametrize(
    ("stamps", "said"),
    [
        ("20:40 in 22:30 out", "call_out"),
        ("15:30 in 15:31 out", "call_out"),
        ("15:29 in 15:31 out", "work"),
        ("20:40 in +1 07:00 out", "call_out"),
        ("20:40 in +1 07:01 out", "work"),
        ("20:40 in", "work"),
        ("20:40 home_in 22:30 home_out", "mobile_work"),
        ("@phone 20:40 call_start 20:50 call_end", "remote_call"),
    ],
)
def test_work_from_beginning_to_end_in_a_duty_is_a_call(stamps: str, said: str) -> None:
    assert kinds(stamps) == [said]


def test_without_a_duty_on_call_it_is_work() -> None:
    assert kinds("20:40 in 22:30 out", ("standby_on_site 15:30 to +1 07:00",)) == ["work"]


def test_what_lies_in_a_shift_is_that_shift() -> None:
    duties = (*WEEK, "work 14:00 to 22:00")

    assert kinds("14:00 in 22:00 out 23:00 in 23:30 out", duties, FIXED) == ["work", "call_out"]


@pytest.mark.parametrize(
    ("model", "said"),
    [
        (FLEXTIME, ["work", "call_out", "call_out"]),
        (FRAMED, ["work", "work", "call_out"]),
        (FIXED, ["work", "work", "work"]),
        (FREE, ["call_out", "call_out", "call_out"]),
        (Model(target=None), ["call_out", "call_out", "call_out"]),
    ],
    ids=["core time", "frame", "all day", "nothing due", "no plan"],
)
def test_a_duty_over_days_leaves_the_hours_that_are_due_to_their_work(model: Model, said: list[str]) -> None:
    assert kinds("08:00 in 15:30 out 18:00 in 19:00 out 21:00 in 22:00 out", WEEK, model) == said


def test_on_a_holiday_and_on_a_day_off_by_the_roster_nothing_is_due() -> None:
    off = (*WEEK, "work +2 06:00 to +2 14:00")

    assert kinds("10:00 in 11:00 out", WEEK, FIXED, HOLIDAY) == ["call_out"]
    assert kinds("10:00 in 11:00 out", off, FIXED) == ["call_out"]


def test_a_duty_that_only_begins_or_ends_in_the_due_hours_is_none_over_them() -> None:
    """On call from Friday noon: who comes back at two in the afternoon was called."""
    assert kinds("07:00 in 12:00 out 14:00 in 15:00 out", ("on_call 12:00 to +3 07:00",), FLEXTIME) == [
        "work",
        "call_out",
    ]
