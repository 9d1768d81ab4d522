"""Who was rostered to be on call, whether or not the roster still counts."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from timeclock.core.duties import DutyKind
from timeclock.core.spans import Span
from timeclock.store.db import Session
from timeclock.store.schema.people import employment
from timeclock.store.schema.rosters import shift


def rostered(session: Session, span: Span) -> Sequence[UUID]:
    """Return the employments that some roster ever had on call within a span.

    A closed month may hold what was rostered otherwise since, so what was taken back is found too. The caller reads of
    them only what a scope covers.
    """
    c = shift.c
    found = (
        select(employment.c.uid)
        .join(shift, c.employment_id == employment.c.id)
        .where(c.kind == DutyKind.ON_CALL, c.from_at < span.to_at, c.to_at > span.from_at)
        .distinct()
        .order_by(employment.c.uid)
    )
    return session.execute(found).scalars().all()
