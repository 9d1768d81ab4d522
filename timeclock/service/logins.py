"""Signing in and out; what a browser holds is an opaque token, what we keep is its hash."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from timeclock.core import passwords, walltime
from timeclock.core.user_agents import Device
from timeclock.service import access
from timeclock.service.access import Actor, Grant, Role
from timeclock.settings import Settings
from timeclock.store import audit, logins, people
from timeclock.store.db import Session
from timeclock.store.ids import new_uid
from timeclock.store.logins import HeldRole, SessionRow
from timeclock.store.questions import ask

# Argon2id with the library's current profile (RFC 9106, low memory).
HASHER = PasswordHasher()
# Verified when no such login exists, so that the answer takes as long: by the same profile, of a password nobody knows.
DECOY = "$argon2id$v=19$m=65536,t=3,p=4$F/zP/pSNkt7aAF3+t9CteQ$nelt6TAxI5DZeqWEiFNjn+pIXL1LnDwtUNkR6puCQxE"
TOKEN_BYTES = 32
# The factor of a session that was opened by a password and nothing else.
FIRST_FACTOR = "password"
# So many people may mistype behind one address, such as an office's gateway.
PEOPLE_BEHIND_ONE_SOURCE = 20
# A click within this time of the last one does not need to be written down.
SEEN_EVERY = timedelta(minutes=1)


class TooManyAttempts(RuntimeError):
    """Signing in failed too often of late; `wait` says how many seconds to pause."""

    def __init__(self, wait: int) -> None:
        super().__init__(f"too many failed sign-ins; try again in {wait} seconds")
        self.wait = wait


@dataclass(frozen=True, slots=True)
class SignInRules:
    """How often one may fail, and how long a session lasts."""

    attempts: int
    window: timedelta
    idle: timedelta
    longest: timedelta
    second_factor_for: frozenset[Role] = frozenset()
    confirm_again: timedelta = timedelta(minutes=10)

    @classmethod
    def of(cls, settings: Settings) -> SignInRules:
        return cls(
            settings.sign_in_attempts,
            timedelta(minutes=settings.sign_in_window_minutes),
            timedelta(minutes=settings.session_idle_minutes),
            timedelta(hours=settings.session_hours),
            frozenset(Role(each) for each in settings.second_factor_for),
            timedelta(minutes=settings.confirm_again_minutes),
        )

    def wants_second(self, actor: Actor) -> bool:
        """Say whether a role of the actor's asks for a second factor; a deputy has the rights of a superior."""
        roles = actor.roles | ({Role.SUPERVISOR} if Role.DEPUTY in actor.roles else set())
        return bool(roles & self.second_factor_for)

    def pause(self, since: datetime, now: datetime) -> int:
        """Return the seconds until the first of the failed attempts no longer counts."""
        return max(1, int((since + self.window - now).total_seconds()))


class Standing(StrEnum):
    """How far in somebody is: what she has to do before the pages are hers."""

    IN = "in"
    HALFWAY = "halfway"
    WITHOUT_SECOND = "without_second"
    NEW_HERE = "new_here"


@dataclass(frozen=True, slots=True)
class Arrival:
    """Who holds a token, and how she stands in her session."""

    actor: Actor
    session_uid: UUID
    confirmed_at: datetime
    standing: Standing
    has_second: bool = False


def sign_in(
    session: Session,
    name: str,
    password: str,
    source: str,
    now: datetime,
    rules: SignInRules,
    device: Device = Device(),  # noqa: B008  frozen
) -> str | None:
    """Return a fresh session token, or None where name or password is not right; count failures.

    Raises `TooManyAttempts` when this login failed too often from this source within the window, or the source did.
    """
    alike, from_here, since = logins.failures(session, name, source, now - rules.window)
    # Counted by login and source together: nobody can lock a colleague out from elsewhere.
    if since is not None and (alike >= rules.attempts or from_here >= rules.attempts * PEOPLE_BEHIND_ONE_SOURCE):
        raise TooManyAttempts(rules.pause(since, now))
    found = logins.by_name(session, name, now)
    ok = _fits(DECOY if found is None else found[1], password) and found is not None
    logins.note_attempt(session, name, source, ok, now)
    if not ok or found is None:
        return None
    token = opened(session, found[0], FIRST_FACTOR, now, rules, device)
    audit.add(session, "login.sign_in", str(found[0]), now, by=found[0])
    return token


