"""Telling people of their leave: what is due for whom, and that it is in their hands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path

from timeclock.core.leave_notices import NoticeKind, due
from timeclock.core.leave_situation import Told
from timeclock.core.leave_year import NONE
from timeclock.core.spans import DaySpan
from timeclock.service import documents, leave_view
from timeclock.service.documents import DocumentKind, Media
from timeclock.service.leave_entries import NotEntered, Refusal
from timeclock.service.leave_view import LeaveView
from timeclock.service.rulebook import Rulebook
from timeclock.store import audit, leave, leave_waiting, logins, people
from timeclock.store import documents as document_rows
from timeclock.store.db import Session
from timeclock.store.documents import DocumentRow, Subject
from timeclock.store.leave import Delivered
from timeclock.store.people import Employed
from timeclock.store.scope import Scope

EVERYBODY = Scope.system("leave")
DOCUMENT_OF = {NoticeKind.YEARLY: DocumentKind.LEAVE_NOTICE, NoticeKind.REMINDER: DocumentKind.LEAVE_REMINDER}


class Way(StrEnum):
    """How a notice came into somebody's hands: it is among her documents, or she was given the paper."""

    DOCUMENTS = "documents"
    PAPER = "paper"


@dataclass(frozen=True, slots=True)
class NoticeDue:
    """A notice to be made, and the leave it speaks of: as it is once she has been told."""

    kind: NoticeKind
    employed: Employed
    view: LeaveView


def notice_due(
    session: Session, employed: Employed, days: DaySpan, rulebook: Rulebook, reminder_month: int, today: date
) -> NoticeDue | None:
    """Return the notice that is due for an employment of these days of the year, if one is."""
    told = (Told(today.year, today),)
    view = leave_view.of_employment(session, employed, rulebook, today, told)
    if view is None or not view.sources:
        return None
    left = sum((each.held.left for each in view.open if each.held.year <= today.year), NONE)
    made = {kind: row.at.date() for kind, row in _made(session, employed, today.year).items()}
    kind = due(days, made, left, date(today.year, reminder_month, 1), today)
    return None if kind is None else NoticeDue(kind, employed, view)


def subject(employed: Employed, kind: DocumentKind, year: int) -> Subject:
    """Return what a letter about a leave year is filed under."""
    return Subject(kind, employed.person_id, employed.employment_id, date(year, 1, 1))


def _made(session: Session, employed: Employed, year: int) -> Mapping[NoticeKind, DocumentRow]:
    found = {
        kind: document_rows.newest(session, subject(employed, document, year), Media.PDF, EVERYBODY)
        for kind, document in DOCUMENT_OF.items()
    }
    return {kind: row for kind, row in found.items() if row is not None}


def keep(session: Session, folder: Path, made: NoticeDue, content: bytes, now: datetime) -> DocumentRow:
    """Keep a notice among somebody's documents."""
    about = subject(made.employed, DOCUMENT_OF[made.kind], made.view.year)
    return documents.put(session, folder, about, Media.PDF, content, now)


def deliver_kept(session: Session, employed: Employed, today: date, now: datetime) -> int:
    """Record the notices of this year that somebody can read among her documents; return how many are new.

    Who has no login is given hers on paper, which HR records.
    """
    if logins.of_person(session, employed.person_id) is None:
        return 0
    known = leave.kept(session, employed.person_id).delivered.get(employed.employment_id, ())
    told = {(each.year, each.kind) for each in known}
    new = {kind: row for kind, row in _made(session, employed, today.year).items() if (today.year, kind) not in told}
    for kind, row in new.items():
        _record(session, employed, Delivered(today.year, kind, row.uid, today, Way.DOCUMENTS), now, None)
    return len(new)


def hand_over(
    session: Session, staff_no: str, kind: NoticeKind, year: int, on: date, now: datetime, by: int | None = None
) -> None:
    """Record that somebody was given a notice on paper on a day; raise `NotEntered` where none was made."""
    employed = people.by_staff_no(session, staff_no, on, EVERYBODY)
    if employed is None:
        raise NotEntered(Refusal.UNKNOWN_PERSON, staff_no=staff_no, day=on)
    row = _made(session, employed, year).get(kind)
    if row is None:
        raise NotEntered(Refusal.NO_NOTICE, year=year)
    _record(session, employed, Delivered(year, kind, row.uid, on, Way.PAPER), now, by)


def paper(session: Session, folder: Path, staff_no: str, kind: DocumentKind, year: int, now: datetime) -> bytes:
    """Return a letter that was made about somebody's leave, to be printed; that it was taken is recorded."""
    employed = people.by_staff_no_of_year(session, staff_no, year, EVERYBODY)
    if employed is None:
        raise NotEntered(Refusal.UNKNOWN_PERSON, staff_no=staff_no, day=year)
    content = documents.kept(session, folder, subject(employed, kind, year), Media.PDF)
    if content is None:
        raise NotEntered(Refusal.NO_NOTICE, year=year)
    audit.add(session, "leave.paper", str(employed.employment_uid), now, by=None, person_id=employed.person_id)
    return content


def untold(session: Session, year: int, now: datetime) -> Sequence[str]:
    """Return the staff numbers of those for whom a notice of a year was made and who have not got it yet."""
    audit.add(session, "leave.untold", str(year), now, by=None)
    return leave.untold(session, DocumentKind.LEAVE_NOTICE, year)


def _record(session: Session, employed: Employed, new: Delivered, now: datetime, by: int | None) -> None:
    leave.add_notice(session, employed.employment_id, new, now, by)
    audit.add(session, "leave.told", str(employed.employment_uid), now, by=by, person_id=employed.person_id)
    leave_waiting.mark(session, [employed.person_id], now)
