"""Parts of a terminal for tests, with clocks that stand still until they are moved."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from terminals import wire
from terminals.clock import Clock, Sync
from terminals.spool import Kept, Spool

SOURCE = "019a9f00-0000-7000-8000-000000000001"
NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
KEY = Ed25519PrivateKey.from_private_bytes(bytes(32))
DEVICE = wire.Device(SOURCE, "Europe/Berlin", "2026.6", "0.1.0")


@dataclass
class Hands:
    """The hands of a clock, moved by the test."""

    at: datetime = NOON
    mono: int = 1_000_000
    sync: Sync = field(default_factory=lambda: Sync(synced=True, max_error_ms=5))

    def pass_ms(self, ms: int) -> None:
        self.at += timedelta(milliseconds=ms)
        self.mono += ms

    def clock(self, *, trust_host: bool = False) -> Clock:
        return Clock(trust_host=trust_host, wall=lambda: self.at, mono=lambda: self.mono, sync=lambda: self.sync)


def a_moment(at: datetime = NOON) -> wire.Moment:
    return wire.Moment(at, "boot", 1, wire.Quality.GOOD, 5, None)


def put(spool: Spool, at: datetime = NOON, kind: wire.Kind = wire.Kind.AUTO) -> Kept:
    """Put one stamp as the agent does."""
    moment = a_moment(at)

    def make(place: wire.Place) -> wire.SignedStamp:
        uid = wire.uuid7(at, place.seq.to_bytes(10, "big"))
        payload = wire.stamp_payload(
            DEVICE, place, moment, uid=uid, kind=kind, badge=wire.Badge("ab" * 32), reader="Replay"
        )
        return wire.sign_stamp(KEY, payload)

    return spool.put(make, at)


def a_spool(folder: Path, cap: int = 1000) -> Spool:
    return Spool(folder / "spool.db", cap=cap)
