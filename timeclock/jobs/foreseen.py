"""What a period would come to if it were run now: counted from what is there, with nothing written and nobody named."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from timeclock.core.walltime import ONE_DAY
from timeclock.jobs import months, work
from timeclock.jobs.job import Foreseen, Foresight, Step
from timeclock.service import escalation, evaluation, reminders, statistics
from timeclock.store import months as month_rows
from timeclock.store import people, placements
from timeclock.store.db import Session
from timeclock.store.scope import Scope

# So many lines say enough.
LINES = 5


def evaluation_of_the_night(session: Session, step: Step) -> Foreseen:
    """Count the people and the days that the night would work out, and name the days of which it is most people."""
    days = evaluation.turning_days(step.days.from_day)
    unsettled = evaluation.unsettled(session, step.days.from_day, step.tools.rulebook)
    counts = {"people": len(people.everybody_employed(session, days)), "days": len(unsettled)}
    most = Counter(day for _, day in unsettled).most_common(LINES)
    return Foreseen(counts, [Foresight("days_of", {"day": day, "number": number}) for day, number in most])


def reminding(session: Session, step: Step) -> Foreseen:
    """Count who may have to be reminded, and the open days that would be looked at once more."""
    days = work.reminded(step)
    return Foreseen({"people": reminders.concerned(session, days), "days": len(reminders.open_days(session, days))})


def handing_up(session: Session, step: Step) -> Foreseen:
    """Count the requests that nobody decided in time."""
    return Foreseen({"requests": escalation.overdue(session, step.now)})


def people_of(begin: Callable[[Session, Step], int]) -> Callable[[Session, Step], Foreseen]:
    """Return what counts the people whom a period begins with."""
    return lambda session, step: Foreseen({"people": begin(session, step)})


def closing(session: Session, step: Step) -> Foreseen:
    """Count the employments of the month, and those of them whose month is open: which are ready shows as it runs.

    The units of which most are open are named.
    """
    placed = placements.at_the_end_of(session, step.days, Scope.system("close"))
    closed = month_rows.closed_among(session, [each.employment_id for each in placed], step.days)
    still = Counter(each.unit_id for each in placed if each.employment_id not in closed)
    names = placements.units(session, frozenset(still), step.days.to_day - ONE_DAY)
    counts = {"people": months.begin(session, step), "employments": len(placed), "open": len(placed) - len(closed)}
    most = still.most_common(LINES)
    return Foreseen(
        counts, [Foresight("open_in", {"unit": names[unit].name, "number": number}) for unit, number in most]
    )


def quarters(session: Session, step: Step) -> Foreseen:
    """Count the quarters that are over and have no statistics, and name the first of them."""
    found = statistics.missing(session, step.days.to_day)
    first = [Foresight("quarter", {"first": each.from_day, "last": each.to_day - ONE_DAY}) for each in found[:LINES]]
    return Foreseen({"quarters": len(found)}, first)
