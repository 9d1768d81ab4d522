"""What people are reminded of in time, each morning, and what superiors are told once a week."""

from __future__ import annotations

from timeclock.jobs.job import Foreseen, Step
from timeclock.service import digests, due_reminders, signatures
from timeclock.store import people, told_due
from timeclock.store.db import Session


def begin(session: Session, step: Step) -> int:
    """Tell the staff council what waits for its signature; return how many people are looked at."""
    signatures.tell(session, step.days.from_day, step.now)
    return concerned(session, step)


def concerned(session: Session, step: Step) -> int:
    """Return how many people are looked at."""
    return len(people.everybody_employed(session, step.days))


def next_person(session: Session, step: Step, after: int) -> int | None:
    """Return the first person after an id who is employed that day."""
    return people.next_employed(session, step.days, after)


def remind(session: Session, step: Step, person_id: int) -> None:
    """Remind one person of what is due."""
    days = step.tools.settings.contract_notice_days
    due_reminders.remind(session, person_id, step.days.from_day, days, step.now)


def begin_week(session: Session, step: Step) -> int:
    """Return how many superiors there are."""
    return len(digests.people_told(session, step.days.from_day))


def next_superior(session: Session, step: Step, after: int) -> int | None:
    """Return the first superior after an id."""
    return told_due.next_superior(session, step.days.from_day, after)


def tell_week(session: Session, step: Step, person_id: int) -> None:
    """Tell one superior what waits."""
    monday = step.days.from_day
    digests.tell(session, person_id, monday.isoformat(), monday, step.tools.settings.zone, step.now)


def foresee_week(session: Session, step: Step) -> Foreseen:
    """Count the superiors, and those of them for whom anything waits."""
    day, zone = step.days.from_day, step.tools.settings.zone
    waiting = [digests.waits_for(session, each, day, zone) for each in digests.people_told(session, day)]
    return Foreseen({"superiors": len(waiting), "digests": sum(map(any, (each.values() for each in waiting)))})
