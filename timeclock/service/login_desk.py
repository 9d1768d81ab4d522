"""What operators do about logins: add one, help somebody in, keep her out, entrust her; on record, and at once."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from timeclock.service import logins
from timeclock.service.access import Role
from timeclock.store import audit, passwords, people, role_grants, second_factors, web_sessions
from timeclock.store import logins as rows
from timeclock.store.db import Session
from timeclock.store.scope import Scope
from timeclock.store.second_factors import APP, PAPER, PASSKEY

# A first password is for being handed over, not for being kept (ASVS 6.4.1).
FIRST_LASTS = timedelta(hours=72)
FIRST_BYTES = 12


class NoSuchLogin(LookupError):
    """Nobody signs in under this name."""

    def __init__(self, name: str) -> None:
        super().__init__(f"nobody signs in as {name!r}")


class NotAdded(ValueError):
    """No login was added, or nobody entrusted; the message says why."""


@dataclass(frozen=True, slots=True)
class NewLogin:
    """Who is to sign in by which name; whoever is employed by her staff number."""

    name: str
    shown: str
    staff_no: str | None = None


def add(session: Session, new: NewLogin, day: date, now: datetime) -> str:
    """Add a login; return its first password, shown this once."""
    person_id = None
    if new.staff_no is not None:
        found = people.by_staff_no(session, new.staff_no, day, Scope.system("login"))
        if found is None:
            raise NotAdded(f"nobody is employed under {new.staff_no!r} on {day}")
        person_id = found.person_id
        if rows.of_person(session, person_id) is not None:
            raise NotAdded(f"{new.staff_no!r} has a login already")
    if rows.id_of(session, new.name) is not None:
        raise NotAdded(f"somebody signs in as {new.name!r} already")
    made = secrets.token_urlsafe(FIRST_BYTES)
    hashed, until = logins.password_hash(made), now + FIRST_LASTS
    login_id = rows.add(session, new.name, new.shown, hashed, now, person_id=person_id, first_until=until)
    audit.add(session, "login.added", str(login_id), now, by=None, person_id=person_id)
    return made


def give_role(session: Session, name: str, role: Role, unit: str | None, day: date, now: datetime) -> None:
    """Entrust a login with a role from a day on, for a unit by name or everywhere."""
    login_id, unit_id = _login(session, name), _unit(session, unit, day)
    if role_grants.is_held(session, login_id, role.value, unit_id, day):
        raise NotAdded(f"{name!r} holds this role already")
    rows.grant(session, login_id, role.value, unit_id, day, now, by=None)
    audit.add(session, "login.role_given", str(login_id), now, by=None, detail={"role": role.value})


def end_role(session: Session, name: str, role: Role, unit: str | None, day: date, now: datetime) -> None:
    """Let a login hold a role no more from a day on; whoever is in is out."""
    login_id = _login(session, name)
    if not role_grants.end(session, login_id, role.value, _unit(session, unit, day), day, now):
        raise NotAdded(f"{name!r} does not hold this role")
    _end(session, login_id, "login.role_ended", now)


def give_password(session: Session, name: str, now: datetime) -> str:
    """Return a first password, shown this once; its owner has to choose her own, and nothing else is open to her."""
    login_id = _login(session, name)
    made = secrets.token_urlsafe(FIRST_BYTES)
    passwords.replace(session, login_id, logins.password_hash(made), now, first_until=now + FIRST_LASTS)
    _end(session, login_id, "login.password_given", now)
    return made


def forget_second_factor(session: Session, name: str, now: datetime) -> int:
    """Take app, codes and passkeys of somebody who lost them; return how many. Her password stays asked for."""
    login_id = _login(session, name)
    gone = second_factors.remove(session, login_id, (APP, PAPER, PASSKEY), now)
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


def _unit(session: Session, name: str | None, day: date) -> int | None:
    """Return a unit by its name of a day; None is the whole city."""
    if name is None:
        return None
    found = [unit_id for unit_id, shown in people.unit_names(session, day).items() if shown == name]
    if len(found) != 1:
        raise NotAdded(f"{len(found)} units are called {name!r} on {day}")
    return found[0]


def _end(session: Session, login_id: int, act: str, now: datetime) -> None:
    ended = web_sessions.end_all(session, login_id, but=None)
    audit.add(session, act, str(login_id), now, by=None, detail={"ended": ended})
