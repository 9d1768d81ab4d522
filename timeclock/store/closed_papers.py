"""Closed months of which somebody has no timesheet yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select

from timeclock.store.db import Session
from timeclock.store.schema.documents import document
from timeclock.store.schema.months import month
from timeclock.store.schema.people import employment


@dataclass(frozen=True, slots=True)
class Missing:
    """A month of an employment, in the version in which it is closed now."""

    employment_id: int
    employment_uid: UUID
    month: date
    version: int


def owners(session: Session, kind: str, media: str, since: date) -> int:
    """Return how many people have a closed month from a first day on that no document was made of since."""
    c = employment.c
    found = _missing(kind, media, since).with_only_columns(func.count(c.person_id.distinct()))
    number: int = session.execute(found).scalar_one()
    return number


def next_owner(session: Session, kind: str, media: str, since: date, after: int) -> int | None:
    """Return the first person after an id who has one."""
    c = employment.c
    later = _missing(kind, media, since).where(c.person_id > after).with_only_columns(func.min(c.person_id))
    found: int | None = session.execute(later).scalar_one()
    return found


def of_person(session: Session, kind: str, media: str, since: date, person_id: int) -> Sequence[Missing]:
    """Return these months of one person, the oldest first."""
    mine = _missing(kind, media, since).where(employment.c.person_id == person_id)
    return [Missing(*row) for row in session.execute(mine.order_by(month.c.month, month.c.employment_id))]


def _missing(kind: str, media: str, since: date) -> Select[Any]:
    c, d = month.c, document.c
    made = (
        select(d.id)
        .where(d.employment_id == c.employment_id, d.month == c.month, d.kind == kind, d.media == media)
        .where(d.at >= c.facts_until)
        .exists()
    )
    return (
        select(c.employment_id, employment.c.uid, c.month, c.version)
        .join(employment, employment.c.id == c.employment_id)
        .where(c.reopened_at.is_(None), c.month >= since, ~made)
    )
