"""The server's signed promise that a record will be in the log."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from timeclock.ledger.keys import SigningKey, b64url, verifies


@dataclass(frozen=True, slots=True)
class Receipt:
    """One promise; `signature` is by the receipt key over `message` (terminals/WIRE.md)."""

    record: UUID
    leaf: bytes
    received_at: datetime
    include_by: datetime
    signature: bytes

    def to_wire(self) -> dict[str, str]:
        return {
            "record": str(self.record),
            "leaf": self.leaf.hex(),
            "received_at": wire_time(self.received_at),
            "include_by": wire_time(self.include_by),
            "sig": b64url(self.signature),
        }


def wire_time(at: datetime) -> str:
    """Return an instant as the wire writes it: 2026-11-20T06:58:00.031Z."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def message(record: UUID, leaf: bytes, received_at: datetime, include_by: datetime) -> bytes:
    lines = ("timeclock-receipt/v1", str(record), leaf.hex(), wire_time(received_at), wire_time(include_by))
    return "".join(f"{line}\n" for line in lines).encode()


def issue(key: SigningKey, record: UUID, leaf: bytes, received_at: datetime, include_by: datetime) -> Receipt:
    """Sign the promise for one record."""
    return Receipt(record, leaf, received_at, include_by, key.sign(message(record, leaf, received_at, include_by)))


def is_genuine(receipt: Receipt, public: bytes) -> bool:
    """Say whether the server whose receipt key is `public` made this promise."""
    return verifies(
        public,
        receipt.signature,
        message(receipt.record, receipt.leaf, receipt.received_at, receipt.include_by),
    )
