"""Taking people on: whose a staff number is, who is called like that already, and a further employment of somebody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, func, insert, select, update

from timeclock.i18n import sorting
from timeclock.store.db import Session
from timeclock.store.ids import new_uid
from timeclock.store.schema.people import employment, employment_version, person, unit


@dataclass(frozen=True, slots=True)
class Numbered:
    """An employment by its number, whose it is, and the day on which it began, or last began anew."""

    person_id: int
    employment_id: int
    uid: UUID
    staff_no: str
    began: date


def employer_of(session: Session, unit_id: int) -> int:
    found: int = session.execute(select(unit.c.employer_id).where(unit.c.id == unit_id)).scalar_one()
    return found


def numbered(session: Session, employer_id: int, staff_no: str) -> Numbered | None:
    """Return the employment of a number, with or without zeros in front of it, whether or not it still lasts."""
    same = func.ltrim(employment.c.staff_no, "0") == staff_no.lstrip("0")
    return next(iter(_employments(session, (employment.c.employer_id == employer_id) & same)), None)


def called(session: Session, family_name: str, given_name: str) -> Sequence[Numbered]:
    """Return the employments of everybody of this name, however it is written."""
    return _employments(session, person.c.sought_as == sorting.sought(f"{family_name} {given_name}"))


def employ(session: Session, employer_id: int, person_id: int, staff_no: str, now: datetime) -> int:
    """Add a further employment of a person."""
    values = {"uid": new_uid(now), "person_id": person_id, "employer_id": employer_id, "staff_no": staff_no}
    added: int = session.execute(insert(employment).returning(employment.c.id), values).scalar_one()
    return added


def keep_birth(session: Session, person_id: int, born_on: date | None) -> None:
    session.execute(update(person).where(person.c.id == person_id).values(born_on=born_on))


def uid_of(session: Session, employment_id: int) -> UUID:
    found: UUID = session.execute(select(employment.c.uid).where(employment.c.id == employment_id)).scalar_one()
    return found


def _employments(session: Session, which: ColumnElement[bool]) -> Sequence[Numbered]:
    c, version = employment.c, employment_version.c
    rows = session.execute(
        select(c.person_id, c.id, c.uid, c.staff_no, func.max(version.valid_from))
        .join(person, person.c.id == c.person_id)
        .join(employment_version, version.employment_id == c.id)
        .where(which, version.superseded_at.is_(None))
        .group_by(c.person_id, c.id, c.uid, c.staff_no)
        .order_by(c.staff_no)
    )
    return [Numbered(*row) for row in rows]
