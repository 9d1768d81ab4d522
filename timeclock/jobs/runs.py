"""Taking the due periods of a job through, oldest first; any process may take the next step.

A step locks its period's row, does one person and commits both. Whoever is killed in the middle leaves nothing behind
but a free row: no lease to wait for, no lock that outlives its transaction, nothing a connection pooler could mix up.
"""

from __future__ import annotations

import time
import traceback
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import structlog

from timeclock import clock
from timeclock.jobs import periods
from timeclock.jobs.job import PeriodJob, Step, Tools
from timeclock.store import job_runs, recalculation
from timeclock.store.db import Database, Session
from timeclock.store.job_runs import Run, State

logger = structlog.get_logger()

PACKAGE = Path(__file__).parent.parent
ENDED = frozenset({State.DONE, State.INCOMPLETE, State.FAILED})
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=1)
MOST_DOUBLINGS = 10
# SQLite has one writer: without a pause between two people a tap could wait for the whole job.
LEAST_PAUSE_SECONDS = 0.05
LOOK_AGAIN_SECONDS = 0.2


def never() -> bool:
    return False


def work_off(database: Database, job: PeriodJob, tools: Tools, stopped: Callable[[], bool] = never) -> None:
    """Work at whatever of a job is due until nothing is left, another process is at it, or we are asked to stop."""
    note_due(database, job, tools, clock.now())
    began = time.monotonic()
    while not stopped() and (run := take_step(database, job, tools)) is not None:
        if run.state in ENDED:
            logger.info("job ended", job=run.job, period=run.period, state=run.state, people=run.done)
        began = give_way(database, began)


def note_due(database: Database, job: PeriodJob, tools: Tools, now: datetime) -> None:
    """Put the periods that have become due on the list; several processes may do so at once.

    First come those of the job it follows, by the same time: whoever finds a period finds what has to be through
    before it, however long this process was held up in between.
    """
    if job.follows is not None:
        note_due(database, job.follows, tools, now)
    zone = tools.settings.zone
    with database.reading() as session:
        due = list(periods.due_since(job.rhythm, job_runs.newest(session, job.name), now, zone))
    if due:
        with database.transaction() as session:
            job_runs.note(session, job.name, due)


def take_step(database: Database, job: PeriodJob, tools: Tools, period: str | None = None) -> Run | None:
    """Take the next step of the oldest period that may be worked at, or of the one given; return how it is now.

    None where nothing is to be done, or another process is at it.
    """
    if job.apart is not None:
        return _taken_apart(database, job, job.apart, tools, period)
    now = clock.now()
    with database.transaction() as session:
        run = _held(session, job, period, now)
        if run is None:
            return None
        stepped = _stepped(session, job, run, Step(job.rhythm.days(run.period), tools, now))
        job_runs.save(session, stepped)
    return stepped


def _held(session: Session, job: PeriodJob, period: str | None, now: datetime) -> Run | None:
    if period is not None:
        return job_runs.hold(session, job.name, period)
    run = job_runs.hold_oldest(session, job.name, now)
    # Asked once ours is held: the periods it follows were on the list before it.
    waits = run is not None and job.follows is not None and not job_runs.gone_through(session, job.follows.name)
    return None if waits else run


def _taken_apart(
    database: Database, job: PeriodJob, apart: Callable[[Database, Step], bool], tools: Tools, period: str | None
) -> Run | None:
    """Take a period through outside of any transaction; one whose process was killed is begun again by the next."""
    now = clock.now()
    with database.transaction() as session:
        run = _held(session, job, period, now)
        if run is None or run.state is State.DONE:
            return run
        under_way = replace(run, state=State.RUNNING, attempts=run.attempts + 1, started_at=now, ended_at=None)
        if run.state is not State.RUNNING:
            job_runs.save(session, under_way)
    try:
        if not apart(database, Step(job.rhythm.days(run.period), tools, now)):
            return None
        ended = replace(under_way, state=State.DONE, ended_at=clock.now(), error=None)
    except Exception as fault:
        logger.exception("job failed", job=run.job, period=run.period)
        ended = _failed(run, clock.now(), told(fault))
    with database.transaction() as session:
        job_runs.save(session, ended)
    return ended


