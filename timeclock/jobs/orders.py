"""A run that IT asks for by hand: on the list like one that has become due, and taken by whoever runs the jobs.

So it is never done beside the schedule: the step that holds the period's row does it, and there is one such step.
"""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum

from timeclock.jobs.job import PeriodJob
from timeclock.service import access
from timeclock.service.access import Action
from timeclock.service.sight import NotFound, Sight
from timeclock.store import audit, job_runs
from timeclock.store.db import Session
from timeclock.store.job_runs import State

UNDER_WAY = frozenset({State.RUNNING, State.AGAIN})


class Refused(StrEnum):
    """Why a run is not put on the list."""

    UNDER_WAY = "under_way"


class NotOrdered(ValueError):
    """A run was asked for and is not put on the list; `reason` says why."""

    def __init__(self, reason: Refused) -> None:
        super().__init__(reason)
        self.reason = reason


def order(session: Session, sight: Sight, job: PeriodJob, period: str) -> None:
    """Have a period of a job worked at now: the last one that was due, or one that is on the list.

    One that is done is done again; of one that left people out they alone are tried. Raises `NotOrdered` while a
    process is at it, and `NotFound` for a period the job has not.
    """
    access.demand(sight.actor, Action.RUN_JOBS)
    if period == job.rhythm.latest(sight.now, sight.zone):
        job_runs.note(session, job.name, [(period, job.rhythm.due_at(period, sight.zone))])
    if not job_runs.is_listed(session, job.name, period):
        raise NotFound("no such period")
    run = job_runs.hold(session, job.name, period)
    if run is None or run.state in UNDER_WAY:
        raise NotOrdered(Refused.UNDER_WAY)
    wanted = replace(run, state=State.DUE) if run.state is State.DONE else run
    by = sight.actor.login_id
    job_runs.ask(session, wanted, by, sight.now)
    audit.add(session, "job.asked", job.name, sight.now, by=by, detail={"period": period})
