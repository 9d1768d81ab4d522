"""One word for each person: from work that goes on, an absence, or neither."""

from __future__ import annotations

from datetime import time

import pytest

from timeclock.core.presence_board import Standing, Stay, is_absent, standing
from timeclock.core.session_kinds import SessionKind
from timeclock.core.stamps import StampKind

NOON = time(12)


@pytest.mark.parametrize(
    ("kind", "last", "at_terminal", "word"),
    [
        (SessionKind.WORK, StampKind.IN, True, Standing.PRESENT),
        (SessionKind.WORK, StampKind.IN, False, Standing.PRESENT),
        (SessionKind.WORK, StampKind.BREAK_START, True, Standing.PRESENT),
        (SessionKind.WORK, None, False, Standing.PRESENT),
        (SessionKind.WORK, StampKind.ERRAND_OUT, True, Standing.ELSEWHERE),
        (SessionKind.ERRAND, StampKind.AUTO, True, Standing.ELSEWHERE),
        (SessionKind.MOBILE_WORK, StampKind.HOME_IN, False, Standing.ELSEWHERE),
        (SessionKind.REMOTE_CALL, StampKind.CALL_START, False, Standing.ELSEWHERE),
        (SessionKind.CALL_OUT, StampKind.CALL_START, True, Standing.PRESENT),
        (SessionKind.CALL_OUT, StampKind.CALL_START, False, Standing.ELSEWHERE),
    ],
)
def test_who_is_at_work_is_in_a_building_or_elsewhere(
    kind: SessionKind, last: StampKind | None, at_terminal: bool, word: Standing
) -> None:
    assert standing(Stay(kind, last, at_terminal), False) is word


def test_who_came_although_she_is_away_is_there() -> None:
    assert standing(Stay(SessionKind.WORK, StampKind.IN, True), True) is Standing.PRESENT


def test_who_neither_came_nor_is_away_is_not_there_whether_late_or_gone() -> None:
    assert [standing(None, absent) for absent in (True, False)] == [Standing.ABSENT, Standing.NOT_THERE]


@pytest.mark.parametrize(
    ("from_clock", "to_clock", "absent"),
    [
        (None, None, True),
        (NOON, None, True),
        (time(12, 1), None, False),
        (time(11), time(12, 1), True),
        (time(11), NOON, False),
        (time(13), time(14), False),
    ],
)
def test_an_absence_of_some_hours_takes_those_alone(
    from_clock: time | None, to_clock: time | None, absent: bool
) -> None:
    assert is_absent(NOON, from_clock, to_clock) is absent
