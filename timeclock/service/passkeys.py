"""Passkeys: made on a device, used in place of the password or as the second step, several for each person.

A challenge says itself, sealed, when and for whom it was made, so that looking at a page writes nothing. A passkey
takes each one once, and none that is older than the last it took: as an app takes its codes.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from timeclock.service import access, logins, passkey_answers, sealing, second_factors
from timeclock.service.access import Action
from timeclock.service.logins import SignInRules
from timeclock.service.passkey_answers import AnswerRefused, Owner, Signature
from timeclock.service.sealing import SealBroken
from timeclock.service.second_factors import SetUp, Step, StillNeeded
from timeclock.service.sight import NotFound, Sight
from timeclock.store import audit
from timeclock.store import passkeys as rows
from timeclock.store import second_factors as factors
from timeclock.store.db import Session
from timeclock.store.passkeys import Kept, OwnPasskey
from timeclock.store.second_factors import APP, PAPER, PASSKEY

# So long may a page lie open before its button is pressed.
LASTS = timedelta(minutes=10)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
ANYBODY = "passkey of anybody"


class TooOld(ValueError):
    """The page was open for too long, or its question was answered before; a fresh one will do."""


@dataclass(frozen=True, slots=True)
class Used:
    """A passkey that proved itself, by an answer that was taken."""

    login_id: int
    credential_id: int


def wish_to_register(session: Session, sight: Sight, step: Step) -> str:
    """Return what the actor's browser needs to make a passkey."""
    access.demand(sight.actor, Action.KEEP_LOGIN)
    actor, known = sight.actor, rows.handles(session, sight.actor.login_id)
    owner = Owner(_owner(step.key, actor.login_id), actor.login_name, actor.display_name)
    return passkey_answers.creation(step.site, owner, known, _challenge(step.key, _making(actor.login_id), sight.now))


def register(session: Session, sight: Sight, answer: str, name: str, step: Step) -> SetUp:
    """Keep a passkey of the actor's; return the session that goes on, and codes for paper where she has none yet.

    Raises `AnswerRefused` where it is none, `TooOld` where the page was open for too long.
    """
    access.demand(sight.actor, Action.KEEP_LOGIN)
    login_id = sight.actor.login_id
    challenge = passkey_answers.challenge_of_creation(answer)
    _asked_at(step.key, _making(login_id), challenge, sight.now)
    made = passkey_answers.created(answer, challenge, step.site)
    if rows.by_handle(session, made.handle) is not None:
        raise AnswerRefused("this passkey is here already")
    rows.add(session, login_id, (made.handle, made.public_key, made.sign_count), name, sight.now)
    _record(session, login_id, "login.passkey", sight.now, person_id=sight.actor.person_id)
    papers: Sequence[str] = ()
    if not factors.papers_left(session, login_id):
        papers = second_factors.new_papers(session, login_id, step.key, sight.now)
    return SetUp(logins.opened(session, login_id, PASSKEY, sight.now, step.rules, step.device), papers)


def wish_to_sign_in(step: Step, now: datetime) -> str:
    """Return what a browser needs to let its owner choose one of her passkeys for this house."""
    return passkey_answers.request(step.site, (), _challenge(step.key, ANYBODY, now))


def sign_in(session: Session, answer: str, step: Step, now: datetime) -> str | None:
    """Return the token of a session that is all the way in, or None where the passkey opens nothing.

    Raises `TooOld` where the page was open for too long.
    """
    used = _used(session, answer, ANYBODY, step, now)
    if used is None:
        return None
    _record(session, used.login_id, "login.sign_in", now)
    return logins.opened(session, used.login_id, PASSKEY, now, step.rules, step.device)


def wish_to_prove(session: Session, sight: Sight, step: Step) -> str | None:
    """Return what a browser needs to use one of the actor's passkeys; None where she has none."""
    known = rows.handles(session, sight.actor.login_id)
    if not known:
        return None
    challenge = _challenge(step.key, _proving(sight.actor.login_id), sight.now)
    return passkey_answers.request(step.site, known, challenge)


def enter(session: Session, sight: Sight, answer: str, step: Step) -> str | None:
    """Return the token of a session that is all the way in by the second step, or None where it is not her passkey."""
    if not prove(session, sight, answer, step):
        return None
    return logins.opened(session, sight.actor.login_id, PASSKEY, sight.now, step.rules, step.device)


