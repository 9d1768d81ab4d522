"""Persons, employments and units: who belongs where on which day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Date, FromClause, Select, and_, bindparam, func, or_, select

from timeclock.core.protections import ProtectionKind
from timeclock.core.spans import DaySpan
from timeclock.i18n import sorting
from timeclock.store.db import Session
from timeclock.store.questions import Question
from timeclock.store.schema.models import assignment, model
from timeclock.store.schema.people import (
    employment,
    employment_version,
    person,
    placement,
    protection,
    unit,
    unit_version,
)
from timeclock.store.scope import Scope


@dataclass(frozen=True, slots=True)
class Employed:
    """One employment with its person, unit and model as of a day."""

    employment_id: int
    employment_uid: UUID
    person_id: int
    staff_no: str
    given_name: str
    family_name: str
    unit_id: int
    unit_name: str
    model_title: str

    def place(self) -> tuple[str, str, str, str]:
        """Return where she stands in a list: by unit and name."""
        unit, family, given = map(sorting.place, (self.unit_name, self.family_name, self.given_name))
        return unit, family, given, self.staff_no


@dataclass(frozen=True, slots=True)
class StaffNumber:
    """The number under which a person is employed."""

    person_id: int
    staff_no: str


def in_force(table: FromClause, day: ColumnElement[date] | date) -> ColumnElement[bool]:
    """Return the SQL condition that a dated row holds on a day and was not superseded."""
    c = table.c
    return and_(c.superseded_at.is_(None), c.valid_from <= day, or_(c.valid_to.is_(None), c.valid_to > day))


def in_force_within(table: FromClause, days: DaySpan) -> ColumnElement[bool]:
    """Return the SQL condition that a dated row holds on any of these days and was not superseded."""
    c = table.c
    ends = or_(c.valid_to.is_(None), c.valid_to > days.from_day)
    return and_(c.superseded_at.is_(None), c.valid_from < days.to_day, ends)


def employed_on(day: ColumnElement[date] | date, among: FromClause = employment) -> Select[Any]:
    """Return the query for `Employed`: everybody as of a day, or as of the days of a table joined to `employment`."""
    return (
        select(
            employment.c.id,
            employment.c.uid,
            employment.c.person_id,
            employment.c.staff_no,
            person.c.given_name,
            person.c.family_name,
            placement.c.unit_id,
            unit_version.c.name,
            func.coalesce(model.c.title, ""),
        )
        .select_from(among)
        .join(person, person.c.id == employment.c.person_id)
        .join(
            employment_version,
            (employment_version.c.employment_id == employment.c.id) & in_force(employment_version, day),
        )
        .join(placement, (placement.c.employment_id == employment.c.id) & in_force(placement, day))
        .join(unit_version, (unit_version.c.unit_id == placement.c.unit_id) & in_force(unit_version, day))
        .join(assignment, (assignment.c.employment_id == employment.c.id) & in_force(assignment, day), isouter=True)
        .join(model, model.c.id == assignment.c.model_id, isouter=True)
    )


def find(session: Session, uid: UUID | None, own_person_id: int | None, day: date, scope: Scope) -> Employed | None:
    """Return the employment of that uid, or without one the first of one's own, where the scope covers the day."""
    if uid is None and own_person_id is not None and scope.reaches(own_person_id):
        found = session.execute(OF_PERSON, {"person_id": own_person_id, "day": day}).first()
        return Employed(*found) if found else None
    which = {"person_id": own_person_id} if uid is None else {"uid": uid}
    found = session.execute(_covered(scope, *which), {**which, "day": day}).first()
    return Employed(*found) if found else None


# Made once for each scope: a supervisor looks at one after the other.
@lru_cache(maxsize=32)
def _covered(scope: Scope, which: str) -> Select[Any]:
    day: ColumnElement[date] = bindparam("day", type_=Date)
    mine = employment.c[which] == bindparam(which)
    return employed_on(day).where(mine, scope.covers(employment.c.id, day)).order_by(employment.c.staff_no)


