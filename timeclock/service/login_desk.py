"""What operators do for somebody who cannot get in any more, or is not to: by name, on record, effective at once."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from timeclock.service import logins
from timeclock.store import audit, passwords, second_factors, web_sessions
from timeclock.store import logins as rows
from timeclock.store.db import Session
from timeclock.store.second_factors import APP, PAPER

# A first password is for being handed over, not for being kept (ASVS 6.4.1).
FIRST_LASTS = timedelta(hours=72)
FIRST_BYTES = 12


class NoSuchLogin(LookupError):
    """Nobody signs in under this name."""

    def __init__(self, name: str) -> None:
        super().__init__(f"nobody signs in as {name!r}")


def give_password(session: Session, name: str, now: datetime) -> str:
    """Return a first password, shown this once; its owner has to choose her own, and nothing else is open to her."""
    login_id = _login(session, name)
    made = secrets.token_urlsafe(FIRST_BYTES)
    passwords.replace(session, login_id, logins.password_hash(made), now, first_until=now + FIRST_LASTS)
    _end(session, login_id, "login.password_given", now)
    return made


def forget_second_factor(session: Session, name: str, now: datetime) -> int:
    """Take app and codes of somebody who lost both; return how many there were. Her password stays asked for."""
    login_id = _login(session, name)
    gone = second_factors.remove(session, login_id, (APP, PAPER), now)
    _end(session, login_id, "login.second_forgotten", now)
    return gone


def disable(session: Session, name: str, now: datetime) -> None:
    """Let nobody in under this name any more; whoever is in is out."""
    login_id = _login(session, name)
    rows.disable(session, login_id, now)
    _end(session, login_id, "login.disabled", now)


def _login(session: Session, name: str) -> int:
    found = rows.id_of(session, name)
    if found is None:
        raise NoSuchLogin(name)
    return found


def _end(session: Session, login_id: int, act: str, now: datetime) -> None:
    ended = web_sessions.end_all(session, login_id, but=None)
    audit.add(session, act, str(login_id), now, by=None, detail={"ended": ended})
