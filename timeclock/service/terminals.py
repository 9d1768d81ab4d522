"""The terminals as IT sees them, and the sums that must hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from timeclock.service import access
from timeclock.service.access import Action
from timeclock.service.sight import Sight
from timeclock.store import intake, log, people, recalculation, sources, stamps
from timeclock.store.db import Session

INTAKE_DAYS = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class TerminalSeen:
    """One terminal with its last report; `conserved`: captured = accepted + quarantined + unreadable + unsent."""

    uid: UUID
    name: str
    unit_name: str
    state: str
    last_seen_at: datetime | None
    unsent: int | None
    oldest_unsent_at: datetime | None
    drift_ms: int | None
    readers: tuple[tuple[str, str], ...]
    version: str
    conserved: bool | None


@dataclass(frozen=True, slots=True)
class IntakeDay:
    """What one source delivered on one day received: received = the sum of the others."""

    source_name: str
    day: date
    received: int
    accepted: int
    duplicate: int
    conflict: int
    quarantined: int
    unreadable: int


@dataclass(frozen=True, slots=True)
class Health:
    """One page of health: how much waits and since when."""

    database: str
    recalculation_waiting: int
    oldest_mark_at: datetime | None
    ledger_waiting: int
    ledger_overdue: int
    conflicts: int
    terminals: tuple[TerminalSeen, ...]
    intake: tuple[IntakeDay, ...]


def health(session: Session, sight: Sight) -> Health:
    """Return the one page of health."""
    access.demand(sight.actor, Action.READ_HEALTH)
    waiting, oldest = recalculation.waiting(session)
    _, ledger_waiting, ledger_overdue = log.counts(session, sight.now)
    names = people.unit_names(session, sight.today)
    reported = sources.reports(session)
    stored = stamps.stored_by_epoch(session, ((row["id"], row["epoch"]) for row in reported if row["epoch"]))
    return Health(
        database=session.get_bind().dialect.name,
        recalculation_waiting=waiting,
        oldest_mark_at=oldest,
        ledger_waiting=ledger_waiting,
        ledger_overdue=ledger_overdue,
        conflicts=stamps.conflicts(session),
        terminals=tuple(_seen(row, names, stored) for row in reported),
        intake=tuple(
            IntakeDay(
                row.source_name,
                row.day,
                row.received,
                row.accepted,
                row.duplicate,
                row.conflict,
                row.quarantined,
                row.unreadable,
            )
            for row in intake.listed(session, sight.today - INTAKE_DAYS)
        ),
    )


def _seen(row: dict[str, Any], unit_names: dict[int, str], stored: Mapping[tuple[int, str], int]) -> TerminalSeen:
    return TerminalSeen(
        uid=row["uid"],
        name=row["name"],
        unit_name=unit_names.get(row["unit_id"], ""),
        state=row["state"],
        last_seen_at=row["at"],
        unsent=row["unsent"],
        oldest_unsent_at=row["oldest_unsent_at"],
        drift_ms=row["drift_ms"],
        readers=tuple((reader["name"], reader["state"]) for reader in row["readers"] or ()),
        version=row["version"] or "",
        conserved=_conserved(row, stored.get((row["id"], row["epoch"]), 0)),
    )


def _conserved(row: dict[str, Any], stored: int) -> bool | None:
    """Say whether every stamp the terminal captured in this epoch is stored, unreadable or still unsent."""
    if row["epoch"] is None:
        return None
    return bool(row["captured"] == stored + row["unreadable"] + row["unsent"])
