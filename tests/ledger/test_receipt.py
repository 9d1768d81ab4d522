"""Receipts as terminals/WIRE.md says: a promise in five lines, signed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from timeclock.ledger import receipt
from timeclock.ledger.keys import SigningKey, b64url
from timeclock.ledger.receipt import Receipt

KEY = SigningKey(Ed25519PrivateKey.from_private_bytes(bytes(range(32))))
RECORD = UUID("01a1f7bf-ffff-7000-8000-000000000001")
AT = datetime(2026, 11, 20, 6, 58, 3, 500_123, tzinfo=UTC)
PROMISE = receipt.issue(KEY, RECORD, bytes(32), AT, AT + timedelta(seconds=60))


def test_a_receipt_on_the_wire_is_what_was_signed() -> None:
    wire = PROMISE.to_wire()
    lines = ["timeclock-receipt/v1", wire["record"], wire["leaf"], wire["received_at"], wire["include_by"]]

    assert wire["received_at"] == "2026-11-20T06:58:03.500Z"
    assert wire["sig"] == b64url(KEY.sign("".join(f"{line}\n" for line in lines).encode()))


def test_a_genuine_receipt_is_known_as_one() -> None:
    assert receipt.is_genuine(PROMISE, KEY.public)


def test_the_same_promise_has_the_same_bytes() -> None:
    assert receipt.issue(KEY, RECORD, bytes(32), AT, AT + timedelta(seconds=60)) == PROMISE


@pytest.mark.parametrize(
    "other",
    [
        {"record": UUID(int=1)},
        {"leaf": bytes(31) + b"\x01"},
        {"received_at": AT - timedelta(milliseconds=1)},
        {"include_by": AT + timedelta(seconds=61)},
        {"signature": bytes(64)},
        {"signature": b""},
    ],
    ids=lambda other: next(iter(other)),
)
def test_a_receipt_with_anything_changed_is_not_genuine(other: dict[str, Any]) -> None:
    changed: Receipt = replace(PROMISE, **other)

    assert not receipt.is_genuine(changed, KEY.public)


def test_a_receipt_is_not_genuine_under_another_key() -> None:
    assert not receipt.is_genuine(PROMISE, bytes(32))
