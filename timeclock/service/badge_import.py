"""Who holds which badge, out of a file of the old system: each line judged, all of them entered or none."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from enum import StrEnum
from zoneinfo import ZoneInfo

from timeclock.core import badge_numbers, walltime
from timeclock.core.badge_numbers import NoBadge, Writing
from timeclock.core.spans import DaySpan
from timeclock.service import imports, listings, numbered
from timeclock.service.listings import NotSaid, Record
from timeclock.service.numbered import Numbered
from timeclock.store import audit, badges, staff
from timeclock.store.badges import BadgeFound, Given
from timeclock.store.db import Session
from timeclock.store.questions import ask

COLUMNS = {
    "staff_no": ("Personalnummer", "Pers.-Nr."),
    "badge": ("Ausweisnummer", "Ausweis", "Chipnummer", "Chip", "UID"),
    "written": ("Schreibweise",),
    "valid_from": ("Gültig ab", "Ab", "Von"),
}
WRITINGS: Mapping[str, Writing] = {
    **{each.value: each for each in Writing},
    "hex umgekehrt": Writing.HEX_REVERSED,
    "dezimal": Writing.DECIMAL,
    "dezimal umgekehrt": Writing.DECIMAL_REVERSED,
    "aufdruck": Writing.PRINTED,
}


class Fault(StrEnum):
    """Why a line is not taken, besides what is wrong with the number itself."""

    UNKNOWN_PERSON = "unknown_person"
    IMPOSSIBLE_DAY = "impossible_day"
    UNKNOWN_WRITING = "unknown_writing"
    TWICE = "badge_twice"
    HELD_BY_ANOTHER = "held_by_another"
    HELD_ON_OTHER_DAYS = "held_on_other_days"
    BLOCKED = "blocked_badge"


@dataclass(frozen=True, slots=True)
class Asked:
    """How a file is to be taken: how it writes numbers where no column says it, and from when on where none does.

    `partly`: the good lines are entered although others are not.
    """

    writing: Writing
    today: date
    zone: ZoneInfo
    site_key: bytes
    partly: bool = False


@dataclass(frozen=True, slots=True)
class Judged:
    """What became of a line: the badge it gives and whether she has it already, or why it is not taken."""

    line: int
    staff_no: str
    given: Given | None = None
    new: bool = False
    fault: str | None = None

    @property
    def change(self) -> str | None:
        return None if self.fault is not None else "new" if self.new else "unchanged"


@dataclass(frozen=True, slots=True)
class Found:
    """What a file means, and whether it was entered; `released` imported stamps had waited for these badges."""

    judged: tuple[Judged, ...]
    entered: bool = False
    released: int = 0

    @property
    def new(self) -> tuple[Given, ...]:
        return tuple(each.given for each in self.judged if each.given is not None and each.new)

    @property
    def is_clean(self) -> bool:
        return all(each.fault is None for each in self.judged)


def examine(session: Session, content: bytes, asked: Asked) -> Found:
    """Return what entering a file would do; reads only. Raise UnreadableList where it is no list of badges."""
    records = listings.read(content, COLUMNS, ("staff_no", "badge"))
    known = numbered.known(session, (each.cells["staff_no"] for each in records))
    said = _once([_said(each, known, asked) for each in records])
    held = badges.by_hash(each.given.number_hash for each in said if each.given is not None)
    badges_known = ask(session, held).to(held)
    return Found(tuple(_judged(each, badges_known) for each in said))


def enter(session: Session, content: bytes, asked: Asked, now: datetime) -> Found:
    """Hand the badges of a file to their people, all of them or none; who got one is recorded person by person.

    Imported stamps that waited for one of these badges are theirs from now on.
    """
    staff.hold(session)
    found = examine(session, content, asked)
    if not (found.is_clean or asked.partly):
        return found
    badges.give(session, found.new, now)
    digest = hashlib.sha256(content).hexdigest()
    for each in found.new:
        detail = {"scheme": each.scheme.value, "from": walltime.local_day(each.from_at, asked.zone).isoformat()}
        audit.add(session, "badge.issue", digest, now, by=None, person_id=each.person_id, detail=detail)
    released = imports.judge_again(session, now).assigned if found.new else 0
    return replace(found, entered=True, released=released)


def _said(record: Record, known: Mapping[str, Sequence[Numbered]], asked: Asked) -> Judged:
    cells, staff_no = record.cells, record.cells["staff_no"]
    writing = WRITINGS.get(cells["written"].casefold()) if cells.get("written") else asked.writing
    if writing is None:
        return Judged(record.line, staff_no, fault=Fault.UNKNOWN_WRITING)
    try:
        day = listings.day_of(cells["valid_from"]) if cells.get("valid_from") else asked.today
        number = badge_numbers.read(cells["badge"], writing)
    except NotSaid:
        return Judged(record.line, staff_no, fault=Fault.IMPOSSIBLE_DAY)
    except NoBadge as refused:
        return Judged(record.line, staff_no, fault=refused.why)
    employed = numbered.on(known[staff_no], DaySpan.one(day))
    if employed is None:
        return Judged(record.line, staff_no, fault=Fault.UNKNOWN_PERSON)
    hash_ = badges.number_hash(asked.site_key, number.scheme, number.number)
    from_at = walltime.instant(day, time(0), asked.zone)
    return Judged(record.line, staff_no, Given(hash_, number.scheme, employed.person_id, from_at), new=True)


def _once(said: Sequence[Judged]) -> list[Judged]:
    """Refuse every line whose badge another line names as well: which of them is right the file does not say."""
    lines: dict[str, int] = {}
    for each in said:
        if each.given is not None:
            lines[each.given.number_hash] = lines.get(each.given.number_hash, 0) + 1
    return [
        Judged(each.line, each.staff_no, fault=Fault.TWICE)
        if each.given is not None and lines[each.given.number_hash] > 1
        else each
        for each in said
    ]


def _judged(said: Judged, known: Mapping[str, BadgeFound]) -> Judged:
    """Judge a line by who holds its badge on or after its first day."""
    given = said.given
    there = None if given is None else known.get(given.number_hash)
    if given is None or there is None:
        return said
    if there.state != "active":
        return Judged(said.line, said.staff_no, fault=Fault.BLOCKED)
    later = [each for each in there.holdings if each.to_at is None or each.to_at > given.from_at]
    if any(each.person_id != given.person_id for each in later):
        return Judged(said.line, said.staff_no, fault=Fault.HELD_BY_ANOTHER)
    if any(each.from_at <= given.from_at and each.to_at is None for each in later):
        return replace(said, new=False)
    return Judged(said.line, said.staff_no, fault=Fault.HELD_ON_OTHER_DAYS) if later else said
