"""What a record commits to, and how a leaf hides it: SHA-256(0x00 ‖ HMAC-SHA-256(salt, bytes))."""

from __future__ import annotations

import hashlib
import hmac
import json
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

SALT_BYTES = 16
ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)
# Most values are one of these, and none of the forms below has to be looked for.
AS_THEY_ARE = frozenset({type(None), bool, int, str})


@dataclass(frozen=True, slots=True)
class Envelope:
    """A record before it is bytes: which row it commits, in which version, and by when it must be in the log.

    `origin` holds what the row itself does not: a stamp's signed payload and signature, base64.
    """

    record: UUID
    kind: str
    subject: str
    version: int
    include_by: datetime
    row: Mapping[str, object]
    origin: Mapping[str, str] | None = None

    def to_bytes(self) -> bytes:
        """Return the bytes the ledger keeps verbatim: UTF-8 JSON, sorted keys, no floats, no spaces."""
        return canonical(
            {
                "record": self.record,
                "kind": self.kind,
                "subject": self.subject,
                "version": self.version,
                "include_by": self.include_by,
                "row": dict(self.row),
                **({"origin": dict(self.origin)} if self.origin is not None else {}),
            }
        )


def canonical(value: object) -> bytes:
    """Return the one JSON form of a value; raise TypeError on floats and naive instants."""
    return ENCODER.encode(plain(value)).encode()


def plain(value: object) -> Any:
    """Return a value as JSON knows it: instants in UTC with microseconds, bytes in base64."""
    if type(value) in AS_THEY_ARE:
        return value
    match value:
        case int() | str():
            return value
        case datetime():
            if value.tzinfo is None:
                raise TypeError(f"an instant needs a zone, got the naive {value!r}")
            return value.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
        case date():
            return value.isoformat()
        case UUID():
            return str(value)
        case bytes() | memoryview():
            return b64encode(bytes(value)).decode()
        case dict() | Mapping():
            return {str(name): plain(inner) for name, inner in value.items()}
        case list() | tuple():
            return [plain(inner) for inner in value]
        case _:
            raise TypeError(f"the ledger knows no {type(value).__name__}: {value!r}")


def leaf_hash(salt: bytes, record: bytes) -> bytes:
    """Return the leaf: destroying salt and bytes leaves a tree that still verifies and says nothing."""
    return hashlib.sha256(b"\x00" + hmac.digest(salt, record, "sha256")).digest()
