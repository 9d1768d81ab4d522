"""Messages the time office leaves for one person, shown once at her next tap."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from timeclock.service import access
from timeclock.service.access import Action
from timeclock.service.sight import Sight
from timeclock.store import audit, notices, people, terminal_messages
from timeclock.store.db import Session
from timeclock.store.terminal_messages import Left

# What can be read in five seconds at arm's length.
LONGEST = 100
MOST_LISTED = 50


class NobodyThere(LookupError):
    """Nobody with this staff number is employed today, or not where the actor may leave messages."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A message to be left: for whom, and its words."""

    staff_no: str
    text: str


def leave(session: Session, sight: Sight, wanted: Wanted) -> UUID:
    """Leave a message for somebody; raise `NobodyThere`."""
    scope = access.scope(sight.actor, Action.LEAVE_MESSAGES)
    whose = people.by_staff_no(session, wanted.staff_no, sight.today, scope)
    if whose is None:
        raise NobodyThere(wanted.staff_no)
    uid = terminal_messages.leave(session, whose.person_id, wanted.text, sight.actor.display_name, sight.now)
    by = sight.actor.login_id
    audit.add(session, "message.left", str(uid), sight.now, by=by, person_id=whose.person_id)
    return uid


def listed(session: Session, sight: Sight) -> Sequence[Left]:
    """Return the messages for the people of the actor's units, those that wait first; the look is recorded."""
    scope = access.scope(sight.actor, Action.LEAVE_MESSAGES)
    found = terminal_messages.left(session, sight.today, scope, MOST_LISTED)
    if persons := {each.person_id for each in found}:
        audit.read_of_others(session, sight.actor.login_id, "messages", scope.purpose, persons, sight.now)
    return found


def shown(session: Session, person_id: int, uids: Sequence[UUID], now: datetime) -> int:
    """Note that a terminal has shown these messages to her."""
    return notices.read(session, person_id, uids, now)
