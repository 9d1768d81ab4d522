"""Bringing the ledger of the old cards in: each line judged by itself, a wrong one holds back no other."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from timeclock.core.spans import DaySpan
from timeclock.service import listings, numbered
from timeclock.service.listings import NotSaid, Record
from timeclock.service.numbered import Numbered
from timeclock.store import audit, cards
from timeclock.store.cards import Entry
from timeclock.store.db import Session

COLUMNS = {
    "staff_no": ("Personalnummer", "Pers.-Nr."),
    "month": ("Monat",),
    "day": ("Tag", "Datum"),
    "worked": ("Ist", "Istzeit"),
    "target": ("Soll", "Sollzeit"),
    "balance": ("Saldo", "Stand"),
}


class Fault(StrEnum):
    """Why a line is not taken."""

    UNKNOWN_PERSON = "unknown_person"
    IMPOSSIBLE_DAY = "impossible_day"
    IMPOSSIBLE_AMOUNT = "impossible_amount"
    TWICE = "twice"


@dataclass(frozen=True, slots=True)
class Judged:
    """What became of a line: what it says, and whether that is new; or why it is not taken."""

    line: int
    staff_no: str
    entry: Entry | None = None
    new: bool = False
    fault: Fault | None = None

    @property
    def change(self) -> str | None:
        return None if self.fault is not None else "new" if self.new else "unchanged"


def examine(session: Session, content: bytes) -> tuple[Judged, ...]:
    """Return what bringing a file would do; reads only. Raise UnreadableList where it is no ledger of cards."""
    records = listings.read(content, COLUMNS, ("staff_no", "worked"))
    known = numbered.known(session, (each.cells["staff_no"] for each in records))
    judged = [_judged(each, known) for each in records]
    held = cards.held(session, {each.entry.employment_id for each in judged if each.entry is not None})
    taken: set[tuple[int, date, date | None]] = set()
    found = []
    for each in judged:
        if each.entry is None:
            found.append(each)
            continue
        key = (each.entry.employment_id, each.entry.month, each.entry.day)
        twice = Fault.TWICE if key in taken else None
        taken.add(key)
        found.append(Judged(each.line, each.staff_no, each.entry, each.entry not in held, twice))
    return tuple(found)


def enter(session: Session, content: bytes, now: datetime) -> tuple[Judged, ...]:
    """Record what the good lines of a file say; the same file again changes nothing."""
    found = examine(session, content)
    new = [each.entry for each in found if each.new and each.fault is None and each.entry is not None]
    digest = hashlib.sha256(content).hexdigest()
    cards.enter(session, new, digest, None, now)
    if new:
        audit.add(session, "import.card", digest, now, by=None, detail={"lines": len(found), "new": len(new)})
    return found


def rejected(found: Sequence[Judged]) -> Sequence[Judged]:
    """Return the lines that are not taken."""
    return [each for each in found if each.fault is not None]


def _judged(record: Record, known: Mapping[str, Sequence[Numbered]]) -> Judged:
    cells, staff_no = record.cells, record.cells["staff_no"]
    try:
        day = listings.day_of(cells["day"]) if cells.get("day") else None
        month = listings.month_of(cells.get("month", "")) if day is None else day.replace(day=1)
    except NotSaid:
        return Judged(record.line, staff_no, fault=Fault.IMPOSSIBLE_DAY)
    try:
        worked = listings.minutes_of(cells["worked"])
        target, balance = (_amount(cells.get(name, "")) if day is None else None for name in ("target", "balance"))
    except NotSaid:
        return Judged(record.line, staff_no, fault=Fault.IMPOSSIBLE_AMOUNT)
    employed = numbered.on(known[staff_no], DaySpan.month(month.year, month.month))
    if employed is None:
        return Judged(record.line, staff_no, fault=Fault.UNKNOWN_PERSON)
    return Judged(record.line, staff_no, Entry(employed.employment_id, month, day, worked, target, balance))


def _amount(text: str) -> int | None:
    return listings.minutes_of(text) if text else None
