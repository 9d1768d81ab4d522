"""Logins, their credentials and sessions in the browser, and the roles they hold."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, exists, false, func, insert, null, or_, select, true, update

from timeclock.store import facts
from timeclock.store.away import is_away
from timeclock.store.db import Session
from timeclock.store.notices import FORGOTTEN_STAMP
from timeclock.store.people import in_force
from timeclock.store.questions import Question, names
from timeclock.store.schema.access import credential, login, login_attempt, role_grant, web_session
from timeclock.store.schema.evidence import ledger_record
from timeclock.store.schema.notices import notice
from timeclock.store.schema.people import person
from timeclock.store.schema.requests import deputy

# Under this name failed requests with a token are counted; no login can have it.
NOBODY = ""
SUPERVISOR = "supervisor"
PRINCIPAL = login.alias("principal_login")


@dataclass(frozen=True, slots=True)
class LoginRow:
    """A login with the names it is shown by."""

    id: int
    name: str
    display_name: str
    person_id: int | None
    locale: str
    unread: int = 0


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A browser session; ends at `expires_at`, or by idleness counted from `seen_at`."""

    login: LoginRow
    uid: UUID
    seen_at: datetime
    expires_at: datetime
    confirmed_at: datetime
    factor: str
    is_first: bool
    has_second: bool


def by_name(session: Session, name: str, now: datetime) -> tuple[int, str] | None:
    """Return a usable login's id and its password hash; what somebody else gave is usable for a while alone."""
    found = session.execute(
        select(login.c.id, credential.c.secret_or_subject)
        .join(credential, credential.c.login_id == login.c.id)
        .where(
            login.c.name == name,
            login.c.disabled_at.is_(None),
            credential.c.kind == "password",
            credential.c.revoked_at.is_(None),
            or_(credential.c.first_until.is_(None), credential.c.first_until > now),
        )
        .order_by(credential.c.created_at.desc())
    ).first()
    return None if found is None else (found[0], found[1])


def id_of(session: Session, name: str) -> int | None:
    """Return the login of that name, disabled or not."""
    found: int | None = session.execute(select(login.c.id).where(login.c.name == name)).scalar_one_or_none()
    return found


def display_names(session: Session, login_ids: Iterable[int]) -> Mapping[int, str]:
    """Return what these logins are shown as."""
    rows = session.execute(select(login.c.id, login.c.display_name).where(login.c.id.in_(set(login_ids))))
    return {row.id: row.display_name for row in rows}


def disable(session: Session, login_id: int, now: datetime) -> None:
    session.execute(update(login).where(login.c.id == login_id, login.c.disabled_at.is_(None)).values(disabled_at=now))


def of_person(session: Session, person_id: int) -> int | None:
    """Return the login of a person, None where she has none: then others act for her."""
    c = login.c
    mine = select(c.id).where(c.person_id == person_id, c.disabled_at.is_(None)).order_by(c.id).limit(1)
    found: int | None = session.execute(mine).scalar_one_or_none()
    return found


def add(
    session: Session,
    name: str,
    display_name: str,
    password_hash: str,
    now: datetime,
    *,
    person_id: int | None = None,
    first_until: datetime | None = None,
) -> int:
    """Add a login with a password, a first one until some time; return its id."""
    values = {
        "person_id": person_id,
        "kind": "person",
        "name": name,
        "display_name": display_name,
        "disabled_at": None,
    }
    login_id: int = session.execute(insert(login).returning(login.c.id), values).scalar_one()
    secret = {
        "login_id": login_id,
        "kind": "password",
        "secret_or_subject": password_hash,
        "created_at": now,
        "revoked_at": None,
        "first_until": first_until,
    }
    session.execute(insert(credential), secret)
    return login_id


def grant(
    session: Session,
    login_id: int,
    role: str,
    unit_id: int | None,
    since: date,
    now: datetime,
    *,
    by: int | None,
    second_by: int | None = None,
    until: date | None = None,
) -> None:
    """Entrust a login with a role for a unit and all below it, or for the whole city; a fact with its own leaf.

    `until` is the first day without it, None for no end.
    """
    values = {
        "login_id": login_id,
        "role": role,
        "unit_id": unit_id,
        "granted_by": by,
        "second_by": second_by,
        "valid_from": since,
        "valid_to": until,
        "recorded_at": now,
        "recorded_by": by,
        "superseded_at": None,
    }
    row = session.execute(facts.insertion(role_grant), values).mappings().one()
    session.execute(insert(ledger_record), facts.record_of(role_grant, row, now))


def grants(session: Session, login_id: int, day: date) -> list[tuple[str, int | None]]:
    """Return the roles a login holds on a day, each with its unit."""
    rows = session.execute(
        select(role_grant.c.role, role_grant.c.unit_id).where(
            role_grant.c.login_id == login_id, in_force(role_grant, day)
        )
    )
    return [(row.role, row.unit_id) for row in rows]


