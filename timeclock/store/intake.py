"""What each source delivered on each day, by outcome: the sums that must hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from timeclock.store import changes
from timeclock.store.changes import Change
from timeclock.store.db import Session
from timeclock.store.schema.stamps import intake_count, source

OUTCOMES = ("accepted", "duplicate", "conflict", "quarantined", "unreadable")


@dataclass(frozen=True, slots=True)
class IntakeRow:
    """One source's day: `received` counts the entries, the rest what became of them."""

    source_name: str
    day: date
    received: int
    accepted: int
    duplicate: int
    conflict: int
    quarantined: int
    unreadable: int


def count(session: Session, source_id: int, day: date, received: int, outcomes: Mapping[str, int]) -> None:
    """Add entries to the day's sums."""
    changes.make(session, counted(source_id, day, received, outcomes))


def counted(source_id: int, day: date, received: int, outcomes: Mapping[str, int]) -> Change:
    """Return the change that adds one request's entries to the day's sums."""
    added = {"received": received, **{name: outcomes.get(name, 0) for name in OUTCOMES}}
    return Change(intake_count, [{"source_id": source_id, "day": day, **added}] if received else [], _added)


def _added(insertion: Any) -> Any:
    summed = {name: intake_count.c[name] + insertion.excluded[name] for name in ("received", *OUTCOMES)}
    return insertion.on_conflict_do_update(index_elements=list(intake_count.primary_key), set_=summed)


def listed(session: Session, since: date) -> tuple[IntakeRow, ...]:
    """Return the sums by source and day received, newest first."""
    c = intake_count.c
    rows = session.execute(
        select(source.c.name, c.day, c.received, *(c[name] for name in OUTCOMES))
        .join(source, source.c.id == c.source_id)
        .where(c.day >= since)
        .order_by(c.day.desc(), source.c.name)
    )
    return tuple(IntakeRow(*row) for row in rows)