def by_staff_no(session: Session, staff_no: str, day: date, scope: Scope) -> Employed | None:
    """Return an employment by its staff number."""
    which = {"staff_no": staff_no}
    found = session.execute(_covered(scope, *which), {**which, "day": day}).first()
    return Employed(*found) if found else None


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose employment is meant: that of a uid, that of a staff number, or the first of a person."""

    uid: UUID | None = None
    staff_no: str | None = None
    person_id: int | None = None


def during(session: Session, whose: Whose, days: DaySpan, scope: Scope) -> tuple[Employed, frozenset[date]] | None:
    """Return an employment as of its last day within these days that the scope covers, and all days it covers.

    Somebody who left on the 15th is found in the month she left, as she was on the 15th.
    """
    version, placed = employment_version.c, placement.c
    which = (
        employment.c.uid == whose.uid
        if whose.uid is not None
        else employment.c.staff_no == whose.staff_no
        if whose.staff_no is not None
        else employment.c.person_id == whose.person_id
    )
    held = session.execute(
        select(employment.c.id, employment.c.person_id, version.valid_from, version.valid_to)
        .join(employment_version, version.employment_id == employment.c.id)
        .where(which, version.superseded_at.is_(None), version.valid_from < days.to_day)
        .where(or_(version.valid_to.is_(None), version.valid_to > days.from_day))
        .order_by(employment.c.staff_no, version.valid_from)
    ).all()
    if not held:
        return None
    employment_id = held[0].id
    units = session.execute(
        select(placed.unit_id, placed.valid_from, placed.valid_to).where(
            placed.employment_id == employment_id,
            placed.superseded_at.is_(None),
            scope.places(placed.employment_id, placed.valid_from),
        )
    ).all()
    own = [row for row in held if row.id == employment_id]
    releases = session.execute(_releases(held[0].person_id)).all() if scope.leaves_out_released else ()
    still = [row for row in units if scope.reads_released(held[0].person_id, row.unit_id)]
    covered = frozenset(
        day for day in days if _on(own, day) and (_on(still, day) or (_on(units, day) and not _on(releases, day)))
    )
    if not covered:
        return None
    found = session.execute(employed_on(max(covered)).where(employment.c.id == employment_id)).first()
    return (Employed(*found), covered) if found else None


def _releases(person_id: int) -> Select[Any]:
    """Return the query for the spans in which a person is released in full for an office of trust."""
    c = protection.c
    mine = c.person_id == person_id, c.kind == ProtectionKind.RELEASED, c.superseded_at.is_(None)
    return select(c.valid_from, c.valid_to).where(*mine)


def whenever(session: Session, uid: UUID, scope: Scope) -> Employed | None:
    """Return an employment as of the day on which it began, or last began anew; whether it still holds or not."""
    version = employment_version.c
    began = session.execute(
        select(func.max(version.valid_from))
        .join(employment, employment.c.id == version.employment_id)
        .where(employment.c.uid == uid, version.superseded_at.is_(None))
    ).scalar_one()
    if began is None:
        return None
    query = employed_on(began).where(employment.c.uid == uid, scope.covers(employment.c.id, began))
    found = session.execute(query).first()
    return Employed(*found) if found else None


def _on(rows: Sequence[Any], day: date) -> bool:
    return any(row.valid_from <= day and (row.valid_to is None or day < row.valid_to) for row in rows)


def of_person(person_id: int, day: date) -> Question[Employed | None]:
    """Return the question for the first employment of a person that holds on a day: what a terminal greets her by."""
    return Question(
        (OF_PERSON,),
        {"person_id": person_id, "day": day},
        lambda rows: Employed(*rows[0]) if rows else None,
    )


OF_PERSON = (
    employed_on(bindparam("day", type_=Date))
    .where(employment.c.person_id == bindparam("person_id"))
    .order_by(employment.c.staff_no)
)


def by_staff_no_of_year(session: Session, staff_no: str, year: int, scope: Scope) -> Employed | None:
    """Return an employment by its staff number, as of its last day within a year."""
    days = DaySpan(date(year, 1, 1), date(year + 1, 1, 1))
    found = during(session, Whose(staff_no=staff_no), days, scope)
    return None if found is None else found[0]


def of_employment(session: Session, employment_id: int, day: date) -> Employed | None:
    """Return an employment as of a day, for jobs."""
    found = session.execute(employed_on(day).where(employment.c.id == employment_id)).first()
    return Employed(*found) if found else None


def born_on(session: Session, person_id: int) -> date | None:
    """Return a person's date of birth where it is known, for jobs."""
    found: date | None = session.execute(select(person.c.born_on).where(person.c.id == person_id)).scalar_one()
    return found


def employed_days(session: Session, person_id: int, days: DaySpan) -> Sequence[tuple[int, DaySpan]]:
    """Return the stretches of a person's employments that have one of these days, oldest first, for jobs."""
    rows = by_person(session.execute(ACTIVE.where(employment.c.person_id == person_id))).get(person_id, [])
    held = [(employment_id, DaySpan(first, to_day or date.max)) for employment_id, first, to_day in rows]
    return sorted(
        (each for each in held if each[1].from_day < days.to_day and each[1].to_day > days.from_day),
        key=lambda each: each[1],
    )


def listed(session: Session, day: date, scope: Scope) -> Sequence[Employed]:
    """Return everybody the scope covers on a day, by unit and name."""
    found = session.execute(employed_on(day).where(scope.covers(employment.c.id, day)))
    return sorted((Employed(*row) for row in found), key=Employed.place)


