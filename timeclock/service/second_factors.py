"""The second step of signing in: the code of an app, or one on paper; set up, used, and taken away again."""

from __future__ import annotations

import hashlib
import hmac
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from timeclock.core import recovery_codes, totp
from timeclock.core.user_agents import Device
from timeclock.service import access, logins, sealing
from timeclock.service.access import Action
from timeclock.service.logins import SignInRules, TooManyAttempts
from timeclock.service.passkey_answers import Site
from timeclock.service.sealing import SealBroken
from timeclock.service.sight import Sight
from timeclock.store import audit, web_sessions
from timeclock.store import logins as rows
from timeclock.store import second_factors as factors
from timeclock.store.db import Session
from timeclock.store.second_factors import APP, PAPER, PASSKEY

SECRET_BYTES = 20
# Wrong codes count by the login alone, wherever they come from: only who knows the password gets so far.
SOURCE = "second step"


class CodeRefused(ValueError):
    """The code does not fit the secret that was shown."""


class StillNeeded(RuntimeError):
    """The actor's roles ask for a second factor, so the only one cannot be taken away."""


@dataclass(frozen=True, slots=True)
class Step:
    """Where the second step is taken: the key of the house, its rules, the device, and what it calls the house."""

    key: bytes
    rules: SignInRules
    device: Device
    site: Site = Site("", "", "")  # noqa: RUF009  frozen


@dataclass(frozen=True, slots=True)
class Offered:
    """A secret that nobody has yet; it travels sealed until its first code comes back."""

    secret: bytes
    sealed: str


@dataclass(frozen=True, slots=True)
class Own:
    """What a person sees of her second factor."""

    app_since: datetime | None
    used_at: datetime | None
    papers: int


@dataclass(frozen=True, slots=True)
class SetUp:
    """An app just set up: the token of the session that goes on, and the codes for paper, shown this once."""

    token: str
    papers: Sequence[str]


def own(session: Session, sight: Sight) -> Own:
    """Return what the actor has as a second factor."""
    access.demand(sight.actor, Action.KEEP_LOGIN)
    app = factors.app_of(session, sight.actor.login_id)
    papers = factors.papers_left(session, sight.actor.login_id)
    return Own(app.created_at if app else None, app.used_at if app else None, papers)


def offer(sight: Sight, key: bytes) -> Offered:
    """Return a fresh secret for the actor's app."""
    secret = os.urandom(SECRET_BYTES)
    return Offered(secret, sealing.sealed(key, secret, _purpose(sight.actor.login_id)))


def offered_again(sight: Sight, key: bytes, sealed: str) -> Offered:
    """Return the secret that was offered before; raise `CodeRefused` where it was not, or not to the actor."""
    try:
        return Offered(sealing.opened(key, sealed, _purpose(sight.actor.login_id)), sealed)
    except SealBroken:
        raise CodeRefused("this secret was not offered here") from None


def set_up(session: Session, sight: Sight, sealed: str, code: str, step: Step) -> SetUp:
    """Set the actor's app up by its first code, in place of an earlier one; every other session ends.

    Raises `CodeRefused` where the code is not the app's.
    """
    access.demand(sight.actor, Action.KEEP_LOGIN)
    login_id = sight.actor.login_id
    offered = offered_again(sight, step.key, sealed)
    taken = totp.matching_step(offered.secret, recovery_codes.typed(code), sight.now)
    if taken is None:
        raise CodeRefused("not the code of this secret")
    factors.remove(session, login_id, (APP, PAPER), sight.now)
    factors.add_app(session, login_id, sealed, taken, sight.now)
    papers = new_papers(session, login_id, step.key, sight.now)
    web_sessions.end_all(session, login_id, but=None)
    _record(session, sight, "login.app")
    return SetUp(logins.opened(session, login_id, APP, sight.now, step.rules, step.device), papers)


def enter(session: Session, sight: Sight, code: str, step: Step) -> str | None:
    """Return the token of a session that is all the way in, or None where the code is not right; count failures."""
    kind = prove(session, sight, code, step)
    if kind is None:
        return None
    return logins.opened(session, sight.actor.login_id, kind, sight.now, step.rules, step.device)


def prove(session: Session, sight: Sight, code: str, step: Step) -> str | None:
    """Take a code of the actor's and return what kind it was of, or None where it is not right; count failures.

    Raises `TooManyAttempts` where too many codes were wrong of late.
    """
    name, since = sight.actor.login_name, sight.now - step.rules.window
    alike, _, first = rows.failures(session, name, SOURCE, since)
    if first is not None and alike >= step.rules.attempts:
        raise TooManyAttempts(step.rules.pause(first, sight.now))
    kind = _taken(session, sight, recovery_codes.typed(code), step.key)
    rows.note_attempt(session, name, SOURCE, kind is not None, sight.now)
    if kind is not None:
        _record(session, sight, f"login.second.{kind}")
    return kind


def _taken(session: Session, sight: Sight, code: str, key: bytes) -> str | None:
    """Take a code of the actor's, and return what kind it was of."""
    login_id = sight.actor.login_id
    app = factors.app_of(session, login_id)
    if app is not None:
        secret = sealing.opened(key, app.sealed, _purpose(login_id))
        step = totp.matching_step(secret, code, sight.now)
        if step is not None and factors.take_step(session, app.credential_id, step, sight.now):
            return APP
    return PAPER if factors.take_paper(session, login_id, _hashed(key, login_id, code), sight.now) else None


def renew_papers(session: Session, sight: Sight, key: bytes) -> Sequence[str]:
    """Return ten new codes for paper; those of before open nothing any more."""
    access.demand(sight.actor, Action.KEEP_LOGIN)
    factors.remove(session, sight.actor.login_id, (PAPER,), sight.now)
    _record(session, sight, "login.papers")
    return new_papers(session, sight.actor.login_id, key, sight.now)


def take_away(session: Session, sight: Sight, rules: SignInRules) -> None:
    """Take the actor's app away, and with the last factor her codes; raise `StillNeeded` where a role asks for one."""
    access.demand(sight.actor, Action.KEEP_LOGIN)
    has_passkey = factors.has_any(session, sight.actor.login_id, (PASSKEY,))
    if rules.wants_second(sight.actor) and not has_passkey:
        raise StillNeeded("a role asks for a second factor")
    factors.remove(session, sight.actor.login_id, (APP,) if has_passkey else (APP, PAPER), sight.now)
    _record(session, sight, "login.app_removed")


def new_papers(session: Session, login_id: int, key: bytes, now: datetime) -> Sequence[str]:
    """Return ten codes for paper, shown this once."""
    raw = [os.urandom(recovery_codes.CODE_BYTES) for _ in range(recovery_codes.HOW_MANY)]
    codes = [recovery_codes.written(each) for each in raw]
    factors.add_papers(session, login_id, [_hashed(key, login_id, recovery_codes.typed(each)) for each in codes], now)
    return codes


def _hashed(key: bytes, login_id: int, code: str) -> str:
    return hmac.new(key, f"paper {login_id} {code}".encode(), hashlib.sha256).hexdigest()


def _purpose(login_id: int) -> str:
    return f"totp {login_id}"


def _record(session: Session, sight: Sight, act: str) -> None:
    by, person_id = sight.actor.login_id, sight.actor.person_id
    audit.add(session, act, str(by), sight.now, by=by, person_id=person_id)
