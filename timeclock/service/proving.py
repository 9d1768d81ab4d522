"""Asked again who one is, before what must not happen at an unattended screen: by password, code or passkey."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from timeclock.service import logins, passkeys, second_factors
from timeclock.service.second_factors import Step
from timeclock.service.sight import Sight
from timeclock.store import web_sessions
from timeclock.store.db import Session


@dataclass(frozen=True, slots=True)
class Proof:
    """What somebody proves herself by: one of them is enough."""

    password: str
    code: str
    passkey: str


def prove(session: Session, sight: Sight, session_uid: UUID, proof: Proof, source: str, step: Step) -> bool:
    """Say whether it is the actor; if so, her session is as good as fresh for a while. Failures are counted.

    Raises `TooManyAttempts` where there were too many of late, `TooOld` where she took too long with a passkey.
    """
    if proof.password:
        is_her = logins.confirm(session, sight.actor, proof.password, source, sight.now, step.rules)
    elif proof.passkey:
        is_her = passkeys.prove(session, sight, proof.passkey, step)
    else:
        is_her = second_factors.prove(session, sight, proof.code, step) is not None
    if is_her:
        web_sessions.confirm(session, session_uid, sight.now)
    return is_her
