"""One's own months as they were closed, with all their versions: each has a hash, and none ever changes."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from timeclock.core.spans import DaySpan
from timeclock.service import access, bills
from timeclock.service.access import Action
from timeclock.service.bills import Holder
from timeclock.service.sight import Sight, known
from timeclock.store import months, people
from timeclock.store.db import Session
from timeclock.store.months import Version
from timeclock.store.people import Whose


@dataclass(frozen=True, slots=True)
class ClosedMonths:
    """An employment, and all versions of its months of some days, the newest month and version first."""

    holder: Holder
    versions: tuple[Version, ...]


def closed(session: Session, sight: Sight, employment_uid: UUID | None, days: DaySpan) -> ClosedMonths:
    """Return the versions of one's own months that begin on these days, of the first employment without a uid."""
    access.demand(sight.actor, Action.READ_OWN_TIMES, sight.actor.person_id)
    scope = access.scope(sight.actor, Action.READ_OWN_TIMES)
    whose = Whose(employment_uid, person_id=sight.actor.person_id)
    employed, _ = known(people.during(session, whose, days, scope))
    return ClosedMonths(bills.holder(employed), months.versions_within(session, employed.employment_id, days))
