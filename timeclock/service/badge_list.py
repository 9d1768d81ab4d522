"""The list of badges for terminals, in parts by hash: who has most of it is given the parts that differ."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from timeclock.ledger.receipt import wire_time
from timeclock.store import badge_list
from timeclock.store.badge_list import Listed
from timeclock.store.db import Session

PARTS = 64
DIGEST_DIGITS = 16
# As long as a terminal is to work without network, and a few days.
LIVES = timedelta(days=35)

Row = list[str | None]


@dataclass(frozen=True, slots=True)
class BadgeList:
    """What a terminal has to change, and the version it then has."""

    version: str
    expires_at: datetime
    parts: dict[str, list[Row]]


def changed(session: Session, known: Sequence[str], now: datetime) -> BadgeList:
    """Return the parts of the list whose digests are not those known; without any known all of it."""
    parts = _parts(badge_list.listed(session, now))
    digests = [digest(rows) for rows in parts]
    missing = [no for no in range(PARTS) if not known or known[no] != digests[no][:DIGEST_DIGITS]]
    version = hashlib.sha256("".join(digests).encode()).hexdigest()
    return BadgeList(version, now + LIVES, {str(no): parts[no] for no in missing})


def digest(rows: Sequence[Row]) -> str:
    """Return what a part is compared by (terminals/WIRE.md)."""
    return hashlib.sha256(json.dumps(rows, separators=(",", ":")).encode()).hexdigest()


def _parts(listed: Sequence[Listed]) -> list[list[Row]]:
    parts: list[list[Row]] = [[] for _ in range(PARTS)]
    for each in listed:
        parts[int(each.number_hash[:2], 16) % PARTS].append(_row(each))
    return parts


def _row(each: Listed) -> Row:
    instants = (each.from_at, each.to_at, each.proves_from)
    state = "blocked" if each.blocked else "held"
    return [each.number_hash, state, *(None if at is None else wire_time(at) for at in instants)]
