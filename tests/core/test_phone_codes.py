"""A code counts for its minute, give or take the clocks, and nobody makes more than she can show."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tests.core.builders import a_day, shown, taps
from timeclock.core.deviations import DeviationKind, kind_of
from timeclock.core.findings import Code as Found
from timeclock.core.phone_codes import MOST, Code, CodeFault, fault_of, next_at, written
from timeclock.core.spans import Span

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
CODE = Code(7, Span(NOON, NOON + 60 * SECOND))


@pytest.mark.parametrize(
    ("seconds", "fault"),
    [(-11, CodeFault.ENDED), (-10, None), (0, None), (69, None), (70, CodeFault.ENDED)],
)
def test_a_code_counts_for_its_minute_and_ten_seconds_of_the_clocks_around(
    seconds: int, fault: CodeFault | None
) -> None:
    assert fault_of(CODE, NOON + seconds * SECOND) is fault


def test_a_code_that_nobody_made_leads_to_nobody() -> None:
    assert fault_of(None, NOON) is CodeFault.UNKNOWN


def test_a_scanner_reads_letters_and_digits_that_all_keyboards_have_in_one_place() -> None:
    assert written(bytes(range(16))) == "TC1000102030405060708090A0B0C0D0E0F"


def test_one_more_is_there_once_the_oldest_of_late_is_ten_minutes_old() -> None:
    made = [NOON - timedelta(minutes=11), *(NOON - n * SECOND for n in range(MOST, 0, -1))]

    assert next_at(made[:-1], NOON) == NOON
    assert next_at(made, NOON) == NOON - MOST * SECOND + timedelta(minutes=10)
    assert next_at(made, next_at(made, NOON)) == next_at(made, NOON)


def test_a_code_in_place_of_a_badge_that_proves_itself_is_told_as_what_it_is() -> None:
    """8:00 to 16:30 less the break of the law: 8:00 worked, whatever was shown."""
    come, go = taps("08:00 in 16:30 out")
    day = a_day((replace(come, weaker=True, by_code=True), replace(go, by_code=True)))

    told = [(each.code, each.figures["at"]) for each in day.findings]
    assert told == [(Found.WEAKER_CODE, "08:00")]
    assert kind_of(Found.WEAKER_CODE) is DeviationKind.WEAKER_BADGE
    assert shown(day.worked) == "8:00"
