"""The roles logins hold: of whom, for which unit, since when; and how one ends."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, func, insert, select, update

from timeclock.store import facts
from timeclock.store.db import Session
from timeclock.store.people import in_force
from timeclock.store.schema.access import login, role_grant
from timeclock.store.schema.evidence import ledger_record
from timeclock.store.schema.people import unit, unit_version


@dataclass(frozen=True, slots=True)
class Held:
    """A role of a login, from a day on; no unit is the whole city."""

    login_id: int
    role: str
    unit_id: int | None
    unit_uid: UUID | None
    unit_name: str | None
    since: date
    until: date | None


def of_logins(session: Session, login_ids: Collection[int], day: date) -> Sequence[Held]:
    """Return the roles these logins hold on a day or are to hold later, with the units as they are called then."""
    c = role_grant.c
    named = (unit_version.c.unit_id == c.unit_id) & in_force(unit_version, day)
    rows = session.execute(
        select(c.login_id, c.role, c.unit_id, unit.c.uid, unit_version.c.name, c.valid_from, c.valid_to)
        .join(unit, unit.c.id == c.unit_id, isouter=True)
        .join(unit_version, named, isouter=True)
        .where(c.login_id.in_(login_ids), *open_on(day))
        .order_by(c.login_id, c.role, c.id)
    )
    return [Held(*row) for row in rows]


def everywhere(session: Session, roles: Collection[str], day: date) -> Sequence[tuple[int, str]]:
    """Return who can sign in and holds one of these roles for the whole city on a day."""
    c = role_grant.c
    rows = session.execute(
        select(c.login_id, c.role)
        .join(login, login.c.id == c.login_id)
        .where(c.role.in_(roles), c.unit_id.is_(None), in_force(role_grant, day), login.c.disabled_at.is_(None))
    )
    return [(row.login_id, row.role) for row in rows]


def is_held(session: Session, login_id: int, role: str, unit_id: int | None, day: date) -> bool:
    """Say whether a login holds exactly this role on a day or is to hold it later."""
    found = select(role_grant.c.id).where(*_exactly(login_id, role, unit_id), *open_on(day)).limit(1)
    return session.execute(found).first() is not None


def end(session: Session, login_id: int, role: str, unit_id: int | None, day: date, now: datetime) -> bool:
    """Let a login hold a role no more from a day on; say whether it held it. One that was to end later ends earlier."""
    c = role_grant.c
    mine = (*_exactly(login_id, role, unit_id), *open_on(day))
    # One that has not begun yet holds on no day at all, which only a row that counts no more can say.
    changes = ((c.valid_from < day, {"valid_to": day}), (c.valid_from >= day, {"superseded_at": now}))
    ended = [
        row
        for begun, values in changes
        for row in session.execute(update(role_grant).where(*mine, begun).values(values).returning(*c)).mappings()
    ]
    for row in ended:
        said = (ledger_record.c.kind == role_grant.name, ledger_record.c.subject == facts.subject_of(role_grant, row))
        version = session.execute(select(func.count()).select_from(ledger_record).where(*said)).scalar_one() + 1
        session.execute(insert(ledger_record), facts.record_of(role_grant, row, now, version=version))
    return bool(ended)


def open_on(day: date) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions that a role is held on a day or will be."""
    c = role_grant.c
    return c.superseded_at.is_(None), c.valid_to.is_(None) | (c.valid_to > day)


def _exactly(login_id: int, role: str, unit_id: int | None) -> tuple[ColumnElement[bool], ...]:
    c = role_grant.c
    return c.login_id == login_id, c.role == role, c.unit_id.is_not_distinct_from(unit_id)
