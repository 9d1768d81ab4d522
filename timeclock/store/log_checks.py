"""What was found when the log was verified: facts like others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import select

from timeclock.store import facts
from timeclock.store.db import Session
from timeclock.store.schema.evidence import log_check


@dataclass(frozen=True, slots=True)
class LogCheck:
    """One check of everything: how much was looked at, and which rows did not fit, the first by name."""

    at: datetime
    records: int
    rows: int
    heads: int
    witnessed: int
    discrepancies: int
    named: tuple[str, ...]

    @property
    def sound(self) -> bool:
        return self.discrepancies == 0


def add(session: Session, check: LogCheck) -> None:
    """Record a check; a fact with its own leaf."""
    facts.add(session, log_check, {**asdict(check), "named": list(check.named)}, check.at)


def newest(session: Session, limit: int) -> Sequence[LogCheck]:
    """Return the last checks, the newest first."""
    c = log_check.c
    rows = session.execute(select(log_check).order_by(c.id.desc()).limit(limit))
    return [
        LogCheck(row.at, row.records, row.rows, row.heads, row.witnessed, row.discrepancies, tuple(row.named))
        for row in rows
    ]
