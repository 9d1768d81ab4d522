"""One's own password: changed with the old one, by the rules of NIST SP 800-63B; whoever else was signed in is out."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from uuid import UUID

from timeclock.core import passwords as rules
from timeclock.core.passwords import PasswordFault
from timeclock.service import access, logins
from timeclock.service.access import Action
from timeclock.service.sight import Sight
from timeclock.settings import data_directory
from timeclock.store import audit, second_factors, web_sessions
from timeclock.store import passwords as rows
from timeclock.store.db import Session
from timeclock.store.second_factors import APP, PASSKEY

# What anybody tries first on pages like these.
HOUSE_WORDS = ("zeiterfassung", "zeitwirtschaft", "timeclock", "stempeluhr")


class PasswordRefused(ValueError):
    """The new password is not taken."""

    def __init__(self, fault: PasswordFault, least: int) -> None:
        super().__init__(f"the new password is refused: {fault}")
        self.fault, self.least = fault, least


@dataclass(frozen=True, slots=True)
class Chosen:
    """The old password, which was found to be right, the new one, and the session that goes on."""

    old: str
    new: str
    session_uid: UUID


def change(session: Session, sight: Sight, chosen: Chosen, city_name: str) -> int:
    """Give the actor her new password, and end her other sessions; return how many. The edge asked for the old one.

    Raises `PasswordRefused` where the new one could be guessed.
    """
    access.demand(sight.actor, Action.KEEP_LOGIN)
    actor = sight.actor
    own = rules.words_of(actor.login_name, actor.display_name, city_name, *HOUSE_WORDS)
    shortest = least(session, sight)
    fault = rules.fault(chosen.new, shortest, known(), own)
    if fault is None and rules.normal(chosen.new) == rules.normal(chosen.old):
        fault = PasswordFault.THE_SAME
    if fault is not None:
        raise PasswordRefused(fault, shortest)
    rows.replace(session, actor.login_id, logins.password_hash(chosen.new), sight.now, first_until=None)
    ended = web_sessions.end_all(session, actor.login_id, but=chosen.session_uid)
    web_sessions.confirm(session, chosen.session_uid, sight.now)
    by, person_id = actor.login_id, actor.person_id
    audit.add(session, "login.password", str(by), sight.now, by=by, person_id=person_id, detail={"ended": ended})
    return ended


def least(session: Session, sight: Sight) -> int:
    """Return how many characters the actor's password has to have: fewer beside another factor."""
    has_second = second_factors.has_any(session, sight.actor.login_id, (APP, PASSKEY))
    return rules.LEAST_BESIDE_ANOTHER_FACTOR if has_second else rules.LEAST_ALONE


@cache
def known() -> Collection[str]:
    """Return the passwords that everybody tries first, shipped with the house."""
    return frozenset((data_directory("config") / "common-passwords.txt").read_text("utf-8").split("\n"))
