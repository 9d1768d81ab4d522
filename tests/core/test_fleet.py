"""What is trouble with a terminal, and from when on."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from timeclock.core.fleet import SETTLES_WITHIN, Cause, Limits, Said, troubles

NOW = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
ENROLLED = NOW - timedelta(days=90)
LIMITS = Limits(silent=timedelta(minutes=15), unsent=timedelta(hours=1), clock=timedelta(seconds=60))
WELL = Said(
    at=NOW - timedelta(minutes=1),
    captured=100,
    unsent=0,
    unreadable=0,
    stored=100,
    oldest_unsent_at=None,
    drift=timedelta(milliseconds=12),
    readers=(("Leser", "ready"),),
)
HOUR_AGO = NOW - timedelta(hours=1)
JUST, SECOND = timedelta(microseconds=1), timedelta(seconds=1)


def causes(**said: object) -> list[Cause]:
    return [each.cause for each in troubles(replace(WELL, **said), ENROLLED, LIMITS, NOW)]  # type: ignore[arg-type]


def test_nothing_is_wrong_with_one_that_is_well() -> None:
    assert causes() == []


def test_sums_are_judged_once_two_requests_at_once_have_settled() -> None:
    lost = {"captured": 101}

    assert causes(at=NOW - SETTLES_WITHIN + JUST, **lost) == []
    assert causes(at=NOW - SETTLES_WITHIN, **lost) == [Cause.SUMS]


@pytest.mark.parametrize(
    ("well", "ill", "cause"),
    [
        ({"at": NOW - LIMITS.silent + JUST}, {"at": NOW - LIMITS.silent}, Cause.SILENT),
        ({"readers": ()}, {"readers": (("A", "ready"), ("B", "stuck"))}, Cause.READER),
        ({"drift": 60 * SECOND}, {"drift": 60 * SECOND + JUST}, Cause.CLOCK),
        ({"drift": -60 * SECOND}, {"drift": -60 * SECOND - JUST}, Cause.CLOCK),
        # 12 ms fast: what it says was at 07:00:00.012 was at 07:00:00.
        (
            {"captured": 101, "unsent": 1, "oldest_unsent_at": HOUR_AGO + WELL.drift},
            {"captured": 101, "unsent": 1, "oldest_unsent_at": HOUR_AGO + WELL.drift - JUST},
            Cause.UNSENT,
        ),
        # Nothing waits any more, whatever is told of the oldest.
        ({"oldest_unsent_at": ENROLLED}, {"captured": 101, "unsent": 1, "oldest_unsent_at": ENROLLED}, Cause.UNSENT),
        ({"captured": 103, "unsent": 2, "unreadable": 1}, {"captured": 103, "unsent": 2}, Cause.SUMS),
        # The answers to two stamps are still on their way; to a third nobody waits for one.
        ({"unsent": 2}, {"unsent": 2, "stored": 101}, Cause.SUMS),
    ],
)
def test_each_trouble_begins_exactly_at_its_limit(
    well: dict[str, object], ill: dict[str, object], cause: Cause
) -> None:
    assert causes(**well) == []
    assert causes(**ill) == [cause]


def test_the_gravest_comes_first_and_each_says_since_when() -> None:
    """90 minutes ago it said: one stamp lost, one waiting since long, its clock a day ahead, its reader gone."""
    at, day = NOW - timedelta(minutes=90), timedelta(days=1)
    said = replace(
        WELL,
        at=at,
        captured=102,
        unsent=1,
        oldest_unsent_at=at + day - timedelta(minutes=30),
        drift=day,
        readers=(("Leser", "gone"),),
    )

    found = troubles(said, ENROLLED, LIMITS, NOW)

    assert [each.cause for each in found] == list(Cause)
    assert [each.since for each in found] == [at, at, at, NOW - timedelta(hours=2), at]


def test_one_that_was_never_heard_is_silent_since_it_was_enrolled() -> None:
    assert troubles(None, NOW - LIMITS.silent + JUST, LIMITS, NOW) == ()
    [silent] = troubles(None, NOW - LIMITS.silent, LIMITS, NOW)

    assert (silent.cause, silent.since) == (Cause.SILENT, NOW - LIMITS.silent)


def test_one_enrolled_anew_has_its_time_to_speak_again() -> None:
    long_silent = replace(WELL, at=NOW - timedelta(days=3))

    assert troubles(long_silent, NOW - timedelta(minutes=14), LIMITS, NOW) == ()
