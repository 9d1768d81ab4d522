"""The secret address at which a person's phone fetches her roster: she makes it and takes it back herself."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from timeclock.core import walltime
from timeclock.service import access, tokens
from timeclock.service.access import Action
from timeclock.service.logins import SEEN_EVERY, SignInRules
from timeclock.service.sight import Sight
from timeclock.store import audit, duty_calendar
from timeclock.store import tokens as token_rows
from timeclock.store.db import Session
from timeclock.store.duty_calendar import PublishedDuty
from timeclock.store.tokens import NewToken, TokenRow

# What such a token is good for, and all it is good for: it is no scope of the API.
CALENDAR = "calendar"
PREFIX = "tcc_"
# An address that no phone has fetched for so long has been forgotten, and ends.
FORGOTTEN = timedelta(days=90)
# Duties of so many months back stay in the calendar.
MONTHS_BACK = 3


@dataclass(frozen=True, slots=True)
class Fetched:
    """What an address opens: in whose language, which duties, and the token, whose uid makes theirs unique."""

    token: TokenRow
    locale: str
    duties: tuple[PublishedDuty, ...]


def current(session: Session, sight: Sight) -> TokenRow | None:
    """Return the actor's address that works now, if she has one."""
    access.demand(sight.actor, Action.MANAGE_TOKENS, sight.actor.person_id)
    return next((each for each in _own(session, sight) if each.works_at(sight.now)), None)


def make(session: Session, sight: Sight, name: str) -> str:
    """Return the secret of a new address; the one before works no more. The edge has asked for the password."""
    access.demand(sight.actor, Action.MANAGE_TOKENS, sight.actor.person_id)
    revoke(session, sight)
    secret = PREFIX + secrets.token_urlsafe(tokens.SECRET_BYTES)
    new = NewToken(name, frozenset({CALENDAR}), sight.now + FORGOTTEN, tokens.hashed(secret))
    uid = token_rows.add(session, sight.actor.login_id, new, sight.now)
    by, person_id = sight.actor.login_id, sight.actor.person_id
    audit.add(session, "token.make", str(uid), sight.now, by=by, person_id=person_id, detail={"scopes": [CALENDAR]})
    return secret


def revoke(session: Session, sight: Sight) -> None:
    """Let no address of the actor's open anything any more."""
    for each in _own(session, sight):
        tokens.revoke(session, sight, each.uid)


def fetch(
    session: Session, secret: str, source: str, now: datetime, rules: SignInRules, zone: ZoneInfo
) -> Fetched | None:
    """Return what is at an address, or None where it opens nothing.

    Raises `TooManyAttempts` where too many unknown ones were tried from the source of late.
    """
    found = token_rows.by_secret(session, tokens.hashed(secret))
    if found is None:
        tokens.note_unknown(session, source, now, rules)
        return None
    token, who = found
    if CALENDAR not in token.scopes or not token.works_at(now):
        return None
    if token.used_at is None or now - token.used_at >= SEEN_EVERY:
        token_rows.saw(session, token.credential_id, now, expires_at=now + FORGOTTEN)
    today = walltime.local_day(now, zone)
    since = walltime.instant(_months_before(today), time(0), zone)
    return Fetched(token, who.locale, tuple(duty_calendar.published(session, who.person_id or 0, since, today)))


def _own(session: Session, sight: Sight) -> Sequence[TokenRow]:
    return [each for each in token_rows.listed(session, sight.actor.login_id) if CALENDAR in each.scopes]


def _months_before(day: date) -> date:
    """Return the first of the month some months ago."""
    months = day.year * 12 + day.month - 1 - MONTHS_BACK
    return date(months // 12, months % 12 + 1, 1)
