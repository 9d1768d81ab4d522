"""What the terminal says to the server, byte for byte (WIRE.md v1). Pure: time and chance come in as arguments."""

from __future__ import annotations

import hashlib
import hmac
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

VERSION = 1
METHOD = "POST"
PATH = "/terminal/v1/stamps"
INQUIRIES = "/terminal/v1/inquiries"
BADGES = "/terminal/v1/badges"
BIT_BY_BIT = {"Timeclock-Bit-By-Bit": "yes"}  # a server of before does not know it, and answers all at once
CONFIGURATION = "/terminal/v1/configuration"
MEDIA_TYPE = "application/json"
MOST_STAMPS = 200
MOST_BYTES = 1024 * 1024
NONCE_BYTES = 16
FIRST_PREV = "0" * 64
STAMP_DOMAIN = b"timeclock-stamp/v1\n"
REQUEST_DOMAIN = "timeclock-request/v1"
UNIX_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Kind(StrEnum):
    """What the person says by a key; AUTO is a badge held without one."""

    AUTO = "auto"
    IN = "in"
    OUT = "out"
    BREAK_START = "break_start"
    BREAK_END = "break_end"
    ERRAND_OUT = "errand_out"
    ERRAND_IN = "errand_in"
    HOME_IN = "home_in"
    HOME_OUT = "home_out"
    CALL_START = "call_start"
    CALL_END = "call_end"


class Look(StrEnum):
    """What the person wants to see by a key; nothing is stamped."""

    ACCOUNT = "account"
    TODAY = "today"


class Quality(StrEnum):
    """How far the device's wall time can be trusted; the server takes it as it is only where GOOD."""

    GOOD = "good"
    UNSURE = "unsure"
    BAD = "bad"


class Level(StrEnum):
    """How sure it is that the badge is the one it says it is."""

    IDENTIFIED = "identified"  # it told a number, as a copy would
    AUTHENTICATED = "authenticated"  # it proved to have a key of ours


@dataclass(frozen=True, slots=True)
class Moment:
    """One look at all clocks of the device."""

    at: datetime
    boot_id: str
    mono_ms: int
    quality: Quality
    max_error_ms: int | None
    offset_ms: int | None


