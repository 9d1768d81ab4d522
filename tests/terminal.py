"""A terminal on the wall, as terminals/WIRE.md describes it and no more: it signs what it is told to, good or bad."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.city import City
from timeclock.ledger import keys
from timeclock.ledger.keys import SigningKey, b64url
from timeclock.ledger.receipt import wire_time
from timeclock.service import clocking, devices
from timeclock.service.clocking import Delivery, IntakeRules
from timeclock.service.fleet import Lookout, limits_of
from timeclock.store import sources
from timeclock.store.ids import new_uid
from timeclock.store.sources import DeviceReport

PATH = "/terminal/v1/stamps"
BOOT = "5f0c1a52-7d1e-4b0a-9c55-2f3f0a6f1e10"
UPTIME_MS = 90_000_000
UNKNOWN_BADGE = "e0" * 32


@dataclass
class Terminal:
    """Its uid, key and spool; `next_seq` and `prev` are where the chain stands."""

    uid: UUID
    key: SigningKey
    epoch: str = "00112233445566778899aabbccddeeff"
    next_seq: int = 1
    prev: str = "0" * 64
    nonces: int = 0
    unreadable: int = 0
    level: str = "identified"
    scheme: str = "uid"
    entries: list[dict[str, str]] = field(default_factory=list)

    def fields(self, at: datetime, badge: str = UNKNOWN_BADGE, **other: Any) -> dict[str, Any]:
        """Return what the next stamp says, with whatever the test wants otherwise."""
        made = {
            "v": 1,
            "source": str(self.uid),
            "epoch": self.epoch,
            "seq": self.next_seq,
            "uid": str(new_uid(at)),
            "kind": "auto",
            "device_at": wire_time(at),
            "zone": "Europe/Berlin",
            "zone_rules": "2026.6",
            "boot_id": BOOT,
            "mono_ms": UPTIME_MS,
            "clock": {"quality": "good", "max_error_ms": 12, "offset_ms": -3},
            "badge": {"hash": badge, "level": self.level, "scheme": self.scheme},
            "reader": "ACS ACR1252 Dual Reader 00 00",
            "agent": "0.1.0",
            "prev": self.prev,
        }
        return made | other

    def stamp(self, at: datetime, badge: str = UNKNOWN_BADGE, **other: Any) -> dict[str, str]:
        """Capture the next stamp of the chain; return its entry."""
        payload = compact(self.fields(at, badge, **other))
        self.next_seq += 1
        self.prev = hashlib.sha256(payload).hexdigest()
        self.entries.append(self.signed(payload))
        return self.entries[-1]

    def signed(self, payload: bytes) -> dict[str, str]:
        return {"payload": b64url(payload), "sig": b64url(self.key.sign(b"timeclock-stamp/v1\n" + payload))}

    def body(self, entries: Sequence[object], now: datetime, unsent: int = 0, **other: Any) -> bytes:
        """Return a delivery; `unsent` is what the terminal still waits for once this one is answered."""
        made = {
            "v": 1,
            "sent": {"at": wire_time(now), "boot_id": BOOT, "mono_ms": UPTIME_MS + 1000},
            "state": {
                "epoch": self.epoch,
                "captured": self.next_seq - 1,
                "unsent": unsent,
                "unreadable": self.unreadable,
                "oldest_unsent_at": None,
                "readers": [{"name": "Leser Erdgeschoß Süd", "state": "ready"}],
                "agent": "0.1.0",
            },
            "stamps": entries,
        }
        return json.dumps(made | other).encode()

    def headers(self, body: bytes, now: datetime, **other: str) -> dict[str, str]:
        """Return the headers of a signed request; `other` replaces what was signed, or the signature itself."""
        self.nonces += 1
        nonce = other.get("nonce") or b64url(self.nonces.to_bytes(16))
        at = wire_time(now)
        path = other.get("path", PATH)
        lines = ["timeclock-request/v1", "POST", path, hashlib.sha256(body).hexdigest(), at, nonce]
        signature = self.key.sign("".join(f"{line}\n" for line in lines).encode())
        return {
            "Content-Type": other.get("media", "application/json"),
            "Timeclock-Device": other.get("device", str(self.uid)),
            "Timeclock-Time": at,
            "Timeclock-Nonce": nonce,
            "Timeclock-Signature": other.get("signature", b64url(signature)),
        }


def compact(value: Mapping[str, Any]) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode("utf-8", "surrogatepass")


def a_key(seed: int = 1) -> SigningKey:
    return SigningKey(Ed25519PrivateKey.from_private_bytes(bytes([seed]) * 32))


def enrolled(
    city: City, now: datetime, name: str = "Rathaus, Eingang", seed: int = 1, unit: int | None = None
) -> Terminal:
    """Enrol a terminal in the city."""
    key = a_key(seed)
    with city.database.transaction() as session:
        uid = devices.enrol(session, name, unit, key.public, now)
    return Terminal(uid, key)


def told(city: City, terminal: Terminal, now: datetime, *entries: object, **other: Any) -> None:
    """Let a terminal say how it is, and hand in entries, as the endpoint takes it once it believes the request."""
    made: dict[str, Any] = {
        "epoch": terminal.epoch,
        "at": now,
        "captured": terminal.next_seq - 1,
        "unsent": 0,
        "unreadable": 0,
        "oldest_unsent_at": None,
        "drift_ms": 12,
        "readers": ({"name": "Leser", "state": "ready"},),
        "version": "0.1.0",
    }
    with city.database.transaction() as session:
        device = sources.device(session, terminal.uid)
        assert device is not None
        delivery = Delivery(device, BOOT, UPTIME_MS + 1000, DeviceReport(**made | other), entries, now)
        clocking.take_in(session, delivery, IntakeRules.of(city.settings))


def lookout(city: City) -> Lookout:
    """Return what the city's terminals are looked at with."""
    return Lookout(limits_of(city.settings), keys.signing_key(city.settings.receipt_key_file).public)
