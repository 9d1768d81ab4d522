"""Making the statistics of quarters that are over, once their months were closed."""

from __future__ import annotations

from timeclock.jobs.job import Step
from timeclock.service import saved_statistics, statistics
from timeclock.service.evaluations import kept
from timeclock.service.statistics import Least
from timeclock.store.db import Session


def begin(session: Session, step: Step) -> int:
    """Make what is missing up to the end of the month; it is about nobody, so nobody is gone through afterwards."""
    settings, until = step.tools.settings, step.days.to_day
    if statistics.make(session, until, Least.of(settings), settings.zone, step.now):
        saved_statistics.tell(session, until, step.now)
    kept.make(session, until, Least.of(settings), settings.zone, step.now)
    return 0
