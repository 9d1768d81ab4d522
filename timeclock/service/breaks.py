"""The right to say that a deducted break was not taken (rulebook C-8)."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from timeclock.service import access, requests
from timeclock.service.access import Action
from timeclock.service.kinds import breaks as kind
from timeclock.service.kinds.kind import Terms
from timeclock.service.requests import Asking
from timeclock.service.sight import NotFound, Sight
from timeclock.store import contests, people, recalculation
from timeclock.store.db import Session
from timeclock.store.ids import new_uid
from timeclock.store.people import Employed
from timeclock.store.questions import ask
from timeclock.store.scope import Scope


def contest(
    session: Session, sight: Sight, day: date, reason: str, terms: Terms, employment_uid: UUID | None = None
) -> UUID:
    """Declare that the break deducted on this day was worked through; it is credited and the supervisor is asked.

    Without a uid it is her first employment. Saying it twice is saying it once: what is returned is the uid of the
    request in which she says it. Raises `CannotAsk` where no break was taken off.
    """
    access.demand(sight.actor, Action.CONTEST_BREAK, sight.actor.person_id)
    employed = _own(people.find(session, employment_uid, sight.actor.person_id, day, _scope(sight)))
    recalculation.hold(session, employed.person_id)
    question = contests.about(employed.employment_id, day)
    said: UUID | None = ask(session, question).to(question)
    if said is not None:
        return said
    asking = Asking(new_uid(sight.now), kind, kind.payload_of(day), reason)
    requests.ask(session, sight, employed, asking, terms)
    return asking.uid


def withdraw(session: Session, sight: Sight, day: date, employment_uid: UUID | None = None) -> None:
    """Take the declaration back; both stay on record."""
    access.demand(sight.actor, Action.CONTEST_BREAK, sight.actor.person_id)
    employed = _own(people.find(session, employment_uid, sight.actor.person_id, day, _scope(sight)))
    question = contests.about(employed.employment_id, day)
    uid = ask(session, question).to(question)
    if uid is not None:
        requests.withdraw(session, sight, uid)


def _scope(sight: Sight) -> Scope:
    return access.scope(sight.actor, Action.CONTEST_BREAK)


def _own(found: Employed | None) -> Employed:
    if found is None:
        raise NotFound("no employment on this day")
    return found