def prove(session: Session, sight: Sight, answer: str, step: Step) -> bool:
    """Say whether the actor has proven by a passkey that it is her; raise `TooOld` where she took too long."""
    login_id = sight.actor.login_id
    used = _used(session, answer, _proving(login_id), step, sight.now)
    if used is None or used.login_id != login_id:
        return False
    _record(session, login_id, "login.second.passkey", sight.now, person_id=sight.actor.person_id)
    return True


def listed(session: Session, sight: Sight) -> Sequence[OwnPasskey]:
    """Return the actor's passkeys."""
    access.demand(sight.actor, Action.KEEP_LOGIN)
    return rows.listed(session, sight.actor.login_id)


def remove(session: Session, sight: Sight, uid: UUID, rules: SignInRules) -> None:
    """Take a passkey of the actor's away; with the last factor go the codes on paper.

    Raises `NotFound` where it is not hers, `StillNeeded` where her roles ask for a second factor and it is the last.
    """
    access.demand(sight.actor, Action.KEEP_LOGIN)
    login_id = sight.actor.login_id
    if not rows.remove(session, login_id, uid, sight.now):
        raise NotFound("no such passkey, or not yours")
    if not factors.has_any(session, login_id, (APP, PASSKEY)):
        if rules.wants_second(sight.actor):
            raise StillNeeded("a role asks for a second factor")
        factors.remove(session, login_id, (PAPER,), sight.now)
    _record(session, login_id, "login.passkey_removed", sight.now, person_id=sight.actor.person_id)


def _used(session: Session, answer: str, purpose: str, step: Step, now: datetime) -> Used | None:
    """Take an answer, once; None where no passkey here gave it."""
    try:
        given = passkey_answers.signature(answer)
        asked_at = _asked_at(step.key, purpose, given.challenge, now)
        kept = rows.by_handle(session, given.handle)
        if kept is None or not _is_owner(step.key, kept, given):
            return None
        count = passkey_answers.count_of(given, kept.public_key, step.site)
    except AnswerRefused:
        return None
    if not factors.take_step(session, kept.credential_id, asked_at, now):
        raise TooOld("this question was answered before")
    if (count or kept.sign_count) and count <= kept.sign_count:
        # Two devices count for themselves: somebody has made a copy. WebAuthn 7.2 leaves what to do to the house.
        detail = {"kept": kept.sign_count, "said": count}
        _record(session, kept.login_id, "login.passkey_copied", now, detail=detail)
        return None
    rows.counted(session, kept.credential_id, count)
    return Used(kept.login_id, kept.credential_id)


def _is_owner(key: bytes, kept: Kept, given: Signature) -> bool:
    return given.owner_handle is None or hmac.compare_digest(given.owner_handle, _owner(key, kept.login_id))


def _challenge(key: bytes, purpose: str, now: datetime) -> bytes:
    return sealing.sealed(key, ((now - EPOCH) // MICROSECOND).to_bytes(8), purpose).encode()


def _asked_at(key: bytes, purpose: str, challenge: bytes, now: datetime) -> int:
    """Return the microsecond in which a challenge was made; raise `AnswerRefused` where it was not for this."""
    try:
        made = int.from_bytes(sealing.opened(key, challenge.decode("ascii", "replace"), purpose))
    except SealBroken:
        raise AnswerRefused("this was not asked here") from None
    if (now - EPOCH) // MICROSECOND - made > LASTS // MICROSECOND:
        raise TooOld("asked too long ago")
    return made


def _owner(key: bytes, login_id: int) -> bytes:
    """Return under which handle devices keep the owner: the same for all her passkeys, and nothing to read."""
    return hmac.new(key, f"passkey owner {login_id}".encode(), hashlib.sha256).digest()


def _making(login_id: int) -> str:
    return f"passkey made by {login_id}"


def _proving(login_id: int) -> str:
    return f"passkey of {login_id}"


def _record(
    session: Session,
    login_id: int,
    act: str,
    now: datetime,
    *,
    person_id: int | None = None,
    detail: dict[str, int] | None = None,
) -> None:
    audit.add(session, act, str(login_id), now, by=login_id, person_id=person_id, detail=detail)
