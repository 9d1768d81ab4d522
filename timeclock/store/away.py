"""Whether a superior is away on a day, so that her deputy stands in: by day alone, never why."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, exists

from timeclock.core.absences import Extent
from timeclock.store.people import in_force
from timeclock.store.schema.absences import absence
from timeclock.store.schema.people import employment, employment_version

HERS, HELD = employment.alias("away_employment"), employment_version.alias("away_version")


def is_away(person_id: ColumnElement[Any], day: ColumnElement[date] | date) -> ColumnElement[bool]:
    """Return the SQL condition that a person is absent the whole day from every employment she holds on it."""
    c = absence.c
    absent = exists().where(
        c.employment_id == HERS.c.id,
        c.superseded_at.is_(None),
        c.part == Extent.WHOLE,
        c.from_day <= day,
        c.to_day > day,
    )
    employed = (HERS.c.person_id == person_id, HELD.c.employment_id == HERS.c.id, in_force(HELD, day))
    return exists().where(*employed, absent) & ~exists().where(*employed, ~absent)
