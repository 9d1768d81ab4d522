"""One person's published duties with the unit whose roster they are of, for the calendar on her phone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from timeclock.core.duties import DutyKind
from timeclock.core.spans import Span
from timeclock.store.db import Session
from timeclock.store.people import in_force
from timeclock.store.rosters import PUBLISHED
from timeclock.store.schema.people import employment, unit_version
from timeclock.store.schema.rosters import roster, shift


@dataclass(frozen=True, slots=True)
class PublishedDuty:
    """One duty: of which employment and kind, from when to when, for which unit, and when that was published."""

    employment_id: int
    kind: DutyKind
    span: Span
    unit: str
    told_at: datetime


def published(session: Session, person_id: int, since: datetime, today: date) -> Sequence[PublishedDuty]:
    """Return the duties of a person that count and end after an instant, in order; a unit by its name of today."""
    rows = session.execute(
        select(
            shift.c.employment_id,
            shift.c.kind,
            shift.c.from_at,
            shift.c.to_at,
            unit_version.c.name,
            roster.c.published_at,
            shift.c.recorded_at,
        )
        .join(roster, roster.c.id == shift.c.roster_id)
        .join(employment, employment.c.id == shift.c.employment_id)
        .join(unit_version, (unit_version.c.unit_id == roster.c.unit_id) & in_force(unit_version, today), isouter=True)
        .where(
            employment.c.person_id == person_id,
            roster.c.state == PUBLISHED,
            shift.c.superseded_at.is_(None),
            shift.c.to_at > since,
        )
        .order_by(shift.c.from_at, shift.c.id)
    )
    return [
        PublishedDuty(
            row.employment_id,
            DutyKind(row.kind),
            Span(row.from_at, row.to_at),
            row.name or "",
            # A calendar takes for newer what has a later number, and which duty of a day is which may change.
            max(row.recorded_at, row.published_at or row.recorded_at),
        )
        for row in rows
    ]
