"""The one page of health: how much waits and since when, and the sums that must hold."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from timeclock.service import access, kept_backups
from timeclock.service.access import Action
from timeclock.service.kept_backups import Kept
from timeclock.service.sight import Sight
from timeclock.settings import Settings
from timeclock.store import intake, log, recalculation, stamps
from timeclock.store.db import Session
from timeclock.store.intake import IntakeRow

INTAKE_DAYS = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Health:
    """One page of health: how much waits and since when."""

    database: str
    recalculation_waiting: int
    oldest_mark_at: datetime | None
    ledger_waiting: int
    ledger_overdue: int
    conflicts: int
    intake: tuple[IntakeRow, ...]
    backups: Kept


def health(session: Session, sight: Sight, settings: Settings) -> Health:
    """Return the one page of health."""
    access.demand(sight.actor, Action.READ_HEALTH)
    waiting, oldest = recalculation.waiting(session)
    _, ledger_waiting, ledger_overdue = log.counts(session, sight.now)
    return Health(
        database=session.get_bind().dialect.name,
        recalculation_waiting=waiting,
        oldest_mark_at=oldest,
        ledger_waiting=ledger_waiting,
        ledger_overdue=ledger_overdue,
        conflicts=stamps.conflicts(session),
        intake=intake.listed(session, sight.today - INTAKE_DAYS),
        backups=kept_backups.seen(session, settings, sight.now),
    )
