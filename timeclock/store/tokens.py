"""Personal tokens: credentials of kind `api`, kept as hashes, each with a name, scopes and an end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, insert, select, update

from timeclock.store.db import Session
from timeclock.store.ids import new_uid
from timeclock.store.logins import LoginRow
from timeclock.store.schema.access import api_token, credential, login
from timeclock.store.schema.people import person

KIND = "api"


@dataclass(frozen=True, slots=True)
class TokenRow:
    """One token as its owner sees it; the secret itself is nowhere."""

    credential_id: int
    uid: UUID
    name: str
    scopes: frozenset[str]
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None
    revoked_at: datetime | None

    def works_at(self, now: datetime) -> bool:
        return self.revoked_at is None and now < self.expires_at


@dataclass(frozen=True, slots=True)
class NewToken:
    """A token to be made; `secret_hash` is all that is kept of its secret."""

    name: str
    scopes: frozenset[str]
    expires_at: datetime
    secret_hash: str


def add(session: Session, login_id: int, new: NewToken, now: datetime) -> UUID:
    """Give a login one more token; return its uid."""
    values = {
        "login_id": login_id,
        "kind": KIND,
        "secret_or_subject": new.secret_hash,
        "created_at": now,
        "revoked_at": None,
    }
    credential_id = session.execute(insert(credential).returning(credential.c.id), values).scalar_one()
    uid = new_uid(now)
    token = {
        "credential_id": credential_id,
        "uid": uid,
        "name": new.name,
        "scopes": sorted(new.scopes),
        "expires_at": new.expires_at,
        "used_at": None,
    }
    session.execute(insert(api_token), token)
    return uid


def by_secret(session: Session, secret_hash: str) -> tuple[TokenRow, LoginRow] | None:
    """Return the token of that secret with the login it stands for, unless the login was disabled."""
    row = session.execute(
        _tokens()
        .add_columns(login.c.id.label("login_id"), login.c.name.label("login_name"))
        .add_columns(login.c.display_name, login.c.person_id, person.c.locale)
        .join(login, login.c.id == credential.c.login_id)
        .join(person, person.c.id == login.c.person_id, isouter=True)
        .where(credential.c.kind == KIND, credential.c.secret_or_subject == secret_hash, login.c.disabled_at.is_(None))
    ).first()
    if row is None:
        return None
    who = LoginRow(row.login_id, row.login_name, row.display_name, row.person_id, row.locale or "de")
    return _row(row), who


def listed(session: Session, login_id: int) -> Sequence[TokenRow]:
    """Return a login's tokens, the newest first."""
    rows = session.execute(
        _tokens().where(credential.c.login_id == login_id).order_by(credential.c.created_at.desc(), credential.c.id)
    )
    return [_row(row) for row in rows]


def find(session: Session, login_id: int, uid: UUID) -> TokenRow | None:
    """Return one token of a login by its uid."""
    row = session.execute(_tokens().where(credential.c.login_id == login_id, api_token.c.uid == uid)).first()
    return None if row is None else _row(row)


def revoke(session: Session, credential_id: int, now: datetime) -> None:
    session.execute(update(credential).where(credential.c.id == credential_id).values(revoked_at=now))


def saw(session: Session, credential_id: int, now: datetime, *, expires_at: datetime | None = None) -> None:
    """Write down that a token was used, and until when it works from now on where that moves."""
    moved = {} if expires_at is None else {"expires_at": expires_at}
    held = update(api_token).where(api_token.c.credential_id == credential_id)
    session.execute(held.values(used_at=now, **moved))


def _tokens() -> Select[tuple[object, ...]]:
    return select(api_token, credential.c.created_at, credential.c.revoked_at).join(
        credential, credential.c.id == api_token.c.credential_id
    )


def _row(row: object) -> TokenRow:
    names = ("credential_id", "uid", "name", "scopes", "created_at", "expires_at", "used_at", "revoked_at")
    values = {name: getattr(row, name) for name in names}
    return TokenRow(**{**values, "scopes": frozenset(values["scopes"])})
