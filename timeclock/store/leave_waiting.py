"""The queue of people whose leave has to be worked out again."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select

from timeclock.store import recalculation
from timeclock.store.db import Session, native_insert
from timeclock.store.schema.leave import leave_waiting


@dataclass(frozen=True, slots=True)
class Waiting:
    """One person's place in the queue; `version` grows with each new cause, so that none is lost while we work."""

    person_id: int
    version: int


def mark(session: Session, person_ids: Iterable[int], now: datetime) -> None:
    """Ask for people's leave to be worked out again."""
    rows = [{"person_id": person_id, "marked_at": now, "version": 1} for person_id in sorted(set(person_ids))]
    if rows:
        c = leave_waiting.c
        again = native_insert(session, leave_waiting).on_conflict_do_update(
            index_elements=[c.person_id], set_={"version": c.version + 1}
        )
        session.execute(again, rows)


def claim(session: Session, person_id: int) -> Waiting | None:
    """Hold a person until the transaction ends, and return her place in the queue, if she has one."""
    recalculation.hold(session, person_id)
    c = leave_waiting.c
    row = session.execute(select(c.person_id, c.version).where(c.person_id == person_id)).one_or_none()
    return None if row is None else Waiting(*row)


def done(session: Session, waiting: Waiting | None) -> None:
    """Take a person out of the queue, but where she was marked again meanwhile."""
    if waiting is not None:
        c = leave_waiting.c
        session.execute(delete(leave_waiting).where(c.person_id == waiting.person_id, c.version == waiting.version))


def next_person(session: Session, but: Collection[int] = ()) -> int | None:
    """Return who waits longest, None where nobody does."""
    c = leave_waiting.c
    oldest = select(c.person_id).where(c.person_id.not_in(but)).order_by(c.marked_at, c.person_id).limit(1)
    found: int | None = session.execute(oldest).scalar_one_or_none()
    return found


def waiting(session: Session) -> int:
    """Return how many people wait."""
    return session.execute(select(func.count()).select_from(leave_waiting)).scalar_one()


def waits(session: Session, person_id: int) -> bool:
    """Say whether a person's leave is behind what is known of it."""
    c = leave_waiting.c
    return session.execute(select(c.version).where(c.person_id == person_id)).first() is not None
