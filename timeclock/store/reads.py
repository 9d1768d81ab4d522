"""Who read somebody's data: each look that is on record, with what the reader was entrusted with then."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, cast, func, select
from sqlalchemy.dialects.postgresql import JSONB

from timeclock.core.spans import Span
from timeclock.store.db import Session, is_postgresql
from timeclock.store.schema.access import login, role_grant
from timeclock.store.schema.evidence import access_read
from timeclock.store.schema.requests import deputy


@dataclass(frozen=True, slots=True)
class Read:
    """One look at somebody's data: when, by whom, on which page, and for what; `people` is how many were looked at."""

    at: datetime
    login_id: int
    name: str
    route: str
    purpose: str
    people: int


@dataclass(frozen=True, slots=True)
class Held:
    """What a login was entrusted with in these days: a role, or to stand in for somebody (`principal`)."""

    login_id: int
    role: str
    principal: str | None
    valid_from: date
    valid_to: date | None

    def holds(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


def of_person(session: Session, person_id: int, span: Span) -> Sequence[Read]:
    """Return who else read a person's data in a span, the newest first. The caller has checked that it is herself."""
    c = access_read.c
    rows = session.execute(
        select(c.at, c.by, login.c.display_name, c.route, c.purpose, c.person_ids)
        .join(login, login.c.id == c.by)
        .where(c.at >= span.from_at, c.at < span.to_at, naming(session, person_id))
        .where(login.c.person_id.is_distinct_from(person_id))
        .order_by(c.at.desc(), c.id.desc())
    )
    return [Read(row.at, row.by, row.display_name, row.route, row.purpose, len(row.person_ids)) for row in rows]


def held(session: Session, login_ids: Sequence[int]) -> Sequence[Held]:
    """Return what these logins were ever entrusted with, and for whom they were named deputies."""
    g, d = role_grant.c, deputy.c
    roles = select(g.login_id, g.role, g.valid_from, g.valid_to).where(
        g.login_id.in_(login_ids), g.superseded_at.is_(None)
    )
    named = (
        select(d.deputy_id, login.c.display_name, d.valid_from, d.valid_to)
        .join(login, login.c.id == d.principal_id)
        .where(d.deputy_id.in_(login_ids), d.superseded_at.is_(None))
    )
    found = [Held(row[0], row[1], None, row[2], row[3]) for row in session.execute(roles.order_by(g.id))]
    return [*found, *(Held(row[0], "deputy", row[1], row[2], row[3]) for row in session.execute(named.order_by(d.id)))]


def naming(session: Session, person_id: int) -> ColumnElement[bool]:
    """Return the condition that a person is among those who were looked at."""
    ids: Any = access_read.c.person_ids
    if is_postgresql(session):
        return cast(ids, JSONB).contains([person_id])
    each = func.json_each(ids).table_valued("value")
    return select(each.c.value).where(each.c.value == person_id).exists()
