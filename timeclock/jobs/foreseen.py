"""What a period would come to if it were run now: counted from what is there, with nothing written and nobody named."""

from __future__ import annotations

from collections.abc import Callable

from timeclock.jobs import months, work
from timeclock.jobs.job import Foreseen, Step
from timeclock.service import escalation, evaluation, reminders, statistics
from timeclock.store import months as month_rows
from timeclock.store import people, placements
from timeclock.store.db import Session
from timeclock.store.scope import Scope


def evaluation_of_the_night(session: Session, step: Step) -> Foreseen:
    """Count the people and the days that the night would work out."""
    days = evaluation.turning_days(step.days.from_day)
    unsettled = evaluation.unsettled(session, step.days.from_day, step.tools.rulebook)
    return {"people": len(people.everybody_employed(session, days)), "days": len(unsettled)}


def reminding(session: Session, step: Step) -> Foreseen:
    """Count who may have to be reminded, and the open days that would be looked at once more."""
    days = work.reminded(step)
    return {"people": reminders.concerned(session, days), "days": len(reminders.open_days(session, days))}


def handing_up(session: Session, step: Step) -> Foreseen:
    """Count the requests that nobody decided in time."""
    return {"requests": escalation.overdue(session, step.now)}


def people_of(begin: Callable[[Session, Step], int]) -> Callable[[Session, Step], Foreseen]:
    """Return what counts the people whom a period begins with."""
    return lambda session, step: {"people": begin(session, step)}


def closing(session: Session, step: Step) -> Foreseen:
    """Count the employments of the month, and those of them whose month is open: which are ready shows as it runs."""
    placed = placements.at_the_end_of(session, step.days, Scope.system("close"))
    closed = month_rows.closed_among(session, [each.employment_id for each in placed], step.days)
    return {"people": months.begin(session, step), "employments": len(placed), "open": len(placed) - len(closed)}


def quarters(session: Session, step: Step) -> Foreseen:
    """Count the quarters that are over and have no statistics."""
    return {"quarters": len(statistics.missing(session, step.days.to_day))}
