"""Closing the month before for everybody of whom nothing is missing; the others stay on the page to close."""

from __future__ import annotations

from timeclock.jobs.job import Step
from timeclock.service import evaluation, months
from timeclock.store import people, placements
from timeclock.store.db import Session
from timeclock.store.scope import Scope


def begin(session: Session, step: Step) -> int:
    """Return how many people were employed in the month."""
    return len(people.everybody_employed(session, step.days))


def next_person(session: Session, step: Step, after: int) -> int | None:
    """Return the first person after an id who was employed in the month."""
    return people.next_employed(session, step.days, after)


def close(session: Session, step: Step, person_id: int) -> None:
    """Close one person's months that are ready; what still waits to be evaluated is worked out before."""
    evaluation.refresh_now(session, person_id, step.tools.rulebook, step.now)
    for each in placements.at_the_end_of(session, step.days, Scope.system("close"), person_id=person_id):
        months.close_by_house(session, each, step.days.from_day, step.tools.rulebook, step.now)