def active_employments(session: Session, person_ids: set[int]) -> dict[int, list[tuple[int, date, date | None]]]:
    """Return for each person her employments with the days they hold: (employment, from, to or None)."""
    return by_person(session.execute(ACTIVE.where(employment.c.person_id.in_(person_ids))))


ACTIVE = (
    select(employment.c.person_id, employment.c.id, employment_version.c.valid_from, employment_version.c.valid_to)
    .join(employment_version, employment_version.c.employment_id == employment.c.id)
    .where(employment_version.c.superseded_at.is_(None))
)


def by_person(rows: Iterable[Any]) -> dict[int, list[tuple[int, date, date | None]]]:
    """Return rows of `ACTIVE` by person."""
    found: dict[int, list[tuple[int, date, date | None]]] = {}
    for person_id, employment_id, valid_from, valid_to in rows:
        found.setdefault(person_id, []).append((employment_id, valid_from, valid_to))
    return found


def staff_numbers(session: Session, day: date, scope: Scope) -> dict[int, StaffNumber]:
    """Return whose and which the staff number of every employment is that the scope covers on a day."""
    query = select(employment.c.id, employment.c.person_id, employment.c.staff_no)
    rows = session.execute(query.where(scope.covers(employment.c.id, day)))
    return {row.id: StaffNumber(row.person_id, row.staff_no) for row in rows}


def by_staff_numbers(session: Session, numbers: set[str]) -> dict[str, list[tuple[int, int]]]:
    """Return (employment, person) by staff number without its leading zeros, of all employers."""
    found: dict[str, list[tuple[int, int]]] = {}
    bare = func.ltrim(employment.c.staff_no, "0")
    for number, employment_id, person_id in session.execute(
        select(bare, employment.c.id, employment.c.person_id).where(bare.in_(numbers))
    ):
        found.setdefault(number, []).append((employment_id, person_id))
    return found


def by_staff_no_of_any_day(session: Session, staff_no: str) -> Sequence[int]:
    """Return the persons with this staff number, of all employers and whether or not they are still employed."""
    rows = session.execute(select(employment.c.person_id).where(employment.c.staff_no == staff_no).distinct())
    return rows.scalars().all()


def unit_parents(session: Session, day: date) -> dict[int, int | None]:
    """Return every unit with the one above it as of a day."""
    rows = session.execute(select(unit_version.c.unit_id, unit_version.c.parent_id).where(in_force(unit_version, day)))
    return {row.unit_id: row.parent_id for row in rows}


def units_of(session: Session, person_id: int, day: date) -> frozenset[int]:
    """Return the units in which a person works on a day."""
    query = (
        select(placement.c.unit_id)
        .join(employment, employment.c.id == placement.c.employment_id)
        .where(employment.c.person_id == person_id, in_force(placement, day))
    )
    return frozenset(session.execute(query).scalars())


def unit_id(session: Session, uid: UUID) -> int | None:
    """Return the id of a unit by the name it goes by outside."""
    return session.execute(select(unit.c.id).where(unit.c.uid == uid)).scalar_one_or_none()


def unit_names(session: Session, day: date) -> dict[int, str]:
    rows = session.execute(select(unit_version.c.unit_id, unit_version.c.name).where(in_force(unit_version, day)))
    return {row.unit_id: row.name for row in rows}


def everybody_employed(session: Session, days: DaySpan) -> Sequence[int]:
    """Return the persons with an employment on any of these days, for jobs."""
    return session.execute(_employed_within(days)).scalars().all()


def next_employed(session: Session, days: DaySpan, after: int) -> int | None:
    """Return the first person after an id with an employment on any of these days, for jobs."""
    later = _employed_within(days).where(employment.c.person_id > after).limit(1)
    found: int | None = session.execute(later).scalar_one_or_none()
    return found


def employments_of(session: Session, person_id: int, days: DaySpan) -> Sequence[tuple[int, UUID]]:
    """Return a person's employments that hold on any of these days, each with its uid, for jobs."""
    rows = select(employment.c.id, employment.c.uid).where(
        employment.c.person_id == person_id,
        employment.c.id.in_(_held_within(days)),
    )
    return [(row.id, row.uid) for row in session.execute(rows.order_by(employment.c.id))]


def _employed_within(days: DaySpan) -> Select[Any]:
    held = _held_within(days)
    return select(employment.c.person_id).where(employment.c.id.in_(held)).distinct().order_by(employment.c.person_id)


def _held_within(days: DaySpan) -> Select[Any]:
    """Return the query for the employments that hold on any of these days."""
    return select(employment_version.c.employment_id).where(in_force_within(employment_version, days))
