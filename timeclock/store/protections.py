"""What protects a person, as dated rows: entered by HR, read for the evaluation and for HR alone."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, exists, insert, select, update

from timeclock.core.protections import Figures, Protection, ProtectionKind
from timeclock.store import known
from timeclock.store.db import Session
from timeclock.store.known import Both, Known
from timeclock.store.questions import Question, ask, names
from timeclock.store.rosters import PUBLISHED
from timeclock.store.schema.people import employment, protection
from timeclock.store.schema.rosters import roster, shift
from timeclock.store.staffing import held_from

DAYS = ("due_on", "birth_on")


@dataclass(frozen=True, slots=True)
class Kept:
    """A row that counts, with what it says."""

    id: int
    protection: Protection


@dataclass(frozen=True, slots=True)
class Met:
    """A published roster with duties ahead of a person for whom something was entered since she was given them."""

    unit_id: int
    month: date
    person_id: int


def held(person_id: int, at: datetime | None = None) -> Question[tuple[Protection, ...]]:
    """Return the question for all that protects or protected a person, as known at an instant, oldest first."""
    values = {"protections_person": person_id, **known.values(at)}
    return Question(HELD.at(at), values, lambda rows: tuple(_protection(row) for row in rows))


def kept(session: Session, person_id: int) -> Sequence[Kept]:
    """Return the rows that count, oldest first."""
    rows = session.execute(HELD.now[0], {"protections_person": person_id})
    return [Kept(row.id, _protection(row)) for row in rows]


def of_person(session: Session, person_id: int) -> tuple[Protection, ...]:
    """Return all that protects or protected a person, oldest first."""
    question = held(person_id)
    return ask(session, question).to(question)


def add(session: Session, person_id: int, new: Protection, now: datetime) -> int:
    """Enter a protection; return its row. The database refuses a second one of its kind on the same day."""
    row = {
        "person_id": person_id,
        "kind": new.kind,
        "figures": _stored(new.figures),
        **held_from(new.from_day, now),
        "valid_to": new.to_day,
    }
    added: int = session.execute(insert(protection).returning(protection.c.id), row).scalar_one()
    return added


def supersede(session: Session, row_id: int, now: datetime) -> None:
    """Let a row count no longer; what was known before stays readable."""
    session.execute(update(protection).where(protection.c.id == row_id).values(superseded_at=now))


def met_by_rosters(session: Session, unit_ids: Collection[int], now: datetime) -> Sequence[Met]:
    """Return the rosters of these units with duties ahead that were published before what protects their person came.

    A duty counts from the first roster it stood in: that others swapped theirs since makes it no new one.
    """
    c, before, first = protection.c, shift.alias("shift_before"), roster.alias("roster_before")
    given_before = exists().where(
        first.c.id == before.c.roster_id,
        before.c.employment_id == shift.c.employment_id,
        before.c.from_at == shift.c.from_at,
        before.c.to_at == shift.c.to_at,
        first.c.published_at <= c.recorded_at,
    )
    rows = session.execute(
        select(roster.c.unit_id, roster.c.month, c.person_id)
        .join(shift, shift.c.roster_id == roster.c.id)
        .join(employment, employment.c.id == shift.c.employment_id)
        .join(protection, c.person_id == employment.c.person_id)
        .where(roster.c.state == PUBLISHED, roster.c.unit_id.in_(unit_ids))
        .where(shift.c.superseded_at.is_(None), shift.c.from_at >= now, c.superseded_at.is_(None), given_before)
        .distinct()
        .order_by(roster.c.month, roster.c.unit_id, c.person_id)
    )
    return [Met(*row) for row in rows]


def _held(known: Known) -> tuple[Select[Any]]:
    c = protection.c
    columns = (c.id, c.kind, c.figures, c.valid_from, c.valid_to)
    return (select(*columns).where(c.person_id == PERSON, known.counting(c)).order_by(c.valid_from, c.id),)


(PERSON,) = names("protections", "person")
HELD = Both.of(_held)


def _protection(row: Any) -> Protection:
    return Protection(ProtectionKind(row.kind), row.valid_from, row.valid_to, _figures(row.figures))


def _figures(stored: Mapping[str, Any]) -> Figures:
    days = {name: date.fromisoformat(stored[name]) for name in DAYS if name in stored}
    return Figures(**{**stored, **days})


def _stored(figures: Figures) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in figures.said.items()}
