"""Reading what a terminal sent: bytes in, a stamp's fields or the reason why they are none."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from timeclock.core.stamps import StampKind
from timeclock.ledger.keys import from_b64url
from timeclock.store.stamps import Original

STAMP_PREFIX = b"timeclock-stamp/v1\n"
LARGEST = 2**63 - 1
HEX_32 = re.compile(r"[0-9a-f]{32}")
HEX_64 = re.compile(r"[0-9a-f]{64}")
INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z")
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
        raw = json.loads(payload)
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
    if raw["v"] != 1 or not isinstance(clock, dict) or not isinstance(badge, dict):
        raise ValueError("not version 1")
    offset = clock["offset_ms"]
    _whole_or_none(clock["max_error_ms"])
    return Claimed(
        source=UUID(_text(raw["source"])),
        epoch=_matching(raw["epoch"], HEX_32),
        seq=_whole(raw["seq"], least=1),
        uid=UUID(_text(raw["uid"])),
        kind=StampKind(_text(raw["kind"])),
        device_at=instant(raw["device_at"]),
        zone=_text(raw["zone"]),
        zone_rules=_text(raw["zone_rules"]),
        boot_id=_text(raw["boot_id"]),
        mono_ms=_whole(raw["mono_ms"], least=0),
        clock_quality=_one_of(clock["quality"], QUALITIES),
        offset_ms=_whole_or_none(offset),
        badge_hash=_matching(badge["hash"], HEX_64),
        scheme=_text(badge["scheme"]),
        level=_one_of(badge["level"], LEVELS),
        prev=_matching(raw["prev"], HEX_64),
    )


def instant(value: object) -> datetime:
    """Return an instant as the wire writes it; raise ValueError on any other form."""
    return datetime.fromisoformat(_matching(value, INSTANT)).astimezone(UTC)


def _text(value: object) -> str:
    # A NUL is legal JSON and would be refused by PostgreSQL only at the insert.
    if not isinstance(value, str) or not value or len(value) > LONGEST_WORDS or "\x00" in value:
        raise ValueError("not a text")
    # A lone surrogate is legal JSON too and cannot be written down as UTF-8.
    value.encode()
    return value


def _matching(value: object, pattern: re.Pattern[str]) -> str:
    text = _text(value)
    if not pattern.fullmatch(text):
        raise ValueError("wrong form")
    return text


def _one_of(value: object, allowed: frozenset[str]) -> str:
    text = _text(value)
    if text not in allowed:
        raise ValueError("unknown value")
    return text


def _whole(value: object, least: int = -LARGEST) -> int:
    if type(value) is not int or not least <= value <= LARGEST:
        raise ValueError("not a whole number")
    return value


def _whole_or_none(value: object) -> int | None:
    return None if value is None else _whole(value)
