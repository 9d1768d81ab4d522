"""The right to say that a deducted break was not taken (rulebook C-8)."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from timeclock.core.lines import Reason
from timeclock.service import access
from timeclock.service.access import Action
from timeclock.service.sight import NotFound, Sight
from timeclock.store import audit, people, recalculation, requests, results
from timeclock.store.db import Session
from timeclock.store.people import Employed
from timeclock.store.scope import Scope


class NothingDeducted(ValueError):
    """There is no deduction to contest on this day."""

    def __init__(self, day: date) -> None:
        super().__init__(f"no break was deducted on {day.isoformat()}; there is nothing to contest")


def contest(session: Session, sight: Sight, day: date, reason: str, employment_uid: UUID | None = None) -> None:
    """Declare that the break deducted on this day was worked through; it is credited and the supervisor is asked.

    Without a uid it is her first employment. Saying it twice is saying it once. Raises `NothingDeducted` where no break
    was taken off.
    """
    access.demand(sight.actor, Action.CONTEST_BREAK, sight.actor.person_id)
    employed = _own(people.find(session, employment_uid, sight.actor.person_id, day, _scope(sight)))
    recalculation.hold(session, employed.person_id)
    saved = results.day(session, employed.employment_id, day, _scope(sight))
    if requests.contest_of(session, employed.employment_id, day) is not None:
        return
    if saved is None or not any(line.reason is Reason.BREAK_DEDUCTED for line in saved.result.lines):
        raise NothingDeducted(day)
    requests.contest(session, employed.employment_id, day, sight.actor.login_id, reason, sight.now)
    recalculation.mark(session, [(employed.person_id, day)], "request", sight.now)
    audit.add(session, "break.contest", _subject(employed, day), sight.now, by=sight.actor.login_id)


def withdraw(session: Session, sight: Sight, day: date, employment_uid: UUID | None = None) -> None:
    """Take the declaration back; both stay on record."""
    access.demand(sight.actor, Action.CONTEST_BREAK, sight.actor.person_id)
    employed = _own(people.find(session, employment_uid, sight.actor.person_id, day, _scope(sight)))
    recalculation.hold(session, employed.person_id)
    request_id = requests.contest_of(session, employed.employment_id, day)
    if request_id is None:
        return
    requests.withdraw(session, request_id, sight.actor.login_id, sight.now)
    recalculation.mark(session, [(employed.person_id, day)], "request", sight.now)
    audit.add(session, "break.withdraw", _subject(employed, day), sight.now, by=sight.actor.login_id)


def _scope(sight: Sight) -> Scope:
    return access.scope(sight.actor, Action.CONTEST_BREAK)


def _own(found: Employed | None) -> Employed:
    if found is None:
        raise NotFound("no employment on this day")
    return found


def _subject(employed: Employed, day: date) -> str:
    return f"{employed.employment_uid}/{day.isoformat()}"
