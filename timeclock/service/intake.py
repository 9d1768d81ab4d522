"""Reading what a terminal sent: bytes in, a stamp's fields or the reason why they are none."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, UTC, datetime
from typing import Any
from uuid import UUID

from timeclock.core.stamps import StampKind
from timeclock.ledger.keys import from_b64url
from timeclock.store.stamps import Original

STAMP_PREFIX = b"timeclock-stamp/v1\n"
LARGEST = 2**63 - 1
HEX_32 = re.compile(r"[0-9a-f]{32}")
HEX_64 = re.compile(r"[0-9a-f]{64}")
INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z", re.ASCII)
QUALITIES = frozenset({"good", "unsure", "bad"})
LEVELS = frozenset({"identified", "authenticated"})
LONGEST_WORDS = 200


class Unreadable(ValueError):
    """An entry is no stamp by the contract; `code` is the wire's."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Claimed:
    """What a payload says; nothing of it is believed before it is judged."""

    source: UUID
    epoch: str
    seq: int
    uid: UUID
    kind: StampKind
    device_at: datetime
    zone: str
    zone_rules: str
    boot_id: str
    mono_ms: int
    clock_quality: str
    offset_ms: int | None
    badge_hash: str
    scheme: str
    level: str
    prev: str

    def columns(self) -> dict[str, Any]:
        """Return what a stamp's row takes over as it was said."""
        return {
            "uid": self.uid,
            "epoch": self.epoch,
            "seq": self.seq,
            "kind": self.kind.value,
            "device_at": self.device_at,
            "offset_ms": self.offset_ms,
            "clock_quality": self.clock_quality,
            "boot_id": self.boot_id,
            "mono_ms": self.mono_ms,
            "zone_rules": self.zone_rules,
            "level": self.level,
            "badge_hash": self.badge_hash,
        }


def original(entry: Any) -> Original:
    """Return the bytes of one entry; raise `Unreadable`."""
    if not isinstance(entry, dict) or not {"payload", "sig"} <= entry.keys():
        raise Unreadable("missing_field")
    try:
        return Original(from_b64url(entry["payload"]), from_b64url(entry["sig"]))
    except (ValueError, AttributeError, TypeError):
        raise Unreadable("not_base64") from None


def claimed(payload: bytes) -> Claimed:
    """Return the fields of a payload; raise `Unreadable` where it is no stamp by the contract."""
    try:
        # Decoded here, because json.loads would take UTF-16 as well.
        raw = json.loads(payload.decode())
    except (ValueError, RecursionError):
        raise Unreadable("not_json") from None
    if not isinstance(raw, dict):
        raise Unreadable("not_json")
    try:
        return _fields(raw)
    except KeyError:
        raise Unreadable("missing_field") from None
    except (ValueError, TypeError):
        raise Unreadable("wrong_field") from None


def _fields(raw: Mapping[str, Any]) -> Claimed:
    clock, badge = raw["clock"], raw["badge"]
    if _whole(raw["v"]) != 1 or not isinstance(clock, dict) or not isinstance(badge, dict):
        raise ValueError("not version 1")
    offset = clock["offset_ms"]
    _whole_or_none(clock["max_error_ms"])
    # Kept in the signed bytes only; yet without them it is no stamp by the contract.
    text(raw["reader"])
    text(raw["agent"])
    return Claimed(
        source=UUID(text(raw["source"])),
        epoch=_matching(raw["epoch"], HEX_32),
        seq=_whole(raw["seq"], least=1),
        uid=UUID(text(raw["uid"])),
        kind=StampKind(text(raw["kind"])),
        device_at=instant(raw["device_at"]),
        zone=text(raw["zone"]),
        zone_rules=text(raw["zone_rules"]),
        boot_id=text(raw["boot_id"]),
        mono_ms=_whole(raw["mono_ms"], least=0),
        clock_quality=_one_of(clock["quality"], QUALITIES),
        offset_ms=_whole_or_none(offset),
        badge_hash=_matching(badge["hash"], HEX_64),
        scheme=text(badge["scheme"]),
        level=_one_of(badge["level"], LEVELS),
        prev=_matching(raw["prev"], HEX_64),
    )


def instant(value: object) -> datetime:
    """Return an instant as the wire writes it; raise ValueError on any other form."""
    found = datetime.fromisoformat(_matching(value, INSTANT)).astimezone(UTC)
    # In its first and last year the calendar ends when a zone is applied, and who looks at it must see something.
    if not MINYEAR < found.year < MAXYEAR:
        raise ValueError("beyond the calendar")
    return found


def text(value: object) -> str:
    """Return a text that both databases keep; raise ValueError on any other value."""
    # A NUL is legal JSON and would be refused by PostgreSQL only at the insert.
    if not isinstance(value, str) or not value or len(value) > LONGEST_WORDS or "\x00" in value:
        raise ValueError("not a text")
    # A lone surrogate is legal JSON too and cannot be written down as UTF-8.
    value.encode()
    return value


def _matching(value: object, pattern: re.Pattern[str]) -> str:
    found = text(value)
    if not pattern.fullmatch(found):
        raise ValueError("wrong form")
    return found


def _one_of(value: object, allowed: frozenset[str]) -> str:
    found = text(value)
    if found not in allowed:
        raise ValueError("unknown value")
    return found


def _whole(value: object, least: int = -LARGEST) -> int:
    if type(value) is not int or not least <= value <= LARGEST:
        raise ValueError("not a whole number")
    return value


def _whole_or_none(value: object) -> int | None:
    return None if value is None else _whole(value)
