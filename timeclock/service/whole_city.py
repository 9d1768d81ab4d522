"""Acts that concern the whole city: whose grant reaches a part of it does none of them."""

from __future__ import annotations

from timeclock.service import access
from timeclock.service.access import ALLOWED, Action, NotAllowed, Relation
from timeclock.service.sight import Sight
from timeclock.store import people
from timeclock.store.db import Session


def may(session: Session, sight: Sight, action: Action) -> bool:
    """Say whether the actor's grants for this reach every unit there is today."""
    reached = {
        unit_id
        for grant in sight.actor.grants
        if (grant.role, Relation.NOBODY) in ALLOWED[action]
        for unit_id in grant.reach
    }
    return access.may(sight.actor, action) and people.unit_parents(session, sight.today).keys() <= reached


def demand(session: Session, sight: Sight, action: Action) -> None:
    """Raise `NotAllowed` unless the actor may do this for the whole city."""
    if not may(session, sight, action):
        raise NotAllowed(action)
