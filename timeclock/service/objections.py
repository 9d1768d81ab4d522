"""What others changed of one's times, and objecting to it: each change with what was before, and what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from timeclock.core.stamps import StampKind
from timeclock.service import access, requests, times
from timeclock.service.access import Action
from timeclock.service.kinds import objections as kind
from timeclock.service.kinds.kind import CannotAsk, Line, Payload, Terms
from timeclock.service.requests import Asking
from timeclock.service.sight import NotFound, Sight, known
from timeclock.store import people, told_changes
from timeclock.store import requests as rows
from timeclock.store.db import Session
from timeclock.store.requests import Asked
from timeclock.store.told_changes import ToldChange

# As many changes as the list shows.
MOST_SHOWN = 100


@dataclass(frozen=True, slots=True)
class Changed:
    """One change of the actor's times: `lines` say what, `asked` is her objection, and `until` when she may object.

    `stands` is false where it was taken back since.
    """

    told: ToldChange
    lines: tuple[Line, ...]
    asked: Asked | None
    stands: bool
    until: datetime
    can_object: bool


def listed(session: Session, sight: Sight) -> Sequence[ToldChange]:
    """Return what others changed of the actor's times, the newest first."""
    access.demand(sight.actor, Action.READ_NOTICES, sight.actor.person_id)
    return told_changes.of_person(session, sight.actor.person_id or 0, MOST_SHOWN)


def one(session: Session, sight: Sight, uid: UUID, terms: Terms) -> Changed:
    """Return one change of the actor's times; raise `NotFound` for any other."""
    told = _told(session, sight, uid)
    asked = rows.own(session, sight.actor.person_id or 0, uid)
    stands = not told.undo or kind.stands(session, told.undo, told.away)
    until = told.at + terms.longest_ago
    can_object = bool(told.undo) and stands and asked is None and sight.now <= until
    return Changed(told, kind.own_lines(_payload(session, sight, told)), asked, stands, until, can_object)


def object_to(session: Session, sight: Sight, uid: UUID, reason: str, terms: Terms) -> None:
    """Object to a change of one's times; twice is once.

    Raises `CannotAsk` where it is too late or taken back already, and for what cannot be taken back here.

    It is decided by whoever decides requests of hers, and never by whoever made the change.
    """
    told = _told(session, sight, uid)
    if not told.undo:
        raise CannotAsk(kind.Obstacle.NOT_OPEN)
    if rows.own(session, sight.actor.person_id or 0, uid) is not None:
        return
    scope = access.scope(sight.actor, Action.ASK)
    held = known(people.find(session, told.employment_uid, sight.actor.person_id, told.day, scope))
    requests.ask(session, sight, held, Asking(uid, kind, _payload(session, sight, told), reason), terms)


def _told(session: Session, sight: Sight, uid: UUID) -> ToldChange:
    access.demand(sight.actor, Action.READ_NOTICES, sight.actor.person_id)
    found = told_changes.one(session, sight.actor.person_id or 0, uid)
    if found is None:
        raise NotFound("no such change of one's own times")
    return found


def _payload(session: Session, sight: Sight, told: ToldChange) -> Payload:
    return kind.payload_of(told, _taken_out(session, sight, told))


def _taken_out(session: Session, sight: Sight, told: ToldChange) -> tuple[tuple[StampKind, datetime], ...]:
    """Return the stamp that a change took out, as the page of its day shows it."""
    if "without" not in told.undo:
        return ()
    bill = times.day(session, sight, told.employment_uid, told.day, own=True)
    return tuple((each.kind, each.at) for each in bill.stamps if str(each.uid) == told.undo["without"])
