"""What is deleted when its time is over: each kind by its period, and nothing about somebody for whom all is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from timeclock.core import walltime
from timeclock.settings import Settings
from timeclock.store import contents, documents, erasures, holds
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
    before, held = _before(what, settings, now), holds.held(session)
    for sha256 in erasures.papers(session, what, before, held, MOST_A_NIGHT):
        contents.mark_going(settings.documents, sha256)
    return erasures.erase(session, what, before, held, MOST_A_NIGHT, now)


def sweep(session: Session, folder: Path) -> int:
    """Take away the files of documents that are gone, which the transaction before has settled; return how many."""
    found = contents.going(folder)
    gone = [sha256 for sha256 in found if not documents.is_named(session, sha256)]
    for sha256 in gone:
        contents.forget(folder, sha256)
    for sha256 in found:
        contents.unmark(folder, sha256)
    return len(gone)


def last(session: Session) -> Sequence[Erased]:
    """Return what was deleted last."""
    return erasures.listed(session, SHOWN)


def _before(what: What, settings: Settings, now: datetime) -> datetime:
    days = {
        What.READS: settings.reads_kept_days,
        What.CREDENTIALS: settings.credentials_kept_days,
        What.RUNS: settings.runs_kept_days,
    }
    if what in days:
        return now - timedelta(days=days[what])
    years = {
        What.NOTICES: settings.notices_kept_years,
        What.PROOFS: settings.proofs_kept_years,
        What.TIMESHEETS: settings.timesheets_kept_years,
    }
    # Until the end of so many years after the one in which it was.
    this_year = walltime.local_day(now, settings.zone).year
    return walltime.day_span(date(this_year - years[what], 1, 1), settings.zone).from_at
