"""What is on record about the backups of the nights: facts like others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import select

from timeclock.store import facts
from timeclock.store.db import Session
from timeclock.store.schema.backups import backup


class Fault(StrEnum):
    """Why a backup is none to rely on.

    not_written: there is no file. documents: a document on the disk is not what was kept. not_whole: a part of the file
    is not what was written. not_restored: it could not be brought back. not_as_committed: what came back does not fit
    the log.
    """

    NOT_WRITTEN = "not_written"
    DOCUMENTS = "documents"
    NOT_WHOLE = "not_whole"
    NOT_RESTORED = "not_restored"
    NOT_AS_COMMITTED = "not_as_committed"


@dataclass(frozen=True, slots=True)
class Tried:
    """A backup as it was made and tried: of which night, where, how large, how far the log was, and what was wrong."""

    at: datetime
    period: str
    file: str
    size: int
    sha256: str | None
    leaves: int | None
    head: str | None
    fault: Fault | None

    @property
    def good(self) -> bool:
        return self.fault is None


def add(session: Session, tried: Tried) -> None:
    """Write down what became of a backup; a fact with its own leaf."""
    facts.add(session, backup, asdict(tried), tried.at)


def newest(session: Session, limit: int) -> Sequence[Tried]:
    """Return the last backups, the newest first."""
    return [_tried(row) for row in session.execute(select(backup).order_by(backup.c.id.desc()).limit(limit))]


def last_good(session: Session) -> Tried | None:
    """Return the last one that was brought back whole."""
    found = select(backup).where(backup.c.fault.is_(None)).order_by(backup.c.id.desc()).limit(1)
    row = session.execute(found).first()
    return None if row is None else _tried(row)


def _tried(row: Any) -> Tried:
    fault = None if row.fault is None else Fault(row.fault)
    return Tried(row.at, row.period, row.file, row.size, row.sha256, row.leaves, row.head, fault)
