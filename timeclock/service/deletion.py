"""What is deleted when its time is over: each kind by its period, and nothing about somebody for whom all is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from timeclock.settings import Settings
from timeclock.store import erasures, holds
from timeclock.store.db import Session
from timeclock.store.erasures import Erased, What

# One statement's worth; what is left waits for the next night.
MOST_A_NIGHT = 10_000
SHOWN = 20
RULES = tuple(What)


@dataclass(frozen=True, slots=True)
class Over:
    """What of a kind is over now: from before when, how much goes, and how much is held."""

    what: What
    before: datetime
    rows: int
    held: int


def over(session: Session, settings: Settings, now: datetime) -> Sequence[Over]:
    """Return what is over of each kind."""
    held, found = holds.held(session), list[Over]()
    for what in RULES:
        before = _before(what, settings, now)
        due = erasures.due(session, what, before, held)
        found.append(Over(what, before, due.rows, due.held))
    return found


def erase(session: Session, what: What, settings: Settings, now: datetime) -> int:
    """Delete what is over of a kind; return how many rows."""
    return erasures.erase(session, what, _before(what, settings, now), holds.held(session), MOST_A_NIGHT, now)


def last(session: Session) -> Sequence[Erased]:
    """Return what was deleted last."""
    return erasures.listed(session, SHOWN)


def _before(what: What, settings: Settings, now: datetime) -> datetime:
    days = {
        What.READS: settings.reads_kept_days,
        What.CREDENTIALS: settings.credentials_kept_days,
        What.RUNS: settings.runs_kept_days,
    }
    return now - timedelta(days=days[what])