def opened(session: Session, login_id: int, factor: str, now: datetime, rules: SignInRules, device: Device) -> str:
    """Return the token of a fresh session, opened by a factor."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    logins.open_session(session, _session(token, login_id, now, rules, device) | {"factor": factor})
    return token


def confirm(session: Session, actor: Actor, password: str, source: str, now: datetime, rules: SignInRules) -> bool:
    """Say whether the password is the actor's: asked again before what must not happen at an unattended screen.

    Failures count like failed sign-ins. Raises `TooManyAttempts` where there were too many of late.
    """
    alike, _, since = logins.failures(session, actor.login_name, source, now - rules.window)
    if since is not None and alike >= rules.attempts:
        raise TooManyAttempts(rules.pause(since, now))
    found = logins.by_name(session, actor.login_name, now)
    ok = found is not None and _fits(found[1], password)
    logins.note_attempt(session, actor.login_name, source, ok, now)
    return ok


def _fits(hashed: str, password: str) -> bool:
    try:
        return HASHER.verify(hashed, passwords.normal(password))
    except (VerificationError, InvalidHashError):
        return False


def _session(token: str, login_id: int, now: datetime, rules: SignInRules, device: Device) -> dict[str, object]:
    return {
        "id_hash": _hashed(token),
        "login_id": login_id,
        "uid": new_uid(now),
        "factor": FIRST_FACTOR,
        "browser": device.browser,
        "system": device.system,
        "created_at": now,
        "seen_at": now,
        "expires_at": now + rules.longest,
        "confirmed_at": now,
    }


def actor_of(session: Session, token: str, now: datetime, rules: SignInRules, settings: Settings) -> Actor | None:
    """Return who holds this token, or None where it opens nothing, or not yet."""
    found = arrive(session, token, now, rules, settings)
    return None if found is None or found.standing is not Standing.IN else found.actor


def arrive(
    session: Session, token: str, now: datetime, rules: SignInRules, settings: Settings, *, polled: bool = False
) -> Arrival | None:
    """Return who holds this token, or None where the session is over or the login was disabled.

    A page that asks by itself (`polled`) is no sign of a person: it does not put off the end by idleness.
    """
    id_hash, today = _hashed(token), walltime.local_day(now, settings.zone)
    asked, granted = logins.session_of(id_hash), logins.roles_of_session(id_hash, today)
    answers = ask(session, asked, granted)
    found, held = answers.to(asked), answers.to(granted)
    if found is None or found.expires_at <= now or found.seen_at + rules.idle <= now:
        return None
    if not polled and now - found.seen_at >= SEEN_EVERY:
        logins.saw(session, id_hash, now)
    who = found.login
    # Most people hold none; only for the others the tree of units is worth a query.
    parents = people.unit_parents(session, today) if held else {}
    grants = frozenset(_grant(each, parents) for each in held)
    actor = Actor(who.id, who.name, who.display_name, who.person_id, who.locale, grants, who.unread)
    return Arrival(actor, found.uid, found.confirmed_at, _standing(found, actor, rules), found.has_second)


def _standing(found: SessionRow, actor: Actor, rules: SignInRules) -> Standing:
    """Return what comes next: the factor somebody has, before she may change anything by the password alone."""
    if found.has_second and found.factor == FIRST_FACTOR:
        return Standing.HALFWAY
    if found.is_first:
        return Standing.NEW_HERE
    return Standing.WITHOUT_SECOND if rules.wants_second(actor) and not found.has_second else Standing.IN


def grants(session: Session, login_id: int, today: date) -> frozenset[Grant]:
    """Return the roles a login is entrusted with on a day; where it stands in for somebody it holds none by that."""
    held = [HeldRole(role, unit_id, False, None) for role, unit_id in logins.grants(session, login_id, today)]
    parents = people.unit_parents(session, today) if held else {}
    return frozenset(_grant(each, parents) for each in held)


def _grant(held: HeldRole, parents: Mapping[int, int | None]) -> Grant:
    """Return what a role comes to: a deputy's is a role of its own, within what it was named for."""
    reach = access.reach_of(held.unit_id, parents)
    if not held.is_deputy:
        return Grant(Role(held.role), reach)
    return Grant(Role.DEPUTY, reach & access.reach_of(held.within, parents))


def sign_out(session: Session, token: str, now: datetime) -> None:
    """End the session everywhere the token is held."""
    logins.end_session(session, _hashed(token))


def password_hash(password: str) -> str:
    """Return what is kept of a password: Argon2id with its own salt."""
    return HASHER.hash(passwords.normal(password))


def _hashed(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
