"""The clocks of the device, and how far the terminal trusts them."""

from __future__ import annotations

import time
from datetime import datetime, timedelta, timezone
from uuid import UUID

import pytest

from terminals import clock, wire
from terminals.clock import Sync
from terminals.wire import Quality
from tests.terminals.parts import NOON, Hands

UNSYNCED = Sync(synced=False, max_error_ms=None)


def test_a_clock_that_a_time_service_keeps_is_good() -> None:
    moment = Hands().clock().read()

    assert (moment.at, moment.mono_ms, moment.quality) == (NOON, 1_000_000, Quality.GOOD)
    assert (moment.max_error_ms, moment.offset_ms) == (5, None)


@pytest.mark.parametrize("sync", [UNSYNCED, Sync(synced=True, max_error_ms=2_001)])
def test_a_clock_nobody_keeps_is_unsure_unless_the_host_is_trusted(sync: Sync) -> None:
    hands = Hands(sync=sync)

    assert hands.clock().read().quality is Quality.UNSURE
    assert hands.clock(trust_host=True).read().quality is Quality.GOOD


def test_a_clock_from_before_this_agent_is_bad_even_on_a_trusted_host() -> None:
    hands = Hands(at=datetime.fromisoformat("1970-01-01T00:00:07Z"))

    assert hands.clock(trust_host=True).read().quality is Quality.BAD


@pytest.mark.parametrize(("step_s", "quality"), [(1.9, Quality.GOOD), (2.1, Quality.UNSURE), (-3600, Quality.UNSURE)])
def test_a_step_of_more_than_two_seconds_makes_it_unsure(step_s: float, quality: Quality) -> None:
    hands = Hands()
    device = hands.clock(trust_host=True)
    device.read()
    hands.pass_ms(60_000)
    hands.at += timedelta(seconds=step_s)

    assert device.read().quality is quality
    hands.pass_ms(60_000)
    assert device.read().quality is quality


def test_the_next_sync_makes_up_for_a_step() -> None:
    hands = Hands()
    device = hands.clock()
    device.read()
    hands.at += timedelta(hours=1)
    hands.sync = UNSYNCED
    assert device.read().quality is Quality.UNSURE
    hands.sync = Sync(synced=True, max_error_ms=9)

    assert device.read().quality is Quality.GOOD


def test_the_server_s_word_makes_up_for_a_step() -> None:
    hands = Hands()
    device = hands.clock(trust_host=True)
    asked = device.read()
    hands.at += timedelta(hours=1)
    assert device.read().quality is Quality.UNSURE
    device.hear(hands.at, asked)

    assert device.read().quality is Quality.GOOD


def test_a_clock_far_from_the_server_s_is_unsure_and_says_how_far() -> None:
    hands = Hands()
    device = hands.clock()
    asked = device.read()
    hands.pass_ms(200)
    device.hear(NOON + timedelta(milliseconds=100, minutes=5), asked)
    moment = device.read()

    assert (moment.quality, moment.offset_ms) == (Quality.UNSURE, 300_000)
    assert device.server_at(moment) == hands.at + timedelta(minutes=5)


def test_the_offset_moves_against_a_step() -> None:
    hands = Hands()
    device = hands.clock()
    device.hear(NOON, device.read())
    hands.at += timedelta(minutes=10)

    assert device.read().offset_ms == -600_000


def test_the_kernel_is_asked_without_privilege() -> None:
    sync = clock.kernel_sync()

    assert sync.max_error_ms is None or sync.max_error_ms >= 0
    assert abs(clock.mono_ms() - time.clock_gettime(time.CLOCK_BOOTTIME) * 1000) < 1000
    assert str(UUID(Hands().clock().boot_id)) == Hands().clock().boot_id
    assert clock.zone_rules()


@pytest.mark.parametrize(
    ("at", "ms"),
    [("2026-11-20T06:58:00.031Z", 1795157880031), ("2026-11-20T06:58:00.031999Z", 1795157880031)],
)
def test_a_uuid7_begins_with_its_millisecond(at: str, ms: int) -> None:
    uid = UUID(wire.uuid7(datetime.fromisoformat(at), bytes([0xFF] * 10)))

    assert (uid.int >> 80, uid.version, uid.variant) == (ms, 7, "specified in RFC 4122")
    assert uid.int & (1 << 62) - 1 == (1 << 62) - 1


def test_an_instant_is_written_in_utc_with_milliseconds() -> None:
    berlin = timezone(timedelta(hours=1))

    assert wire.instant(datetime(2026, 11, 20, 7, 58, 0, 31_999, berlin)) == "2026-11-20T06:58:00.031Z"
