"""Where one is signed in, and how to end it from elsewhere: at the counter, on a phone that was lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from timeclock.service import access
from timeclock.service.access import Action
from timeclock.service.logins import SignInRules
from timeclock.service.sight import NotFound, Sight
from timeclock.store import audit, passwords, web_sessions
from timeclock.store.db import Session
from timeclock.store.web_sessions import OpenSession


@dataclass(frozen=True, slots=True)
class Security:
    """What a person sees about her own way in."""

    sessions: Sequence[OpenSession]
    password_since: datetime | None


def overview(session: Session, sight: Sight, rules: SignInRules) -> Security:
    """Return the actor's open sessions, and how old her password is."""
    access.demand(sight.actor, Action.KEEP_LOGIN)
    login_id = sight.actor.login_id
    opened = web_sessions.listed(session, login_id, sight.now, sight.now - rules.idle)
    return Security(opened, passwords.since(session, login_id))


def end(session: Session, sight: Sight, uid: UUID) -> None:
    """End one of the actor's sessions; raise `NotFound` where it is not hers, or over."""
    access.demand(sight.actor, Action.KEEP_LOGIN)
    if not web_sessions.end(session, sight.actor.login_id, uid):
        raise NotFound("no such session, or not yours")
    by, person_id = sight.actor.login_id, sight.actor.person_id
    audit.add(session, "session.end", str(uid), sight.now, by=by, person_id=person_id)


def end_others(session: Session, sight: Sight, this: UUID) -> int:
    """End all of the actor's sessions but this one; return how many."""
    access.demand(sight.actor, Action.KEEP_LOGIN)
    ended = web_sessions.end_all(session, sight.actor.login_id, but=this)
    by, person_id = sight.actor.login_id, sight.actor.person_id
    audit.add(session, "session.end_others", str(by), sight.now, by=by, person_id=person_id, detail={"ended": ended})
    return ended
