"""What a unit plans its rosters with: its catalogue of shifts and its rotations."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import Table, delete, insert, select, update

from timeclock.core.duties import DutyKind
from timeclock.core.holidays import HolidayKind
from timeclock.core.rosters import Rotation, ShiftKind
from timeclock.core.spans import DaySpan
from timeclock.store.db import Session
from timeclock.store.schema.models import holiday
from timeclock.store.schema.rosters import rotation, rotation_place, shift_kind


@dataclass(frozen=True, slots=True)
class RotationRow:
    """A unit's rotation by its name; `ahead` is by how many days each employment is ahead of it."""

    id: int
    name: str
    rotation: Rotation
    ahead: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Everything one unit plans with."""

    kinds: Mapping[str, ShiftKind]
    rotations: Sequence[RotationRow]


def catalogue(session: Session, unit_id: int) -> Catalogue:
    """Return what a unit plans with, shifts by the clock they begin at."""
    kinds = [kind_of(row) for row in session.execute(_of(shift_kind, unit_id))]
    kinds.sort(key=lambda each: (each.begins, each.key))
    rotations = session.execute(_of(rotation, unit_id).order_by(rotation.c.name)).all()
    c = rotation_place.c
    places = session.execute(select(rotation_place).where(c.rotation_id.in_([row.id for row in rotations]))).all()
    ahead: dict[int, dict[int, int]] = {row.id: {} for row in rotations}
    for place in places:
        ahead[place.rotation_id][place.employment_id] = place.ahead
    return Catalogue(
        {each.key: each for each in kinds},
        [
            RotationRow(row.id, row.name, Rotation(tuple(row.days.split()), row.anchor), ahead[row.id])
            for row in rotations
        ],
    )


def units(session: Session, unit_ids: Collection[int]) -> frozenset[int]:
    """Return which of these units have shifts to plan with."""
    c = shift_kind.c
    rows = session.execute(select(c.unit_id).where(c.unit_id.in_(unit_ids), c.superseded_at.is_(None)).distinct())
    return frozenset(rows.scalars())


def _of(table: Table, unit_id: int) -> Any:
    return select(table).where(table.c.unit_id == unit_id, table.c.superseded_at.is_(None))


def kind_of(row: Any) -> ShiftKind:
    """Return a shift of a catalogue out of its row."""
    clocks = (time.fromisoformat(row.begins), time.fromisoformat(row.ends))
    return ShiftKind(row.code, row.name, DutyKind(row.kind), *clocks, row.plan, row.days or 0)


def add_kind(session: Session, unit_id: int, new: ShiftKind, now: datetime, by: int | None) -> None:
    """Put a shift into a unit's catalogue, in place of the one of its key."""
    take_out_kind(session, unit_id, new.key, now)
    values = {
        "unit_id": unit_id,
        "code": new.key,
        "name": new.name,
        "kind": new.kind,
        "begins": new.begins.isoformat("minutes"),
        "ends": new.ends.isoformat("minutes"),
        "plan": new.plan,
        "days": new.days or None,
    }
    session.execute(insert(shift_kind), {**values, **_recorded(now, by)})


def take_out_kind(session: Session, unit_id: int, key: str, now: datetime) -> bool:
    """Let a shift be planned no more; say whether it was there. What is planned by it stays."""
    c = shift_kind.c
    held = update(shift_kind).where(c.unit_id == unit_id, c.code == key, c.superseded_at.is_(None))
    return session.execute(held.values(superseded_at=now).returning(c.id)).first() is not None


def add_rotation(session: Session, unit_id: int, name: str, new: Rotation, now: datetime, by: int | None) -> int:
    """Keep a rotation of a unit under its name, in place of the one that has it; return its id."""
    take_out_rotation(session, unit_id, name, now)
    values = {"unit_id": unit_id, "name": name, "days": " ".join(new.days), "anchor": new.anchor}
    added: int = session.execute(
        insert(rotation).returning(rotation.c.id), {**values, **_recorded(now, by)}
    ).scalar_one()
    return added


def take_out_rotation(session: Session, unit_id: int, name: str, now: datetime) -> bool:
    """Let a rotation be used no more; say whether there was one of the name."""
    c = rotation.c
    held = update(rotation).where(c.unit_id == unit_id, c.name == name, c.superseded_at.is_(None))
    return session.execute(held.values(superseded_at=now).returning(c.id)).first() is not None


def place(session: Session, rotation_id: int, ahead: Mapping[int, int]) -> None:
    """Keep by how many days these employments are ahead of a rotation, so that the next month goes on with it."""
    c = rotation_place.c
    session.execute(delete(rotation_place).where(c.rotation_id == rotation_id, c.employment_id.in_(list(ahead))))
    rows = [{"rotation_id": rotation_id, "employment_id": each, "ahead": days} for each, days in ahead.items()]
    if rows:
        session.execute(insert(rotation_place), rows)


def holidays(session: Session, calendar: str, days: DaySpan) -> frozenset[date]:
    """Return the holidays of a calendar among these days."""
    c = holiday.c
    held = (c.calendar == calendar, c.kind == HolidayKind.HOLIDAY, c.day >= days.from_day, c.day < days.to_day)
    return frozenset(session.execute(select(c.day).where(*held)).scalars())


def _recorded(now: datetime, by: int | None) -> dict[str, Any]:
    return {"recorded_at": now, "recorded_by": by, "superseded_at": None}
