"""The right to say that a deducted break was not taken (rulebook C-8)."""

from __future__ import annotations

from datetime import date

from timeclock.service import access
from timeclock.service.access import Action
from timeclock.service.times import NotFound, Sight
from timeclock.store import audit, people, recalculation, requests
from timeclock.store.db import Session
from timeclock.store.people import Employed


def contest(session: Session, sight: Sight, day: date, reason: str) -> None:
    """Declare that the break deducted on this day was worked through; it is credited and the supervisor is asked.

    Saying it twice is saying it once.
    """
    employed = _own(session, sight, day)
    if requests.contest_of(session, employed.employment_id, day) is None:
        requests.contest(session, employed.employment_id, day, sight.actor.login_id, reason, sight.now)
        _note(session, sight, employed, day, "break.contest")


def withdraw(session: Session, sight: Sight, day: date) -> None:
    """Take the declaration back; both stay on record."""
    employed = _own(session, sight, day)
    request_id = requests.contest_of(session, employed.employment_id, day)
    if request_id is not None:
        requests.withdraw(session, request_id, sight.actor.login_id, sight.now)
        _note(session, sight, employed, day, "break.withdraw")


def _own(session: Session, sight: Sight, day: date) -> Employed:
    access.demand(session, sight.actor, Action.CONTEST_BREAK, sight.actor.person_id, day)
    employed = people.of_person(session, sight.actor.person_id or 0, day)
    if employed is None:
        raise NotFound("no employment on this day")
    return employed


def _note(session: Session, sight: Sight, employed: Employed, day: date, action: str) -> None:
    recalculation.mark(session, [(employed.person_id, day)], "request", sight.now)
    audit.add(
        session,
        action,
        f"{employed.employment_uid}/{day.isoformat()}",
        sight.now,
        by=sight.actor.login_id,
        person_id=employed.person_id,
    )