def run_now(database: Database, job: PeriodJob, tools: Tools, period: str) -> Run:
    """Run one period now, again if it is done already; where another process is at it, its end is waited for."""
    now = clock.now()
    note_due(database, job, tools, now)
    with database.transaction() as session:
        job_runs.note(session, job.name, [(period, job.rhythm.due_at(period, tools.settings.zone))])
        run = job_runs.hold(session, job.name, period)
        if run is not None and run.state in ENDED:
            job_runs.save(session, replace(run, state=State.DUE, attempts=0, next_at=now))
    began = time.monotonic()
    while True:
        stepped = take_step(database, job, tools, period)
        if stepped is None:
            time.sleep(LOOK_AGAIN_SECONDS)
        elif stepped.state in ENDED:
            return stepped
        else:
            began = give_way(database, began)


def told(fault: Exception) -> str:
    """Return what may be shown of a fault: its kind and place. Its words may name people and stay in the log."""
    frames = [each for each in traceback.extract_tb(fault.__traceback__) if Path(each.filename).is_relative_to(PACKAGE)]
    where = f" ({Path(frames[-1].filename).relative_to(PACKAGE)}:{frames[-1].lineno})" if frames else ""
    return f"{type(fault).__name__}{where}"


def pause_after(attempts: int) -> timedelta:
    """Return how long to wait after so many attempts: 1, 2, 4 … minutes, and never longer than an hour."""
    doublings: int = min(attempts - 1, MOST_DOUBLINGS)
    return min(FIRST_PAUSE * (1 << doublings), LONGEST_PAUSE)


def _stepped(session: Session, job: PeriodJob, run: Run, step: Step) -> Run:
    """Do the next thing a period needs; a fault undoes that thing alone."""
    try:
        match run.state:
            case State.DUE | State.FAILED:
                return _begun(session, job, run, step)
            case State.INCOMPLETE:
                return _again(run, step.now)
            case State.RUNNING:
                with session.begin_nested():
                    person_id = job.next_person(session, step, run.after)
            case State.AGAIN:
                person_id = min((each for each in run.left if each > run.after), default=None)
            case State.DONE:
                return run
    except Exception as fault:
        logger.exception("job failed", job=run.job, period=run.period)
        return _failed(run, step.now, told(fault))
    return _ended(run, step.now) if person_id is None else _did_one(session, job, run, step, person_id)


def _begun(session: Session, job: PeriodJob, run: Run, step: Step) -> Run:
    with session.begin_nested():
        total = job.begin(session, step)
    return replace(
        run,
        state=State.RUNNING,
        after=0,
        left=(),
        done=0,
        total=total,
        attempts=run.attempts + 1,
        started_at=step.now,
        ended_at=None,
        error=None,
    )


def _again(run: Run, now: datetime) -> Run:
    return replace(run, state=State.AGAIN, after=0, attempts=run.attempts + 1, started_at=now, ended_at=None)


def _did_one(session: Session, job: PeriodJob, run: Run, step: Step, person_id: int) -> Run:
    """Do one person; who cannot be done is tried again later and holds up nobody else."""
    others = tuple(each for each in run.left if each != person_id)
    try:
        with session.begin_nested():
            # Asked for the time once nobody else is at her results: a tap we waited for is known by then.
            recalculation.hold(session, person_id)
            job.do(session, replace(step, now=clock.now()), person_id)
    except Exception as fault:
        logger.exception("job failed for one person", job=run.job, period=run.period, person=person_id)
        run = replace(run, left=(*others, person_id), error=told(fault))
    else:
        run = replace(run, left=others, done=run.done + 1)
    return replace(run, after=person_id, total=max(run.total, run.done + len(run.left)))


def _ended(run: Run, now: datetime) -> Run:
    if run.left:
        return replace(run, state=State.INCOMPLETE, ended_at=now, next_at=now + pause_after(run.attempts))
    return replace(run, state=State.DONE, total=run.done, ended_at=now, error=None)


def _failed(run: Run, now: datetime, error: str) -> Run:
    attempts = run.attempts + 1
    return replace(
        run,
        state=State.FAILED,
        attempts=attempts,
        started_at=run.started_at or now,
        ended_at=now,
        next_at=now + pause_after(attempts),
        error=error,
    )


def give_way(database: Database, began: float) -> float:
    """Let others write for as long as the step has taken; return when the next one begins."""
    if database.kind == "sqlite":
        time.sleep(max(LEAST_PAUSE_SECONDS, time.monotonic() - began))
    return time.monotonic()
