"""Writing who works here: employers, units, persons and their employments, each dated."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Table, insert

from timeclock.store.db import Session
from timeclock.store.ids import new_uid
from timeclock.store.schema import people


@dataclass(frozen=True, slots=True)
class NewPerson:
    """A person and her first employment, as HR hands her over."""

    given_name: str
    family_name: str
    staff_no: str
    unit_id: int
    employed_from: date
    weekly_min: int
    days_per_week: int = 5
    regime: str = "tvoed"
    holiday_calendar: str = "NW"
    locale: str = "de"
    born_on: date | None = None


@dataclass(frozen=True, slots=True)
class Hired:
    """The keys of a person just added."""

    person_id: int
    employment_id: int
    employment_uid: UUID


def add_employer(session: Session, name: str, kind: str = "city") -> int:
    return _added(session, people.employer, {"name": name, "kind": kind})


def add_unit(
    session: Session,
    employer_id: int,
    name: str,
    since: date,
    now: datetime,
    parent_id: int | None = None,
    sunday_exemption: str | None = None,
) -> int:
    """Add a unit under its parent, from a first day on; the exemption is a number of ArbZG §10."""
    unit_id = _added(session, people.unit, {"uid": new_uid(now), "employer_id": employer_id})
    version = {"unit_id": unit_id, "parent_id": parent_id, "name": name, "sunday_exemption": sunday_exemption}
    session.execute(insert(people.unit_version), {**version, **held_from(since, now)})
    return unit_id


def hire(session: Session, employer_id: int, new: NewPerson, now: datetime) -> Hired:
    """Add a person with employment, terms and placement from her first day on."""
    person = {
        "uid": new_uid(now),
        "given_name": new.given_name,
        "family_name": new.family_name,
        "born_on": new.born_on,
        "locale": new.locale,
    }
    person_id = _added(session, people.person, person)
    uid = new_uid(now)
    employment = {"uid": uid, "person_id": person_id, "employer_id": employer_id, "staff_no": new.staff_no}
    employment_id = _added(session, people.employment, employment)
    since = held_from(new.employed_from, now)
    session.execute(insert(people.employment_version), {"employment_id": employment_id, **since})
    terms = {
        "employment_id": employment_id,
        "regime": new.regime,
        "weekly_min": new.weekly_min,
        "days_per_week": new.days_per_week,
        "holiday_calendar": new.holiday_calendar,
    }
    session.execute(insert(people.terms), {**terms, **since})
    session.execute(insert(people.placement), {"employment_id": employment_id, "unit_id": new.unit_id, **since})
    return Hired(person_id, employment_id, uid)


def held_from(since: date, now: datetime, by: int | None = None) -> dict[str, Any]:
    """Return the columns of a dated row that holds from a day on and was recorded now."""
    return {
        "valid_from": since,
        "valid_to": None,
        "recorded_at": now,
        "recorded_by": by,
        "superseded_at": None,
    }


def _added(session: Session, table: Table, values: dict[str, Any]) -> int:
    added: int = session.execute(insert(table).returning(table.c.id), values).scalar_one()
    return added
