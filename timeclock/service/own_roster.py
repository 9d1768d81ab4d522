"""One's own duties as they are published: of a month, in all employments."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from timeclock.core.duties import Duty, DutyKind
from timeclock.core.spans import DaySpan
from timeclock.core.walltime import days_touched
from timeclock.service import access
from timeclock.service.access import Action
from timeclock.service.sight import Sight
from timeclock.store import rosters
from timeclock.store.db import Session
from timeclock.store.questions import ask


def month(session: Session, sight: Sight, first: date) -> tuple[Duty, ...]:
    """Return the actor's duties that begin in a month, in order, and before them being on call that goes on into it."""
    access.demand(sight.actor, Action.READ_OWN_TIMES, sight.actor.person_id)
    days = DaySpan.month(first.year, first.month)
    asked = rosters.rostered(sight.actor.person_id or 0, days)
    duties = ask(session, asked).to(asked).duties
    return tuple(each for each in duties if each.day(sight.zone) in days or _goes_on(each, days, sight.zone))


def _goes_on(duty: Duty, days: DaySpan, zone: ZoneInfo) -> bool:
    return duty.kind is DutyKind.ON_CALL and any(day in days for day in days_touched(duty.span, zone))
