"""Handing up what nobody decided in time: whoever is responsible above may decide it too, and nobody loses it."""

from __future__ import annotations

from datetime import datetime

from timeclock.service.kinds.kind import Terms
from timeclock.store import approvals, audit
from timeclock.store.db import Session


def overdue(session: Session, now: datetime) -> int:
    """Return how many requests nobody decided in time."""
    return approvals.how_many_overdue(session, now)


def next_overdue(session: Session, now: datetime, after: int) -> int | None:
    """Return the first request after an id whose decision was due by now."""
    return approvals.overdue(session, now, after)


def hand_up(session: Session, request_id: int, terms: Terms, now: datetime) -> None:
    """Let a request's overdue decision be taken one level further up as well, within the same time again."""
    if approvals.hand_up(session, request_id, now + terms.due, now):
        audit.add(session, "request.hand_up", str(request_id), now, by=None)
