"""All that somebody was told, in one place: what vanishes from the page of today is still here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from timeclock.service import access
from timeclock.service.access import Action
from timeclock.service.sight import Sight
from timeclock.store import notices, told
from timeclock.store.db import Session
from timeclock.store.told import Told

ON_A_PAGE = 30


@dataclass(frozen=True, slots=True)
class Notices:
    """One page of what the actor was told, counted from 1; `unread` counts what she has not read on all of them."""

    page: int
    told: Sequence[Told]
    unread: int
    goes_on: bool


def listed(session: Session, sight: Sight, page: int) -> Notices:
    """Return a page of what the actor was told, the newest first."""
    access.demand(sight.actor, Action.READ_NOTICES, sight.actor.person_id)
    person_id, before = sight.actor.person_id or 0, (page - 1) * ON_A_PAGE
    found = told.of_person(session, person_id, before + ON_A_PAGE + 1)[before:]
    return Notices(page, found[:ON_A_PAGE], len(told.unread(session, person_id)), len(found) > ON_A_PAGE)


def read(session: Session, sight: Sight, uid: UUID | None) -> int:
    """Note that the actor has read something, or all of it; return how much of it was unread."""
    access.demand(sight.actor, Action.READ_NOTICES, sight.actor.person_id)
    person_id = sight.actor.person_id or 0
    return notices.read(session, person_id, told.unread(session, person_id) if uid is None else [uid], sight.now)
