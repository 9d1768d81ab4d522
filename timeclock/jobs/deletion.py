"""Deleting each night what is over, kind by kind; each that takes something away is a row of its own."""

from __future__ import annotations

from timeclock.core import walltime
from timeclock.jobs.job import Foreseen, Foresight, Step
from timeclock.service import deletion
from timeclock.service.deletion import RULES
from timeclock.store.db import Session


def begin(session: Session, step: Step) -> int:
    """Return of how many kinds something is over; files of documents that went the night before go first."""
    deletion.sweep(session, step.tools.settings.documents)
    return sum(each.rows > 0 for each in deletion.over(session, step.tools.settings, step.now))


def next_kind(session: Session, step: Step, after: int) -> int | None:
    """Return the first kind after one of which something is over; the kinds are numbered from 1."""
    found = deletion.over(session, step.tools.settings, step.now)
    numbers = {RULES.index(each.what) + 1 for each in found if each.rows}
    return min((number for number in numbers if number > after), default=None)


def erase(session: Session, step: Step, number: int) -> None:
    """Delete what is over of one kind."""
    deletion.erase(session, RULES[number - 1], step.tools.settings, step.now)


def foresee(session: Session, step: Step) -> Foreseen:
    """Count what of each kind would go, up to which day, and what stays because somebody holds it."""
    found, zone = deletion.over(session, step.tools.settings, step.now), step.tools.settings.zone
    counts = {each.what: each.rows for each in found} | {"held": sum(each.held for each in found)}
    lines = [
        Foresight(f"erase_{each.what}", {"day": walltime.local_day(each.before, zone), "rows": each.rows})
        for each in found
        if each.rows
    ]
    return Foreseen(counts, lines)
