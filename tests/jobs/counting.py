"""A job whose effects can be counted, and a process that runs it (`python -m tests.jobs.counting`)."""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from datetime import time as wall
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import select

from timeclock import clock, settings
from timeclock.jobs import runs
from timeclock.jobs.job import PeriodJob, Step, Tools
from timeclock.jobs.periods import Nightly
from timeclock.settings import Settings
from timeclock.store import audit, db, job_runs
from timeclock.store.db import Database, Session
from timeclock.store.schema.evidence import audit as audit_rows

NAME = "counting"
PEOPLE = 3
BEGUN, DID = "counting.begun", "counting.did"
GIVE_UP_SECONDS = 60.0


def begin(session: Session, step: Step) -> int:
    audit.add(session, BEGUN, step.days.from_day.isoformat(), step.now, by=None)
    return PEOPLE


def next_person(_session: Session, _step: Step, after: int) -> int | None:
    return after + 1 if after < PEOPLE else None


def do(session: Session, step: Step, person_id: int) -> None:
    audit.add(session, DID, f"{step.days.from_day}/{person_id}", step.now, by=None)


JOB = PeriodJob(NAME, Nightly(wall(0, 5)), begin, next_person, do)


def effects(database: Database) -> Mapping[str, int]:
    """Return how often each thing was done."""
    with database.reading() as session:
        rows = session.execute(select(audit_rows.c.subject).where(audit_rows.c.action.in_([BEGUN, DID])))
        return Counter(rows.scalars())


def once_each(days: list[date]) -> Mapping[str, int]:
    """Return what `effects` are when each of these periods was run once."""
    people = [f"{day}/{person}" for day in days for person in range(1, PEOPLE + 1)]
    return Counter([*people, *(day.isoformat() for day in days)])


def missed(database: Database, zone: ZoneInfo, nights: int) -> list[date]:
    """Let the job have been through until so many nights ago; return the nights it has missed since."""
    today = date.fromisoformat(JOB.rhythm.latest(clock.now(), zone))
    last = (today - timedelta(days=nights)).isoformat()
    with database.transaction() as session:
        job_runs.note(session, NAME, [(last, JOB.rhythm.due_at(last, zone))])
        run = job_runs.hold(session, NAME, last)
        assert run is not None
        job_runs.save(session, replace(run, state=job_runs.State.DONE))
    return [today - timedelta(days=ago) for ago in reversed(range(nights))]


def through(database: Database, city: Settings) -> bool:
    """Say whether nothing is due any more."""
    with database.reading() as session:
        newest = job_runs.newest(session, NAME)
        return newest == JOB.rhythm.latest(clock.now(), city.zone) and job_runs.gone_through(session, NAME)


def main(var: str, url: str, stop_at: str = "") -> None:
    """Run the job until nothing is due; where told, stop within a step, its effect done and nothing committed."""
    clock.use_pinned_zones()
    city = settings.load(environment={"TIMECLOCK_VAR": str(Path(var)), "TIMECLOCK_DATABASE_URL": url})
    database, tools, job = db.connect(city.database_url), Tools.of(city), JOB

    def stop(session: Session, step: Step, person_id: int) -> None:
        do(session, step, person_id)
        if f"{step.days.from_day}/{person_id}" == stop_at:
            print("stopped", flush=True)
            time.sleep(GIVE_UP_SECONDS)

    if stop_at:
        job = replace(JOB, do=stop)
    runs.LEAST_PAUSE_SECONDS = 0.0
    print("ready", flush=True)
    sys.stdin.readline()
    until = time.monotonic() + GIVE_UP_SECONDS
    while not through(database, city) and time.monotonic() < until:
        runs.work_off(database, job, tools)


if __name__ == "__main__":
    main(*sys.argv[1:])
