"""The list of badges for terminals, in parts by hash: who has most of it is given the parts that differ."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate
from threading import Lock
from typing import Any

from timeclock.ledger.receipt import wire_time
from timeclock.store import badge_list
from timeclock.store.badge_list import Listed
from timeclock.store.db import Session

PARTS = 64
DIGEST_DIGITS = 16
# As long as a terminal is to work without network, and a few days.
LIVES = timedelta(days=35)
# About 1 MB; a terminal takes no answer above 4 MiB.
MOST_ROWS = 8_000

Row = list[str | None]


@dataclass(frozen=True, slots=True)
class BadgeList:
    """What a terminal has to change, the version it then has, and how many parts it has to ask for again."""

    version: str
    expires_at: datetime
    parts: dict[str, list[Row]]
    more: int


@dataclass(frozen=True, slots=True)
class Sums:
    """What each part comes to and how many badges it has, as long as the mark stays and until a holding ends."""

    mark: tuple[Any, ...]
    made_at: datetime
    until: datetime | None
    digests: tuple[str, ...]
    sizes: tuple[int, ...]

    def holds(self, mark: tuple[Any, ...], now: datetime) -> bool:
        return self.mark == mark and self.made_at <= now and (self.until is None or now < self.until)


class KeptSums:
    """The sums last worked out in this process; they are of one database."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._sums: Sums | None = None

    def of(self, session: Session, now: datetime) -> Sums:
        """Return the sums of now; worked out anew only where a badge changed."""
        mark = badge_list.mark(session)
        with self._lock:
            kept = self._sums
        if kept is None or not kept.holds(mark, now):
            kept = _sums(session, mark, now)
            with self._lock:
                self._sums = kept
        return kept


def changed(
    session: Session, kept: KeptSums, known: Sequence[str], now: datetime, *, bit_by_bit: bool = False
) -> BadgeList:
    """Return the parts of the list whose digests are not those known; without any known all of it.

    `bit_by_bit` no more of them than fit into one answer.
    """
    sums = kept.of(session, now)
    missing = [no for no in range(PARTS) if not known or known[no] != sums.digests[no][:DIGEST_DIGITS]]
    given = list(_fitting(missing, sums.sizes)) if bit_by_bit else missing
    parts = dict(zip(range(PARTS), _parts(_listed(session, now, given)), strict=True)) if given else {}
    # What is given comes to its digest, whatever was changed a moment ago.
    digests = [digest(parts[no]) if no in given else sums.digests[no] for no in range(PARTS)]
    version = hashlib.sha256("".join(digests).encode()).hexdigest()
    return BadgeList(version, now + LIVES, {str(no): parts[no] for no in given}, len(missing) - len(given))


def digest(rows: Sequence[Row]) -> str:
    """Return what a part is compared by (terminals/WIRE.md)."""
    return hashlib.sha256(json.dumps(rows, separators=(",", ":")).encode()).hexdigest()


def _fitting(missing: Sequence[int], sizes: Sequence[int]) -> Iterator[int]:
    """Yield the first parts that fit into one answer, and at least one."""
    for place, (no, rows) in enumerate(zip(missing, accumulate(sizes[no] for no in missing), strict=True)):
        if place and rows > MOST_ROWS:
            return
        yield no


def _sums(session: Session, mark: tuple[Any, ...], now: datetime) -> Sums:
    until = badge_list.next_end(session, now)
    parts = _parts(badge_list.listed(session, now))
    return Sums(mark, now, until, tuple(map(digest, parts)), tuple(map(len, parts)))


def _listed(session: Session, now: datetime, given: Collection[int]) -> Sequence[Listed]:
    wanted = None if len(given) == PARTS else [f"{begin:02x}" for begin in range(256) if begin % PARTS in given]
    return badge_list.listed(session, now, wanted)


def _parts(listed: Sequence[Listed]) -> list[list[Row]]:
    parts: list[list[Row]] = [[] for _ in range(PARTS)]
    for each in listed:
        parts[int(each.number_hash[:2], 16) % PARTS].append(_row(each))
    return parts


def _row(each: Listed) -> Row:
    instants = (each.from_at, each.to_at, each.proves_from)
    state = "blocked" if each.blocked else "held"
    return [each.number_hash, state, *(None if at is None else wire_time(at) for at in instants)]
