"""The list for an evacuation: who is in a building now, for those responsible, for operators, and to lie ready."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from timeclock.core import walltime
from timeclock.core.evacuation import Inside, Site, sites
from timeclock.core.presence_board import is_inside
from timeclock.service import access
from timeclock.service.access import Action
from timeclock.service.sight import Sight
from timeclock.store import audit, people, presence
from timeclock.store.db import Session
from timeclock.store.people import Employed
from timeclock.store.presence import Presence
from timeclock.store.scope import Scope


@dataclass(frozen=True, slots=True)
class Listed:
    """Everybody in a building as of an instant, by building."""

    at: datetime
    zone: ZoneInfo
    sites: tuple[Site, ...]

    @property
    def people(self) -> int:
        """How many there are to be found."""
        return sum(len(each.people) for each in self.sites)


def listed(session: Session, sight: Sight) -> Listed:
    """Return who is in a building of those the actor is responsible for; the look is recorded."""
    employed = people.listed(session, sight.today, access.scope(sight.actor, Action.READ_EVACUATION))
    working = presence.at_work(session, [each.employment_id for each in employed], sight.now)
    found = Listed(sight.now, sight.zone, sites(_inside(employed, working, presence.maybe_at_work(session, sight.now))))
    shown = {each.person_id for site in found.sites for each in site.people}
    audit.read_of_others(session, sight.actor.login_id, "evacuation", Action.READ_EVACUATION, shown, sight.now)
    return found


def of_everybody(session: Session, zone: ZoneInfo, now: datetime) -> Listed:
    """Return everybody who is in a building: for the list that lies ready, which nobody has read yet."""
    employed = people.listed(session, walltime.local_day(now, zone), Scope.system("evacuation"))
    working, maybe = presence.everybody_at_work(session, now), presence.maybe_at_work(session, now)
    return Listed(now, zone, sites(_inside(employed, working, maybe)))


def for_operator(session: Session, zone: ZoneInfo, now: datetime) -> Listed:
    """Return everybody who is in a building, on record as asked for by the operators."""
    found = of_everybody(session, zone, now)
    audit.add(session, "evacuation.read", str(found.people), now, by=None, purpose="evacuation")
    return found


def _inside(
    employed: Iterable[Employed], working: Mapping[int, Presence], maybe: Mapping[int, Presence]
) -> Iterable[Inside]:
    for who in employed:
        here = working.get(who.employment_id) or maybe.get(who.employment_id)
        if here is not None and is_inside(here.stay):
            terminal = "" if here.place is None else here.place.name
            yield Inside(
                who.person_id,
                who.staff_no,
                who.given_name,
                who.family_name,
                who.unit_name,
                terminal,
                here.last_at,
                who.employment_id in working,
            )
