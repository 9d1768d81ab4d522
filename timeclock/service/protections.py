"""Entering what protects a person: by HR alone, on record, and with every day it touches worked out again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from timeclock.core.protections import Protection, ProtectionKind
from timeclock.core.spans import DaySpan
from timeclock.i18n.wording import N_
from timeclock.store import audit, leave_waiting, people, protections, recalculation, results
from timeclock.store.db import Session
from timeclock.store.protections import Kept

# What protects someone begins or ends on a day; the rests and weeks around it are judged by both.
NEIGHBOURS = timedelta(days=1)


class Reason(StrEnum):
    """Why a wish is not carried out."""

    UNKNOWN = "unknown"
    AMBIGUOUS = "ambiguous"
    ALREADY = "already"
    NOTHING = "nothing"


SENTENCES = {
    Reason.UNKNOWN: N_("{staff_no}: nobody has this staff number"),
    Reason.AMBIGUOUS: N_("{staff_no}: several people of different employers have this staff number"),
    Reason.ALREADY: N_("One of this kind holds from {from_day} already. End it first, or write --replace."),
    Reason.NOTHING: N_("Nothing of this kind holds on {day}"),
}


class NotEntered(ValueError):
    """A wish that is not carried out; the sentence is translated where it is shown."""

    def __init__(self, reason: Reason, figures: Mapping[str, object]) -> None:
        super().__init__(reason)
        self.sentence = SENTENCES[reason]
        self.figures = figures


def listed(session: Session, staff_no: str, now: datetime) -> Sequence[Protection]:
    """Return all that protects or protected a person; that it was read is recorded."""
    person_id = _person(session, staff_no)
    audit.add(session, "protection.read", str(person_id), now, by=None, person_id=person_id)
    return protections.of_person(session, person_id)


def add(session: Session, staff_no: str, new: Protection, now: datetime, *, in_place: bool = False) -> None:
    """Enter a protection, `in_place` of those of its kind that it overlaps."""
    person_id = _person(session, staff_no)
    there = [each for each in protections.kept(session, person_id) if _overlap(each.protection, new)]
    if there and not in_place:
        raise NotEntered(Reason.ALREADY, {"from_day": there[0].protection.from_day})
    for each in there:
        protections.supersede(session, each.id, now)
    row_id = protections.add(session, person_id, new, now)
    _record(session, "protection.added", person_id, row_id, now)
    _mark(session, person_id, [new, *(each.protection for each in there)], now)


def end(session: Session, staff_no: str, kind: ProtectionKind, last_day: date, now: datetime) -> Protection:
    """Let the protection that holds on its last day end with it; return how it stands now."""
    person_id = _person(session, staff_no)
    there = _holding(session, person_id, kind, last_day)
    ended = replace(there.protection, to_day=last_day + timedelta(days=1))
    protections.supersede(session, there.id, now)
    row_id = protections.add(session, person_id, ended, now)
    _record(session, "protection.ended", person_id, row_id, now)
    _mark(session, person_id, [there.protection], now)
    return ended


def _person(session: Session, staff_no: str) -> int:
    found = people.by_staff_no_of_any_day(session, staff_no)
    if len(found) != 1:
        raise NotEntered(Reason.AMBIGUOUS if found else Reason.UNKNOWN, {"staff_no": staff_no})
    return found[0]


def _holding(session: Session, person_id: int, kind: ProtectionKind, day: date) -> Kept:
    for each in protections.kept(session, person_id):
        if each.protection.kind is kind and day in each.protection:
            return each
    raise NotEntered(Reason.NOTHING, {"day": day})


def _overlap(one: Protection, other: Protection) -> bool:
    return one.kind is other.kind and one.from_day < _end(other) and other.from_day < _end(one)


def _end(each: Protection) -> date:
    return each.to_day or date.max


def _record(session: Session, action: str, person_id: int, row_id: int, now: datetime) -> None:
    """Record who was concerned and which row it is; of what kind it is, only the row itself says."""
    audit.add(session, action, str(row_id), now, by=None, person_id=person_id)


def _mark(session: Session, person_id: int, touched: Sequence[Protection], now: datetime) -> None:
    """Ask for every day anew that is judged otherwise, as far as it has a result."""
    first = min(each.from_day for each in touched) - NEIGHBOURS
    days = DaySpan(first, max(_end(each) for each in touched))
    recalculation.mark(
        session, ((person_id, day) for day in results.dates_of(session, person_id, days)), "protection", now
    )
    leave_waiting.mark(session, [person_id], now)
