"""What IT sees of the jobs: what each does, when it is next due, and how its last periods went. Nothing personal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from timeclock.jobs import catalogue, periods
from timeclock.jobs.job import ContinuousJob, Foreseen, PeriodJob, Step, Tools
from timeclock.jobs.orders import UNDER_WAY
from timeclock.service import deletion
from timeclock.settings import Settings
from timeclock.store import job_runs, logins
from timeclock.store.db import Session
from timeclock.store.erasures import Erased
from timeclock.store.job_runs import Run, State

DELETION = "deletion"
PERIODS_SHOWN = 10
PERIODS_OF_ONE = 60
# A continuous job tells of itself at least twice a minute or with each turn; after that much silence it stands still.
SILENCE = timedelta(minutes=3)
IN_TROUBLE = frozenset({State.FAILED, State.INCOMPLETE})


@dataclass(frozen=True, slots=True)
class PeriodJobSeen:
    """A job with periods, the latest first; `offered` is the one to ask for by hand, None while it is under way."""

    name: str
    next_due_at: datetime
    runs: tuple[Run, ...]
    offered: str | None


@dataclass(frozen=True, slots=True)
class JobSeen:
    """One job alone: what the period it offers would come to if it were run now, and who asked for runs.

    `erased` is what the one that deletes took away last.
    """

    job: PeriodJobSeen
    foreseen: Foreseen
    names: Mapping[int, str]
    erased: Sequence[Erased] = ()


@dataclass(frozen=True, slots=True)
class ContinuousJobSeen:
    """A job without periods; `last` is None where it never ran, `waiting` where nothing can wait for it."""

    name: str
    last: Run | None
    waiting: int | None
    silent: bool


@dataclass(frozen=True, slots=True)
class Jobs:
    """All jobs; `names` are those of who asked for a run by hand."""

    periodic: tuple[PeriodJobSeen, ...]
    continuous: tuple[ContinuousJobSeen, ...]
    names: Mapping[int, str]

    @property
    def stands_still(self) -> bool:
        """Say whether no process runs the jobs."""
        return all(each.silent for each in self.continuous)


def listed(session: Session, settings: Settings, now: datetime) -> Jobs:
    """Return all jobs as they stand now, for the page and the command."""
    periodic = [_seen(session, job, settings, now, PERIODS_SHOWN) for job in catalogue.periodic(settings).values()]
    return Jobs(
        tuple(periodic),
        tuple(_continuous(session, job, now) for job in catalogue.CONTINUOUS),
        _names(session, periodic),
    )


def of_one(session: Session, job: PeriodJob, tools: Tools, now: datetime) -> JobSeen:
    """Return one job with its longer past, and with what it would do now; nothing is foreseen while it is under way."""
    seen = _seen(session, job, tools.settings, now, PERIODS_OF_ONE)
    coming = Foreseen() if seen.offered is None else foreseen(session, job, tools, seen.offered, now)
    erased = deletion.last(session) if job.name == DELETION else ()
    return JobSeen(seen, coming, _names(session, [seen]), erased)


def foreseen(session: Session, job: PeriodJob, tools: Tools, period: str, now: datetime) -> Foreseen:
    """Return what a period would come to if it were run now; nothing is written."""
    return job.foresee(session, Step(job.rhythm.days(period), tools, now))


def _seen(session: Session, job: PeriodJob, settings: Settings, now: datetime, limit: int) -> PeriodJobSeen:
    past = tuple(job_runs.history(session, job.name, limit))
    due_at = periods.next_due(job.rhythm, now, settings.zone)
    return PeriodJobSeen(job.name, due_at, past, _offered(past, job.rhythm.latest(now, settings.zone)))


def _names(session: Session, seen: Sequence[PeriodJobSeen]) -> Mapping[int, str]:
    asked_by = {run.asked_by for job in seen for run in job.runs if run.asked_by is not None}
    return logins.display_names(session, asked_by)


def _offered(past: Sequence[Run], latest: str) -> str | None:
    """Return the period somebody may want: the oldest in trouble, else the last one due."""
    period = next((run.period for run in reversed(past) if run.state in IN_TROUBLE), latest)
    under_way = any(run.period == period and run.state in UNDER_WAY for run in past)
    return None if under_way else period


def _continuous(session: Session, job: ContinuousJob, now: datetime) -> ContinuousJobSeen:
    last = next(iter(job_runs.history(session, job.name, 1)), None)
    waiting = None if job.waiting is None else job.waiting(session, now)
    told_at = None if last is None else last.ended_at
    return ContinuousJobSeen(job.name, last, waiting, told_at is None or now - told_at > job.every + SILENCE)
