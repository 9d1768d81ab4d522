"""When the jobs run: APScheduler with a memory store, in a process of its own."""

from __future__ import annotations

from apscheduler.schedulers.blocking import BlockingScheduler

from timeclock.jobs import work
from timeclock.ledger import keys
from timeclock.service.rulebook import Rulebook
from timeclock.settings import Settings
from timeclock.store.db import Database


def scheduler(settings: Settings, database: Database) -> BlockingScheduler:
    """Return the schedule, not yet started. Several processes may run it: every job claims what it works on."""
    rulebook = Rulebook.of(settings)
    log_key = keys.signing_key(settings.log_key_file)
    plan = BlockingScheduler(
        timezone=settings.zone, job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": 3600}
    )
    plan.add_job(work.recalculate, "interval", seconds=1, args=(database, rulebook), id="recalculate")
    plan.add_job(work.sequence, "interval", seconds=1, args=(database,), id="sequence")
    plan.add_job(work.sign_head, "interval", seconds=60, args=(database, settings, log_key), id="sign_head")
    plan.add_job(work.turn_day, "cron", hour=0, minute=5, args=(database, settings), id="turn_day")
    # Whatever midnights went by while no job ran are caught up at once.
    plan.add_job(work.turn_day, args=(database, settings), id="catch_up")
    plan.add_job(work.forget, "interval", hours=1, args=(database,), id="forget")
    return plan
