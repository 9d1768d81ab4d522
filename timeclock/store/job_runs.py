"""The periods of jobs: what is due, who is at it, and how far it is.

Whoever takes a step holds the period's row until the step and what it did are committed together. So a step has its
effect once, and one whose process was killed is free for the next in the same moment.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import func, select, update

from timeclock.store.db import Session, native_insert
from timeclock.store.schema.jobs import job_run


class State(StrEnum):
    """due: to begin; running: under way; failed: as a whole, to begin again; incomplete: done but for some people;
    again: these are tried once more; done."""

    DUE = "due"
    RUNNING = "running"
    FAILED = "failed"
    INCOMPLETE = "incomplete"
    AGAIN = "again"
    DONE = "done"


# Until a period has gone through once, no later one of the job begins.
NOT_THROUGH = (State.DUE, State.RUNNING, State.FAILED)
# The one "period" of a job without periods.
CONTINUOUS = "continuous"


@dataclass(frozen=True, slots=True)
class Run:
    """One period of one job: people are done in the order of their ids, up to and including `after`.

    `left` are the people who could not be done; `next_at` is when a failed period may be tried again.
    """

    job: str
    period: str
    state: State
    after: int
    left: tuple[int, ...]
    done: int
    total: int
    attempts: int
    due_at: datetime
    next_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    error: str | None
    asked_by: int | None = None
    asked_at: datetime | None = None


def note(session: Session, job: str, periods: Iterable[tuple[str, datetime]]) -> None:
    """Put periods with the instant they are due on the list; those that are on it stay as they are."""
    rows = [
        {
            "job": job,
            "period": period,
            "state": State.DUE,
            "after": 0,
            "left": [],
            "done": 0,
            "total": 0,
            "attempts": 0,
            "due_at": due_at,
            "next_at": due_at,
        }
        for period, due_at in periods
    ]
    if rows:
        session.execute(native_insert(session, job_run).on_conflict_do_nothing(), rows)


def hold_oldest(session: Session, job: str, now: datetime) -> Run | None:
    """Hold the oldest period that may be worked at now; None where there is none or another process is at it."""
    c = job_run.c
    tried_again = (c.state == State.AGAIN) | ((c.state == State.INCOMPLETE) & (c.next_at <= now))
    oldest = select(c.period).where(c.job == job, c.state.in_(NOT_THROUGH) | tried_again)
    period = session.execute(oldest.order_by(c.period).limit(1)).scalar_one_or_none()
    run = None if period is None else hold(session, job, period)
    if run is None or run.state is State.DONE or run.next_at > now:
        return None
    return run


def hold(session: Session, job: str, period: str) -> Run | None:
    """Hold one period until the transaction ends; None where it is not on the list or another process is at it."""
    c = job_run.c
    found = select(job_run).where(c.job == job, c.period == period).with_for_update(skip_locked=True)
    row = session.execute(found).first()
    return None if row is None else _run(row)


def save(session: Session, run: Run) -> None:
    """Write down how far a period is; the caller holds it."""
    c = job_run.c
    values = {
        "state": run.state,
        "after": run.after,
        "left": list(run.left),
        "done": run.done,
        "total": run.total,
        "attempts": run.attempts,
        "next_at": run.next_at,
        "started_at": run.started_at,
        "ended_at": run.ended_at,
        "error": run.error,
    }
    session.execute(update(job_run).where(c.job == run.job, c.period == run.period).values(values))


def ask(session: Session, run: Run, by: int, now: datetime) -> None:
    """Write down that somebody asked for a period by hand, and let it be worked at; the caller holds it."""
    c = job_run.c
    values = {"state": run.state, "next_at": now, "asked_by": by, "asked_at": now}
    session.execute(update(job_run).where(c.job == run.job, c.period == run.period).values(values))


def is_listed(session: Session, job: str, period: str) -> bool:
    """Say whether a period is on the list."""
    found = select(job_run.c.state).where(job_run.c.job == job, job_run.c.period == period)
    return session.execute(found).first() is not None


def tell(session: Session, job: str, started_at: datetime, ended_at: datetime, error: str | None) -> None:
    """Write down the last turn of a job without periods."""
    state = State.DONE if error is None else State.FAILED
    said = {"state": state, "next_at": ended_at, "started_at": started_at, "ended_at": ended_at, "error": error}
    first = {"job": job, "period": CONTINUOUS, "after": 0, "left": [], "done": 0, "total": 0, "attempts": 0}
    insert = native_insert(session, job_run).on_conflict_do_update(
        index_elements=[job_run.c.job, job_run.c.period], set_=said
    )
    session.execute(insert, {**first, **said, "due_at": started_at})


def newest(session: Session, job: str) -> str | None:
    """Return the latest period on the list."""
    found: str | None = session.execute(select(func.max(job_run.c.period)).where(job_run.c.job == job)).scalar_one()
    return found


def gone_through(session: Session, job: str) -> bool:
    """Say whether every period on the list was gone through, if not for everybody."""
    waits = select(job_run.c.period).where(job_run.c.job == job, job_run.c.state.in_(NOT_THROUGH)).limit(1)
    return session.execute(waits).first() is None


def history(session: Session, job: str, limit: int) -> Sequence[Run]:
    """Return the latest periods, the newest first."""
    rows = select(job_run).where(job_run.c.job == job).order_by(job_run.c.period.desc()).limit(limit)
    return [_run(row) for row in session.execute(rows)]


def _run(row: Any) -> Run:
    return Run(
        row.job,
        row.period,
        State(row.state),
        row.after,
        tuple(row.left),
        row.done,
        row.total,
        row.attempts,
        row.due_at,
        row.next_at,
        row.started_at,
        row.ended_at,
        row.error,
        row.asked_by,
        row.asked_at,
    )
