"""How the months of somebody's employment went, so that she can look at it as a picture."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from timeclock.core.spans import DaySpan
from timeclock.service import access
from timeclock.service.access import Action
from timeclock.service.sight import Sight, known
from timeclock.store import courses, people
from timeclock.store.courses import MonthGone
from timeclock.store.db import Session
from timeclock.store.people import Whose

MONTHS_SHOWN = 12


def own(session: Session, sight: Sight, employment_uid: UUID | None, first: date) -> Sequence[MonthGone]:
    """Return a month of the actor's employment and those before it, as they are saved."""
    access.demand(sight.actor, Action.READ_OWN_TIMES, sight.actor.person_id)
    scope, month = access.scope(sight.actor, Action.READ_OWN_TIMES), DaySpan.month(first.year, first.month)
    employed, _ = known(people.during(session, Whose(employment_uid, person_id=sight.actor.person_id), month, scope))
    return courses.months(session, employed.employment_id, DaySpan(_begin(first), month.to_day))


def _begin(last: date) -> date:
    """Return the first day of the first month shown where this is the last."""
    years, month = divmod(last.year * 12 + last.month - MONTHS_SHOWN, 12)
    return date(years, month + 1, 1)
