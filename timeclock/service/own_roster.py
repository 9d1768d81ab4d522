"""One's own duties as they are published: of a month, in all employments."""

from __future__ import annotations

from datetime import date

from timeclock.core.duties import Duty
from timeclock.core.spans import DaySpan
from timeclock.service import access
from timeclock.service.access import Action
from timeclock.service.sight import Sight
from timeclock.store import rosters
from timeclock.store.db import Session
from timeclock.store.questions import ask


def month(session: Session, sight: Sight, first: date) -> tuple[Duty, ...]:
    """Return the actor's duties that begin in a month, in order."""
    access.demand(sight.actor, Action.READ_OWN_TIMES, sight.actor.person_id)
    days = DaySpan.month(first.year, first.month)
    asked = rosters.rostered(sight.actor.person_id or 0, days)
    duties = ask(session, asked).to(asked).duties
    return tuple(each for each in duties if each.day(sight.zone) in days)
