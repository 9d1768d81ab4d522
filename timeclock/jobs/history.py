"""What IT sees of the jobs: what each does, when it is next due, and how its last periods went. Nothing personal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from timeclock.jobs import catalogue, periods
from timeclock.jobs.job import ContinuousJob
from timeclock.settings import Settings
from timeclock.store import job_runs
from timeclock.store.db import Session
from timeclock.store.job_runs import Run

PERIODS_SHOWN = 10
# A continuous job tells of itself at least twice a minute or with each turn; after that much silence it stands still.
SILENCE = timedelta(minutes=3)


@dataclass(frozen=True, slots=True)
class PeriodJobSeen:
    """A job with periods, the latest first."""

    name: str
    next_due_at: datetime
    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class ContinuousJobSeen:
    """A job without periods; `last` is None where it never ran, `waiting` where nothing can wait for it."""

    name: str
    last: Run | None
    waiting: int | None
    silent: bool


@dataclass(frozen=True, slots=True)
class Jobs:
    periodic: tuple[PeriodJobSeen, ...]
    continuous: tuple[ContinuousJobSeen, ...]


def listed(session: Session, settings: Settings, now: datetime) -> Jobs:
    """Return all jobs as they stand now, for the page and the command."""
    return Jobs(
        tuple(
            PeriodJobSeen(
                job.name,
                periods.next_due(job.rhythm, now, settings.zone),
                tuple(job_runs.history(session, job.name, PERIODS_SHOWN)),
            )
            for job in catalogue.periodic(settings).values()
        ),
        tuple(_continuous(session, job, now) for job in catalogue.CONTINUOUS),
    )


def _continuous(session: Session, job: ContinuousJob, now: datetime) -> ContinuousJobSeen:
    last = next(iter(job_runs.history(session, job.name, 1)), None)
    waiting = None if job.waiting is None else job.waiting(session, now)
    told_at = None if last is None else last.ended_at
    return ContinuousJobSeen(job.name, last, waiting, told_at is None or now - told_at > job.every + SILENCE)
