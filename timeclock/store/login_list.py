"""All logins of people, found by name, a page at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, exists, func, or_, select

from timeclock.i18n import sorting
from timeclock.store.db import Session
from timeclock.store.logins import HAS_SECOND
from timeclock.store.role_grants import open_on
from timeclock.store.schema.access import login, role_grant
from timeclock.store.schema.people import person


@dataclass(frozen=True, slots=True)
class Listed:
    """A login: how somebody signs in, and whether she still can."""

    login_id: int
    name: str
    display_name: str
    person_id: int | None
    disabled_at: datetime | None
    signed_in_at: datetime | None
    has_second: bool


@dataclass(frozen=True, slots=True)
class Sought:
    """Whose login to find: all words meet it, and it holds a role, or whoever's."""

    words: tuple[str, ...]
    only_entrusted: bool


def page(session: Session, sought: Sought, day: date, first: int, most: int) -> tuple[int, Sequence[Listed]]:
    """Return how many logins are meant, and so many of them by name, from the first one on."""
    c = login.c
    query = (
        select(c.id, c.name, c.display_name, c.person_id, c.disabled_at, c.signed_in_at, HAS_SECOND.label("has_second"))
        .join(person, person.c.id == c.person_id, isouter=True)
        .where(c.kind == "person", *map(_met, sought.words))
    )
    if sought.only_entrusted:
        query = query.where(exists().where(role_grant.c.login_id == c.id, *open_on(day)))
    count = session.execute(select(func.count()).select_from(query.subquery())).scalar_one()
    rows = session.execute(query.order_by(c.display_name, c.id).offset(first).limit(most))
    return count, [_listed(row) for row in rows]


def _listed(row: Any) -> Listed:
    whose = (row.id, row.name, row.display_name, row.person_id)
    return Listed(*whose, row.disabled_at, row.signed_in_at, bool(row.has_second))


def _met(word: str) -> ColumnElement[bool]:
    shown = (
        func.lower(column).contains(word.lower(), autoescape=True) for column in (login.c.name, login.c.display_name)
    )
    if known := sorting.sought(word):
        return or_(*shown, person.c.sought_as.contains(known, autoescape=True))
    return or_(*shown)
