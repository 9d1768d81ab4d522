"""All that is held of one person's employments, dated row by row, for whoever keeps them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, Table, func, select, update

from timeclock.core.timelines import Stretch
from timeclock.store import staff
from timeclock.store.db import Session
from timeclock.store.schema.access import login
from timeclock.store.schema.models import assignment, holiday, model
from timeclock.store.schema.people import (
    employer,
    employment,
    employment_version,
    person,
    placement,
    terms,
    unit_version,
)
from timeclock.store.schema.stamps import stamp
from timeclock.store.staff import Kept, Terms, Turn


@dataclass(frozen=True, slots=True)
class Worked:
    """Where somebody works and where her pay is booked; the unit by its id and as it is called now."""

    unit_id: int
    unit_name: str
    cost_centre: str | None


@dataclass(frozen=True, slots=True)
class Assigned:
    """The model somebody works by, with its title and the first day of its rhythm."""

    model_id: int
    code: str
    title: str
    anchor_day: date


@dataclass(frozen=True, slots=True)
class Course:
    """One employment with every dated row that counts, the oldest first."""

    employment_id: int
    uid: UUID
    employer: str
    staff_no: str
    employed: tuple[Kept[None], ...]
    terms: tuple[Kept[Terms], ...]
    placed: tuple[Kept[Worked], ...]
    assigned: tuple[Kept[Assigned], ...]


@dataclass(frozen=True, slots=True)
class Known:
    """Who a person is."""

    id: int
    uid: UUID
    given_name: str
    family_name: str
    born_on: date | None


@dataclass(frozen=True, slots=True)
class LoginKnown:
    """A login of hers, and whether it may still be used."""

    name: str
    disabled_at: datetime | None


def person_of(session: Session, person_id: int) -> Known:
    row = session.execute(select(person).where(person.c.id == person_id)).one()
    return Known(row.id, row.uid, row.given_name, row.family_name, row.born_on)


def courses(session: Session, person_id: int) -> Sequence[Course]:
    """Return every employment of a person, with all that was, is and shall be. The caller may read her."""
    mine = employment.c.person_id == person_id
    rows = session.execute(
        select(employment, employer.c.name).join(employer, employer.c.id == employment.c.employer_id).where(mine)
    ).all()
    named = (unit_version.c.unit_id == placement.c.unit_id) & unit_version.c.superseded_at.is_(None)
    placed = (
        select(placement, unit_version.c.name)
        .join(unit_version, named & unit_version.c.valid_to.is_(None), isouter=True)
        .join(employment, employment.c.id == placement.c.employment_id)
    )
    assigned = (
        select(assignment, model.c.code, model.c.title)
        .join(model, model.c.id == assignment.c.model_id)
        .join(employment, employment.c.id == assignment.c.employment_id)
    )
    held = {
        "employed": _kept(session, _of(employment_version).where(mine), employment_version, lambda _row: None),
        "terms": _kept(
            session,
            _of(terms).where(mine),
            terms,
            lambda row: Terms(row.regime, row.weekly_min, row.days_per_week, row.holiday_calendar),
        ),
        "placed": _kept(
            session,
            placed.where(mine),
            placement,
            lambda row: Worked(row.unit_id, row.name or "", row.cost_centre),
        ),
        "assigned": _kept(
            session,
            assigned.where(mine),
            assignment,
            lambda row: Assigned(row.model_id, row.code, row.title, row.anchor_day),
        ),
    }
    found = (
        Course(row.id, row.uid, row.name, row.staff_no, **{kind: each.get(row.id, ()) for kind, each in held.items()})
        for row in rows
    )
    return sorted(found, key=lambda each: each.staff_no)


def _of(table: Any) -> Select[Any]:
    return select(table).join(employment, employment.c.id == table.c.employment_id)


def _kept(session: Session, query: Select[Any], table: Any, value: Any) -> Mapping[int, tuple[Kept[Any], ...]]:
    found: dict[int, tuple[Kept[Any], ...]] = {}
    for row in session.execute(query.where(table.c.superseded_at.is_(None)).order_by(table.c.valid_from)):
        kept = Kept(row.id, Stretch(row.valid_from, row.valid_to, value(row)))
        found[row.employment_id] = (*found.get(row.employment_id, ()), kept)
    return found


def logins(session: Session, person_id: int) -> Sequence[LoginKnown]:
    rows = session.execute(select(login.c.name, login.c.disabled_at).where(login.c.person_id == person_id))
    return tuple(LoginKnown(*row) for row in rows.all())


def last_uses(session: Session, person_id: int) -> Mapping[str, datetime]:
    """Return by the hash of each badge when a person last stamped with it; those she never used are not in it."""
    c = stamp.c
    hers = (c.person_id == person_id, c.badge_hash.is_not(None), c.at.is_not(None))
    rows = session.execute(select(c.badge_hash, func.max(c.at)).where(*hers).group_by(c.badge_hash))
    return {row[0]: row[1] for row in rows}


# Where rows of each kind stand, and their columns beside the days they hold.
WRITTEN: Mapping[str, tuple[Table, Any]] = {
    "employed": (employment_version, lambda _value: {}),
    "terms": (terms, asdict),
    "placed": (placement, lambda value: {"unit_id": value.unit_id, "cost_centre": value.cost_centre}),
    "assigned": (assignment, lambda value: {"model_id": value.model_id, "anchor_day": value.anchor_day}),
}


def turn(session: Session, employment_id: int, kind: str, what: Turn[Any], by: int, now: datetime) -> None:
    """Let rows of one kind no longer count and add those that begin."""
    table, columns = WRITTEN[kind]
    staff.turn(session, table, [(employment_id, what)], columns, now, by=by)


def rename(session: Session, person_id: int, family_name: str, given_name: str) -> None:
    values = staff.name_columns(family_name, given_name)
    session.execute(update(person).where(person.c.id == person_id).values(values))


def calendars(session: Session) -> Sequence[str]:
    """Return the names of the holiday calendars there are."""
    return session.execute(select(holiday.c.calendar).distinct().order_by(holiday.c.calendar)).scalars().all()
