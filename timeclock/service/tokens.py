"""Personal tokens: a program acts for a person, with her own rights; with a role of hers only where a scope says so."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from timeclock.core import walltime
from timeclock.service import access
from timeclock.service import logins as signing
from timeclock.service.access import Action, Actor
from timeclock.service.logins import PEOPLE_BEHIND_ONE_SOURCE, SEEN_EVERY, SignInRules, TooManyAttempts
from timeclock.service.sight import NotFound, Sight
from timeclock.store import audit, logins, tokens
from timeclock.store.db import Session
from timeclock.store.tokens import NewToken, TokenRow

# Told apart at a glance, and by the scanners that look for secrets in the wrong places.
PREFIX = "tck_"
SECRET_BYTES = 32


class TokenScope(StrEnum):
    """What a token is good for."""

    READ = "read"
    STAMP = "stamp"
    ASK = "ask"
    PLAN = "plan"
    WATCH = "watch"


# The one table of what each scope opens; the table of permissions is asked besides.
OPENS: Mapping[TokenScope, frozenset[Action]] = {
    TokenScope.READ: frozenset(
        {
            Action.READ_OWN_TIMES,
            Action.READ_OWN_DOCUMENTS,
            Action.READ_OWN_ABSENCES,
            Action.READ_OWN_REQUESTS,
        }
    ),
    TokenScope.STAMP: frozenset({Action.STAMP}),
    TokenScope.PLAN: frozenset({Action.PLAN_ROSTERS}),
    TokenScope.WATCH: frozenset({Action.READ_TERMINALS}),
    TokenScope.ASK: frozenset(
        {
            Action.ASK,
            Action.REQUEST_CORRECTION,
            Action.CONTEST_BREAK,
            Action.REQUEST_ABSENCE,
            Action.REQUEST_TRANSFER,
            Action.ANSWER_MONTHS,
        }
    ),
}


# Of these a person may do something only by a role she is entrusted with.
OPENED_BY_ROLE = OPENS[TokenScope.PLAN] | OPENS[TokenScope.WATCH]


class TokenRefused(PermissionError):
    """No token came, or none that is good: unknown, ended, or taken back."""

    def __init__(self, *, sent: bool) -> None:
        super().__init__("the token is not good" if sent else "a token is needed")
        self.sent = sent


class ScopeMissing(PermissionError):
    """The token is good, but not for this; `scope` would be."""

    def __init__(self, scope: TokenScope) -> None:
        super().__init__(f"the token lacks the scope '{scope}'")
        self.scope = scope


class EndNotAllowed(ValueError):
    """A token has to work today and may not work longer than the city allows."""

    def __init__(self, last_day: date, latest: date) -> None:
        super().__init__(f"a token may not end on {last_day}; from today to {latest} it may")


@dataclass(frozen=True, slots=True)
class TokenAsked:
    """What a person wants a token for; it works until the end of `last_day`."""

    name: str
    scopes: frozenset[TokenScope]
    last_day: date


@dataclass(frozen=True, slots=True)
class Bearer:
    """Who acts through a token, and what the token is."""

    actor: Actor
    token: TokenRow


def latest_end(sight: Sight, days: int) -> date:
    """Return the last day on which a token made today may work."""
    return sight.today + timedelta(days=days)


def make(session: Session, sight: Sight, asked: TokenAsked, days: int) -> str:
    """Return the secret of a new token: nobody can show it again. The edge has asked for the password.

    Raises `EndNotAllowed` where the last day has passed, or is more than `days` away.
    """
    access.demand(sight.actor, Action.MANAGE_TOKENS, sight.actor.person_id)
    latest = latest_end(sight, days)
    if not sight.today <= asked.last_day <= latest:
        raise EndNotAllowed(asked.last_day, latest)
    secret = PREFIX + secrets.token_urlsafe(SECRET_BYTES)
    ends = walltime.day_span(asked.last_day, sight.zone).to_at
    new = NewToken(asked.name, frozenset(asked.scopes), ends, hashed(secret))
    uid = tokens.add(session, sight.actor.login_id, new, sight.now)
    detail = {"scopes": sorted(asked.scopes), "last_day": asked.last_day.isoformat()}
    by, person_id = sight.actor.login_id, sight.actor.person_id
    audit.add(session, "token.make", str(uid), sight.now, by=by, person_id=person_id, detail=detail)
    return secret


def listed(session: Session, sight: Sight) -> Sequence[TokenRow]:
    """Return the actor's own tokens, the newest first."""
    access.demand(sight.actor, Action.MANAGE_TOKENS, sight.actor.person_id)
    return tokens.listed(session, sight.actor.login_id)


def revoke(session: Session, sight: Sight, uid: UUID) -> None:
    """Take a token back; from now on it opens nothing. Raises `NotFound` for a token that is not the actor's."""
    access.demand(sight.actor, Action.MANAGE_TOKENS, sight.actor.person_id)
    found = tokens.find(session, sight.actor.login_id, uid)
    if found is None:
        raise NotFound("no such token, or not yours")
    if found.revoked_at is not None:
        return
    tokens.revoke(session, found.credential_id, sight.now)
    by, person_id = sight.actor.login_id, sight.actor.person_id
    audit.add(session, "token.revoke", str(uid), sight.now, by=by, person_id=person_id)


def bearer(session: Session, secret: str, source: str, now: datetime, rules: SignInRules) -> Bearer | None:
    """Return who acts through this token, or None where it is not good.

    Raises `TooManyAttempts` where too many unknown tokens came from the source of late. A good token is let in all the
    same, and one that ended is no attempt: the portal stands for everybody and must not be locked out by one of them.
    """
    found = tokens.by_secret(session, hashed(secret))
    if found is None:
        note_unknown(session, source, now, rules)
        return None
    token, who = found
    # What opens the calendar of a phone opens nothing here.
    if not token.works_at(now) or not token.scopes & frozenset(TokenScope):
        return None
    if token.used_at is None or now - token.used_at >= SEEN_EVERY:
        tokens.saw(session, token.credential_id, now)
    return Bearer(Actor(who.id, who.name, who.display_name, who.person_id, who.locale, frozenset()), token)


def entrusted(session: Session, bearer: Bearer, action: Action, today: date) -> Bearer:
    """Return the bearer with the roles her login holds for what the scopes of roles open; for all else she has none."""
    if action not in OPENED_BY_ROLE:
        return bearer
    grants = signing.grants(session, bearer.actor.login_id, today)
    return replace(bearer, actor=replace(bearer.actor, grants=grants))


def demand_scope(token: TokenRow, action: Action) -> None:
    """Raise `ScopeMissing` unless the token is good for this action."""
    opening = [scope for scope, actions in OPENS.items() if action in actions]
    if opening and not token.scopes & set(opening):
        raise ScopeMissing(opening[0])


def note_unknown(session: Session, source: str, now: datetime, rules: SignInRules) -> None:
    """Count a secret that nobody has; raise `TooManyAttempts` where too many came from the source of late."""
    alike, _, since = logins.failures(session, logins.NOBODY, source, now - rules.window)
    if since is not None and alike >= rules.attempts * PEOPLE_BEHIND_ONE_SOURCE:
        raise TooManyAttempts(rules.pause(since, now))
    logins.note_attempt(session, logins.NOBODY, source, False, now)


def hashed(secret: str) -> str:
    """Return the only form in which a secret is kept."""
    return hashlib.sha256(secret.encode()).hexdigest()
