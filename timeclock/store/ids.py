"""Names under which rows leave the house."""

from __future__ import annotations

import os
from datetime import datetime
from uuid import UUID

VERSION_7 = 0x7 << 76
RFC_VARIANT = 0b10 << 62


def first_uid(at: datetime) -> UUID:
    """Return what every name made from an instant on is not less than."""
    return UUID(int=int(at.timestamp() * 1000) << 80)


def new_uid(now: datetime) -> UUID:
    """Return a UUIDv7 (RFC 9562): milliseconds first, then 74 random bits."""
    milliseconds = int(now.timestamp() * 1000)
    random = int.from_bytes(os.urandom(10))
    head = (random >> 68) << 64
    tail = random & ((1 << 62) - 1)
    return UUID(int=(milliseconds << 80) | VERSION_7 | head | RFC_VARIANT | tail)
