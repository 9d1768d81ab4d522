"""Keeping documents and handing them out: the file first, then the row, and every reading checked against the hash."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from uuid import UUID

from timeclock.service import access
from timeclock.service.access import Action
from timeclock.service.sight import NotFound, Sight
from timeclock.store import contents, documents, recalculation
from timeclock.store.db import Session
from timeclock.store.documents import DocumentRow, Subject
from timeclock.store.scope import Scope


class DocumentKind(StrEnum):
    """What is made for people to keep."""

    PROOF = "proof"
    TIMESHEET = "timesheet"
    LEAVE_NOTICE = "leave_notice"
    LEAVE_REMINDER = "leave_reminder"
    LEAVE_CERTIFICATE = "leave_certificate"
    UNIT_TRIAL = "unit_trial"


class Media(StrEnum):
    """The formats documents are kept in, by their names on the internet."""

    PDF = "application/pdf"
    CSV = "text/csv"
    JSON = "application/json"
    XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


ENDINGS = {Media.PDF: "pdf", Media.XLSX: "xlsx", Media.CSV: "csv", Media.JSON: "json"}


@dataclass(frozen=True, slots=True)
class Fetched:
    """One document with its content."""

    document: DocumentRow
    content: bytes

    @property
    def file_name(self) -> str:
        """Return what to call it when it is saved: proof-2026-10.pdf."""
        return file_name(self.document)


def put(session: Session, folder: Path, subject: Subject, media: Media, content: bytes, now: datetime) -> DocumentRow:
    """Keep a document. What is as it was is not kept again; a new version is a row of its own, the old one stays.

    The file is on the disk before the row is written: a crash in between leaves a file nobody names, never a row
    without its file.
    """
    if subject.person_id is not None:
        recalculation.hold(session, subject.person_id)
    sha256 = contents.keep(folder, content)
    before = documents.newest(session, subject, media, Scope.system("keep"))
    if before is not None and before.sha256 == sha256:
        return before
    return documents.add(session, subject, sha256, media, len(content), now)


def kept(session: Session, folder: Path, subject: Subject, media: Media) -> bytes | None:
    """Return the content of the last version of a document, for the house's own work; None where there is none."""
    newest = documents.newest(session, subject, media, Scope.system("keep"))
    return None if newest is None else contents.read(folder, newest.sha256)


def listed(session: Session, sight: Sight) -> Sequence[DocumentRow]:
    """Return the actor's own documents, newest first."""
    return documents.listed(session, _own(sight))


def fetch(session: Session, folder: Path, sight: Sight, uid: UUID) -> Fetched:
    """Return one of the actor's own documents.

    Raises `NotFound`, or `ContentLost` where the file is gone or is not what was kept.
    """
    document = documents.find(session, uid, _own(sight))
    if document is None:
        raise NotFound("no such document, or not for you to see")
    return Fetched(document, contents.read(folder, document.sha256))


def file_name(document: DocumentRow) -> str:
    """Return what to call a document when it is saved: proof-2026-10.pdf."""
    month = "" if document.subject.month is None else f"-{document.subject.month:%Y-%m}"
    return f"{document.subject.kind}{month}.{ENDINGS[Media(document.media)]}"


def _own(sight: Sight) -> Scope:
    access.demand(sight.actor, Action.READ_OWN_DOCUMENTS, sight.actor.person_id)
    return access.scope(sight.actor, Action.READ_OWN_DOCUMENTS)
