"""In which unit each employment of a month is to be closed: the one of its last day in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from timeclock.core.spans import DaySpan
from timeclock.i18n import sorting
from timeclock.store.db import Session
from timeclock.store.people import in_force, in_force_within
from timeclock.store.schema.people import employment, employment_version, placement, unit, unit_version
from timeclock.store.scope import Scope


@dataclass(frozen=True, slots=True)
class Placed:
    """An employment that has days in a month, and the unit it was in on the last of them."""

    employment_id: int
    employment_uid: UUID
    person_id: int
    unit_id: int


@dataclass(frozen=True, slots=True)
class UnitNamed:
    """A unit as people know it."""

    id: int
    uid: UUID
    name: str


def at_the_end_of(
    session: Session, month: DaySpan, scope: Scope, uid: UUID | None = None, person_id: int | None = None
) -> Sequence[Placed]:
    """Return the employments that have days in a month and were in a unit of the scope on the last of them.

    With a uid that employment alone, with a person hers.
    """
    v, p = employment_version.c, placement.c
    query = (
        select(
            employment.c.id, employment.c.uid, employment.c.person_id, p.unit_id, v.valid_to, p.valid_to.label("left")
        )
        .join(employment_version, v.employment_id == employment.c.id)
        .join(placement, p.employment_id == employment.c.id)
        .where(in_force_within(employment_version, month), in_force_within(placement, month))
        .order_by(employment.c.id)
    )
    if uid is not None:
        query = query.where(employment.c.uid == uid)
    if person_id is not None:
        query = query.where(employment.c.person_id == person_id)
    last: dict[int, Any] = {}
    for row in session.execute(query):
        if row.id not in last or _end(row, month) > _end(last[row.id], month):
            last[row.id] = row
    found = (Placed(row.id, row.uid, row.person_id, row.unit_id) for row in last.values())
    return [each for each in found if _covers(scope, each)]


def _end(row: Any, month: DaySpan) -> date:
    return min(row.valid_to or month.to_day, row.left or month.to_day, month.to_day)


def _covers(scope: Scope, each: Placed) -> bool:
    return scope.everybody or (each.unit_id in scope.unit_ids and each.person_id != scope.but_person_id)


def units(session: Session, unit_ids: Iterable[int], day: date) -> Mapping[int, UnitNamed]:
    """Return these units by their ids, in the order of their names, as they were on a day."""
    rows = session.execute(
        select(unit.c.id, unit.c.uid, unit_version.c.name)
        .join(unit_version, (unit_version.c.unit_id == unit.c.id) & in_force(unit_version, day))
        .where(unit.c.id.in_(set(unit_ids)))
    )
    found = sorted((UnitNamed(*row) for row in rows), key=lambda each: sorting.place(each.name))
    return {each.id: each for each in found}
