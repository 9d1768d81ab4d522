"""Making the statistics of quarters that are over, once their months were closed."""

from __future__ import annotations

from timeclock.jobs.job import Step
from timeclock.service import statistics
from timeclock.service.statistics import Least
from timeclock.store.db import Session


def begin(session: Session, step: Step) -> int:
    """Make what is missing up to the end of the month; it is about nobody, so nobody is gone through afterwards."""
    settings = step.tools.settings
    least = Least(settings.least_group, settings.least_group_absences)
    statistics.make(session, step.days.to_day, least, settings.zone, step.now)
    return 0


def next_person(_session: Session, _step: Step, _after: int) -> None:
    """Name nobody."""


def do(_session: Session, _step: Step, _person_id: int) -> None:
    """Do nothing with anybody."""
