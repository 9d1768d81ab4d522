"""How often people stamped where: at which terminal, in the browser, on the phone."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from timeclock.core import walltime
from timeclock.core.spans import DaySpan
from timeclock.store.db import Session
from timeclock.store.rollout import THEIR_OWN
from timeclock.store.schema.stamps import source, stamp
from timeclock.store.scope import Scope


@dataclass(frozen=True, slots=True)
class Used:
    """How often one person stamped in one place."""

    source_id: int
    person_id: int
    stamps: int


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody stamps: of which kind it is, and what it is called."""

    kind: str
    name: str


def used(session: Session, days: DaySpan, zone: ZoneInfo, scope: Scope) -> Sequence[Used]:
    """Return how often each person stamped in each place on some days; of a scope over everybody alone."""
    if not scope.everybody:
        raise ValueError("how a terminal is used is counted of everybody")
    from_at, to_at = (walltime.day_span(day, zone).from_at for day in (days.from_day, days.to_day))
    query = (
        select(stamp.c.source_id, stamp.c.person_id, func.count().label("stamps"))
        .join(source, source.c.id == stamp.c.source_id)
        .where(source.c.kind.in_(THEIR_OWN), stamp.c.at >= from_at, stamp.c.at < to_at)
        .where(stamp.c.person_id.is_not(None))
        .group_by(stamp.c.source_id, stamp.c.person_id)
    )
    return [Used(row.source_id, row.person_id, row.stamps) for row in session.execute(query)]


def places(session: Session, source_ids: Collection[int]) -> Mapping[int, Place]:
    """Return what some places are called."""
    query = select(source.c.id, source.c.kind, source.c.name).where(source.c.id.in_(source_ids))
    return {row.id: Place(row.kind, row.name) for row in session.execute(query)}
