"""When the jobs are looked at: APScheduler with a memory store, in a process of its own.

It only wakes us up. What is due follows from the clock and the list of periods, so a tick that comes late, twice or in
four processes at once changes nothing.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Event

import structlog
from apscheduler.schedulers.blocking import BlockingScheduler

from timeclock import clock
from timeclock.jobs import catalogue, runs
from timeclock.jobs.job import ContinuousJob, Tools
from timeclock.ledger import keys
from timeclock.settings import Settings
from timeclock.store import job_runs
from timeclock.store.db import Database

logger = structlog.get_logger()
# That a tick finds the one before still at work is as it should be, not worth a line each second.
logging.getLogger("apscheduler").setLevel(logging.ERROR)

LOOK_EVERY = timedelta(seconds=5)
TELL_EVERY = timedelta(seconds=30)


@dataclass(slots=True)
class Turns:
    """The turns of a continuous job; the last is written down when it fails or works again, else now and then."""

    job: ContinuousJob
    database: Database
    tools: Tools
    told_at: datetime | None = None
    failing: bool = False

    def take(self) -> None:
        """Take one turn; a fault is logged, told, and left for the next turn."""
        started_at, error = clock.now(), None
        try:
            self.job.turn(self.database, self.tools)
        except Exception as fault:
            logger.exception("job failed", job=self.job.name)
            error = runs.told(fault)
        now = clock.now()
        changed = (error is not None) is not self.failing
        if self.told_at is None or changed or now - self.told_at >= TELL_EVERY:
            with self.database.transaction() as session:
                job_runs.tell(session, self.job.name, started_at, now, error)
            self.told_at, self.failing = now, error is not None


@dataclass(frozen=True, slots=True)
class Schedule:
    """The schedule of one process; several may run beside each other."""

    plan: BlockingScheduler
    stopping: Event = field(default_factory=Event)

    def run(self) -> None:
        """Run until `stop` is called from a signal or another thread."""
        self.plan.start()

    def stop(self) -> None:
        """Begin nothing more; a job in the middle of its people ends with the one it is at."""
        self.stopping.set()
        self.plan.shutdown(wait=False)


def scheduler(settings: Settings, database: Database) -> Schedule:
    """Return the schedule, not yet started; raise at once where the log's key is missing."""
    keys.signing_key(settings.log_key_file)
    tools = Tools.of(settings)
    made = Schedule(
        BlockingScheduler(timezone=settings.zone, job_defaults={"coalesce": True, "misfire_grace_time": None})
    )
    for turning in catalogue.CONTINUOUS:
        turns = Turns(turning, database, tools)
        made.plan.add_job(
            turns.take,
            "interval",
            seconds=turning.every.total_seconds(),
            id=turning.name,
            next_run_time=clock.now(),
        )
    for job in catalogue.periodic(settings).values():
        made.plan.add_job(
            runs.work_off,
            "interval",
            seconds=LOOK_EVERY.total_seconds(),
            args=(database, job, tools, made.stopping.is_set),
            id=job.name,
            # At once: whatever periods went by while no job ran are caught up.
            next_run_time=clock.now(),
        )
    return made
