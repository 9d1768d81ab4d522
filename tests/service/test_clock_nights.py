"""Both nights of the clock change, every quarter of an hour: what the terminal writes is what is worked out.

Every pair of a coming and a going at a quarter of an hour, up to 13 hours apart, around 29 March and 25 October 2026:
the terminal's clock, the payload it writes, what the server reads from it, and the evaluation.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from random import Random
from uuid import UUID

import pytest

from terminals.wire import Badge, Kind, Place, stamp_payload
from tests.core.builders import BERLIN, a_person
from tests.terminals.parts import DEVICE, Hands
from timeclock.core.spans import DaySpan
from timeclock.core.stamps import Stamp, StampKind
from timeclock.core.walltime import ONE_DAY
from timeclock.service import clocking, intake
from timeclock.service.clocking import Delivery, IntakeRules
from timeclock.service.intake import Claimed
from timeclock.store.sources import Device

QUARTER = timedelta(minutes=15)
TURNS = (datetime(2026, 3, 29, 1, tzinfo=UTC), datetime(2026, 10, 25, 1, tzinfo=UTC))
STARTS, LENGTHS = range(-96, 96), range(1, 53)
RULES = IntakeRules(BERLIN, timedelta(minutes=2), timedelta(days=90))
PLACE = Place("00" * 16, 1, "0" * 64)


def test_every_quarter_of_an_hour_around_both_changes_is_worth_a_quarter_of_an_hour(counts: Mapping[str, int]) -> None:
    pairs = [(turn + start * QUARTER, length) for turn in TURNS for start in STARTS for length in LENGTHS]
    chosen = Random(counts["clock_pairs"]).sample(pairs, min(counts["clock_pairs"], len(pairs)))

    wrong = [(came.isoformat(), length) for came, length in chosen if not is_right(came, came + length * QUARTER)]

    assert wrong == []
    assert len(chosen) >= min(counts["clock_pairs"], 19_000)


def test_a_server_that_reckons_by_the_clock_on_the_wall_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    def by_the_wall(claimed: Claimed, _delivery: Delivery, rules: IntakeRules) -> tuple[datetime, str, None]:
        return claimed.device_at.astimezone(rules.zone).replace(tzinfo=UTC), "device", None

    monkeypatch.setattr(clocking, "_time_of", by_the_wall)

    assert not any(is_right(turn - QUARTER, turn + QUARTER) for turn in TURNS)


def is_right(came: datetime, went: datetime) -> bool:
    """Say whether these two are stored as they were and come to the minutes that really passed."""
    at = [believed(came, StampKind.IN), believed(went, StampKind.OUT)]
    stamps = tuple(
        Stamp(UUID(int=no), kind, each, 1, "terminal")
        for no, (each, kind) in enumerate(zip(at, (StampKind.IN, StampKind.OUT), strict=True), start=1)
    )
    first = came.astimezone(BERLIN).date()
    days = a_person(stamps, days=DaySpan(first, first + 2 * ONE_DAY)).days
    return at == [came, went] and sum((day.present for day in days), timedelta(0)) == went - came


def believed(at: datetime, kind: StampKind) -> datetime:
    """Return the time the server takes a tap to be of, by what the terminal wrote down."""
    moment = Hands(at=at).clock().read()
    payload = stamp_payload(
        DEVICE, PLACE, moment, uid=str(UUID(int=1)), kind=Kind(kind.value), badge=Badge("ab" * 32), reader="Replay"
    )
    claimed = intake.claimed(payload)
    delivery = Delivery(Device(1, UUID(int=1), "Eingang", b""), moment.boot_id, moment.mono_ms, None, (), at)
    taken = clocking._time_of(claimed, delivery, RULES)[0]
    assert taken is not None
    return taken