@dataclass(frozen=True, slots=True)
class Device:
    """What stays the same in every stamp of one terminal."""

    source: str
    zone: str
    zone_rules: str
    agent: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where the next stamp goes in the chain of its epoch."""

    epoch: str
    seq: int
    prev: str


@dataclass(frozen=True, slots=True)
class Badge:
    """A badge as it may leave the reader: by keyed hash only."""

    hash: str
    level: Level = Level.IDENTIFIED
    scheme: str = "uid"


@dataclass(frozen=True, slots=True)
class SignedStamp:
    """The bytes as they were signed once; they are never built again."""

    payload: bytes
    signature: bytes


@dataclass(frozen=True, slots=True)
class State:
    """What the terminal reports of itself with every request."""

    epoch: str
    captured: int
    unsent: int
    unreadable: int
    oldest_unsent_at: str | None
    readers: tuple[tuple[str, str], ...]
    agent: str


def b64url(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def from_b64url(text: str) -> bytes:
    """Return the bytes; raise ValueError on anything but plain base64url without padding."""
    if not text.isascii() or not all(letter.isalnum() or letter in "-_" for letter in text):
        raise ValueError("not base64url")
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def read_instant(text: str) -> datetime:
    """Return the instant that a text names; raise ValueError where it names none, or none of any zone."""
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError("instant without zone")
    return at


def instant(at: datetime) -> str:
    """Return an instant as the wire writes it: 2026-11-20T06:58:00.031Z."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def uuid7(at: datetime, chance: bytes) -> str:
    """Return the UUIDv7 (RFC 9562) of this millisecond made of ten random bytes; Python 3.11 has none of its own."""
    head = ((at - UNIX_EPOCH) // timedelta(milliseconds=1) << 80) | int.from_bytes(chance[:10], "big")
    number = head & ~(0xF << 76) & ~(0x3 << 62) | (0x7 << 76) | (0x2 << 62)
    text = f"{number:032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def badge_hash(site_key: bytes, number: str, scheme: str = "uid") -> str:
    """Return the keyed hash under which a badge number is known; the number itself never leaves the reader."""
    return hmac.new(site_key, f"{scheme}|{number.upper()}".encode(), hashlib.sha256).hexdigest()


def digest(payload: bytes) -> str:
    """Return what the following stamp names as `prev`."""
    return hashlib.sha256(payload).hexdigest()


def stamp_payload(
    device: Device, place: Place, moment: Moment, *, uid: str, kind: Kind, badge: Badge, reader: str
) -> bytes:
    """Return the payload of one stamp: sorted keys, no spaces."""
    return _json(
        {
            "v": VERSION,
            "source": device.source,
            "epoch": place.epoch,
            "seq": place.seq,
            "uid": uid,
            "kind": kind.value,
            "device_at": instant(moment.at),
            "zone": device.zone,
            "zone_rules": device.zone_rules,
            "boot_id": moment.boot_id,
            "mono_ms": moment.mono_ms,
            "clock": {
                "quality": moment.quality.value,
                "max_error_ms": moment.max_error_ms,
                "offset_ms": moment.offset_ms,
            },
            "badge": {"hash": badge.hash, "level": badge.level.value, "scheme": badge.scheme},
            "reader": reader,
            "agent": device.agent,
            "prev": place.prev,
        }
    )


def sign_stamp(key: Ed25519PrivateKey, payload: bytes) -> SignedStamp:
    return SignedStamp(payload, key.sign(STAMP_DOMAIN + payload))


def request_body(moment: Moment, state: State, stamps: Sequence[SignedStamp]) -> bytes:
    """Return the body of one request; without stamps it only reports the state."""
    return _json(
        {
            "v": VERSION,
            "sent": {"at": instant(moment.at), "boot_id": moment.boot_id, "mono_ms": moment.mono_ms},
            "state": {
                "epoch": state.epoch,
                "captured": state.captured,
                "unsent": state.unsent,
                "unreadable": state.unreadable,
                "oldest_unsent_at": state.oldest_unsent_at,
                "readers": [{"name": name, "state": what} for name, what in state.readers],
                "agent": state.agent,
            },
            "stamps": [{"payload": b64url(stamp.payload), "sig": b64url(stamp.signature)} for stamp in stamps],
        }
    )


def inquiry_body(badge: Badge, look: Look) -> bytes:
    """Return the body of an inquiry: which badge asks for what."""
    said = {"hash": badge.hash, "level": badge.level.value, "scheme": badge.scheme}
    return _json({"v": VERSION, "badge": said, "show": look.value})


def badges_body(parts: Sequence[str]) -> bytes:
    """Return the body of a request for the list of badges: the digests of the parts at hand."""
    return _json({"v": VERSION, "parts": list(parts)})


def configuration_body(versions: Mapping[str, str], settings: Sequence[tuple[str, str | None, str]]) -> bytes:
    """Return the body that tells how the terminal is set: name, value and origin of each setting."""
    said = [{"name": name, "value": value, "origin": origin} for name, value, origin in settings]
    return _json({"v": VERSION, "versions": dict(versions), "settings": said})


def request_headers(
    key: Ed25519PrivateKey, source: str, body: bytes, server_at: datetime, nonce: bytes, *, path: str = PATH
) -> dict[str, str]:
    """Return the headers that prove who asks; `server_at` is the server's time as the device estimates it."""
    at, once = instant(server_at), b64url(nonce)
    lines = (REQUEST_DOMAIN, METHOD, path, hashlib.sha256(body).hexdigest(), at, once)
    return {
        "Content-Type": MEDIA_TYPE,
        "Timeclock-Device": source,
        "Timeclock-Time": at,
        "Timeclock-Nonce": once,
        "Timeclock-Signature": b64url(key.sign(in_lines(lines))),
    }


def receipt_holds(key: Ed25519PublicKey, receipt: dict[str, str]) -> bool:
    """Say whether the server whose receipt key this is made the promise."""
    try:
        lines = (receipt["record"], receipt["leaf"], receipt["received_at"], receipt["include_by"])
        key.verify(from_b64url(receipt["sig"]), in_lines(("timeclock-receipt/v1", *lines)))
    except (InvalidSignature, KeyError, ValueError):
        return False
    return True


def in_lines(lines: Sequence[str]) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode()


def _json(value: object) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