def open_session(session: Session, values: Mapping[str, Any]) -> None:
    """Open a browser session, and note that its login was let in."""
    session.execute(insert(web_session), values)
    session.execute(update(login).where(login.c.id == values["login_id"]).values(signed_in_at=values["created_at"]))


def session_of(id_hash: bytes) -> Question[SessionRow | None]:
    """Return the question for a browser session with its login, unless the login was disabled."""
    return Question(SESSION, {"logins_hash": id_hash}, _session)


@dataclass(frozen=True, slots=True)
class HeldRole:
    """A role with its unit, None for the whole city; a deputy's holds only `within` a unit, None for everywhere."""

    role: str
    unit_id: int | None
    is_deputy: bool
    within: int | None


def roles_of_session(id_hash: bytes, day: date) -> Question[list[HeldRole]]:
    """Return the question for the roles the login of a browser session holds on a day, or stands in for on it."""
    values = {"logins_hash": id_hash, "logins_day": day}
    return Question(ROLES, values, lambda own, others: [HeldRole(*row) for row in (*own, *others)])


HASH, DAY = names("logins", "hash", "day")
# What her person was told and has not read; of a forgotten stamp today's page says whether it is still missing.
UNREAD = (
    select(func.count(notice.c.id))
    .where(notice.c.person_id == login.c.person_id, notice.c.read_at.is_(None), notice.c.kind != FORGOTTEN_STAMP)
    .scalar_subquery()
)
IS_FIRST = exists().where(
    credential.c.login_id == login.c.id,
    credential.c.kind == "password",
    credential.c.revoked_at.is_(None),
    credential.c.first_until.is_not(None),
)
HAS_SECOND = exists().where(
    credential.c.login_id == login.c.id,
    credential.c.kind.in_(("totp", "passkey")),
    credential.c.revoked_at.is_(None),
)
SESSION = (
    select(
        web_session.c.uid,
        web_session.c.seen_at,
        web_session.c.expires_at,
        web_session.c.confirmed_at,
        web_session.c.factor,
        IS_FIRST.label("is_first"),
        HAS_SECOND.label("has_second"),
        login.c.id,
        login.c.name,
        login.c.display_name,
        login.c.person_id,
        person.c.locale,
        UNREAD.label("unread"),
    )
    .join(login, login.c.id == web_session.c.login_id)
    .join(person, person.c.id == login.c.person_id, isouter=True)
    .where(web_session.c.id_hash == HASH, login.c.disabled_at.is_(None)),
)
ROLES = (
    select(role_grant.c.role, role_grant.c.unit_id, false().label("is_deputy"), null().label("within"))
    .join(web_session, web_session.c.login_id == role_grant.c.login_id)
    .where(web_session.c.id_hash == HASH, in_force(role_grant, DAY)),
    select(role_grant.c.role, role_grant.c.unit_id, true().label("is_deputy"), deputy.c.unit_id.label("within"))
    .join(deputy, deputy.c.principal_id == role_grant.c.login_id)
    .join(web_session, web_session.c.login_id == deputy.c.deputy_id)
    .join(PRINCIPAL, PRINCIPAL.c.id == deputy.c.principal_id)
    .where(web_session.c.id_hash == HASH, in_force(role_grant, DAY), in_force(deputy, DAY))
    .where(role_grant.c.role == SUPERVISOR, is_away(PRINCIPAL.c.person_id, DAY)),
)


def _session(rows: Sequence[Any]) -> SessionRow | None:
    for row in rows:
        who = LoginRow(row.id, row.name, row.display_name, row.person_id, row.locale or "de", row.unread)
        ends = (row.seen_at, row.expires_at, row.confirmed_at)
        return SessionRow(who, row.uid, *ends, row.factor, bool(row.is_first), bool(row.has_second))
    return None


def saw(session: Session, id_hash: bytes, now: datetime) -> None:
    session.execute(update(web_session).where(web_session.c.id_hash == id_hash).values(seen_at=now))


def end_session(session: Session, id_hash: bytes) -> None:
    session.execute(delete(web_session).where(web_session.c.id_hash == id_hash))


def forget_sessions(session: Session, before: datetime) -> None:
    """Drop browser sessions and sign-in attempts that are over."""
    session.execute(delete(web_session).where(web_session.c.expires_at < before))
    session.execute(delete(login_attempt).where(login_attempt.c.at < before))


def note_attempt(session: Session, name: str, source: str, ok: bool, now: datetime) -> None:
    session.execute(insert(login_attempt), {"login_name": name, "source": source, "at": now, "ok": ok})


def failures(session: Session, name: str, source: str, since: datetime) -> tuple[int, int, datetime | None]:
    """Return how often signing in failed since then: this login from this source, all from it, and when first.

    Wrong tokens (`NOBODY`) count for themselves alone: a program must not lock the people behind its address out.
    """
    c = login_attempt.c
    row = session.execute(
        select(func.count().filter(c.login_name == name), func.count(), func.min(c.at)).where(
            c.source == source, c.ok.is_(False), c.at >= since, or_(c.login_name == name, c.login_name != NOBODY)
        )
    ).one()
    return row[0], row[1], row[2]
