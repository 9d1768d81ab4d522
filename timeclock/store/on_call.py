"""Who was rostered to be on call, whether or not the roster still counts."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from timeclock.core.duties import DutyKind
from timeclock.core.spans import Span
from timeclock.store.db import Session
from timeclock.store.schema.people import employment, placement
from timeclock.store.schema.rosters import shift
from timeclock.store.scope import Scope


def rostered(session: Session, span: Span, scope: Scope) -> Sequence[UUID]:
    """Return the employments ever covered by a scope that some roster ever had on call within a span.

    A closed month may hold what was rostered otherwise since, so what was taken back is found too. The caller reads of
    them only the days that the scope covers.
    """
    c, placed = shift.c, placement.c
    within = select(placed.employment_id).where(
        placed.superseded_at.is_(None), scope.places(placed.employment_id, placed.valid_from)
    )
    found = (
        select(employment.c.uid)
        .join(shift, c.employment_id == employment.c.id)
        .where(c.kind == DutyKind.ON_CALL, c.from_at < span.to_at, c.to_at > span.from_at)
        .where(employment.c.id.in_(within))
        .distinct()
        .order_by(employment.c.uid)
    )
    return session.execute(found).scalars().all()
