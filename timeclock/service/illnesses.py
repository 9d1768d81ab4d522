"""What becomes known of an illness: its certificates and whether it is one from before; never which it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID
from zoneinfo import ZoneInfo

from timeclock.core import walltime
from timeclock.core.absences import AbsenceClass
from timeclock.core.spans import DaySpan
from timeclock.i18n.wording import N_
from timeclock.service import absences as absence_service
from timeclock.store import absences, audit, illness_notes
from timeclock.store.absences import Entered
from timeclock.store.db import Session
from timeclock.store.illness_notes import NoteKind


class Refusal(StrEnum):
    """Why something is not noted of an absence."""

    NO_ILLNESS = "no_illness"
    OUTSIDE = "outside"
    NOT_BEFORE = "not_before"


SENTENCES = {
    Refusal.NO_ILLNESS: N_("There is no absence for illness {uid} that counts"),
    Refusal.OUTSIDE: N_("A certificate covers days of the absence, from a first to a last"),
    Refusal.NOT_BEFORE: N_("The same illness is one of this employment that began before"),
}


class NotNoted(ValueError):
    """Something is not noted; `figures` are what its sentence needs."""

    def __init__(self, refusal: Refusal, **figures: object) -> None:
        super().__init__(f"{refusal}: {figures}")
        self.refusal = refusal
        self.figures = figures

    @property
    def sentence(self) -> str:
        return SENTENCES[self.refusal]


@dataclass(frozen=True, slots=True)
class NewNote:
    """What becomes known of an absence: `days` of a certificate, all where none are named; `same_as` which one."""

    absence: UUID
    kind: NoteKind
    days: DaySpan | None = None
    same_as: UUID | None = None


def note(session: Session, new: NewNote, zone: ZoneInfo, now: datetime, by: int | None = None) -> UUID:
    """Note something of an illness and mark its days; raise `NotNoted` where it cannot be."""
    of = _illness(session, new.absence)
    days = None
    if new.kind is NoteKind.RECEIVED:
        days = new.days or of.days
        if days.from_day not in of.days or days.to_day > of.days.to_day or days.from_day == days.to_day:
            raise NotNoted(Refusal.OUTSIDE)
    if new.kind is NoteKind.SAME_ILLNESS:
        _is_before(session, new.same_as, of)
    uid = illness_notes.add(session, new.absence, new.kind, now, by=by, days=days, same_as=new.same_as)
    audit.add(session, "absence.noted", str(new.absence), now, by=by, person_id=of.person_id)
    absence_service.mark(session, of, walltime.local_day(now, zone), now)
    return uid


def carry_over(session: Session, before: UUID, now: UUID, days: DaySpan, at: datetime, by: int | None) -> None:
    """Note of an absence what was noted of the one it stands for, as far as it lies within its days."""
    for each in illness_notes.on(session, before):
        within = None if each.days is None else _within(each.days, days)
        if each.days is None or within is not None:
            illness_notes.add(session, now, each.kind, at, by=by, days=within, same_as=each.same_as_uid)


def _within(days: DaySpan, limit: DaySpan) -> DaySpan | None:
    first, end = max(days.from_day, limit.from_day), min(days.to_day, limit.to_day)
    return DaySpan(first, end) if first < end else None


def withdraw(session: Session, uid: UUID, zone: ZoneInfo, now: datetime, by: int | None = None) -> bool:
    """Let a note count no more and mark the days of its absence; say whether there was one that did."""
    of = illness_notes.absence_of(session, uid)
    if of is None or not illness_notes.withdraw(session, uid, now):
        return False
    absence = _illness(session, of)
    audit.add(session, "absence.note_withdrawn", str(of), now, by=by, person_id=absence.person_id)
    absence_service.mark(session, absence, walltime.local_day(now, zone), now)
    return True


def _illness(session: Session, uid: UUID | None) -> Entered:
    found = None if uid is None else absences.entered(session, uid)
    if found is None or found.of_class is not AbsenceClass.SICKNESS:
        raise NotNoted(Refusal.NO_ILLNESS, uid=uid)
    return found


def _is_before(session: Session, earlier: UUID | None, of: Entered) -> None:
    before = _illness(session, earlier)
    if before.employment_id != of.employment_id or before.days.to_day > of.days.from_day:
        raise NotNoted(Refusal.NOT_BEFORE)
