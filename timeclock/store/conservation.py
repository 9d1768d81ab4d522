"""What each terminal said of each of its epochs, beside what of it is stored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select

from timeclock.core.conservation import Sums
from timeclock.store.db import Session
from timeclock.store.schema.stamps import device_state, source, stamp


@dataclass(frozen=True, slots=True)
class EpochSums:
    """One epoch of a terminal; `newest` is the one it reported last, `last_seq` the highest number stored."""

    source_id: int
    uid: UUID
    name: str
    epoch: str
    reported_at: datetime
    newest: bool
    sums: Sums
    last_seq: int


def of_epochs(session: Session, uid: UUID | None = None) -> list[EpochSums]:
    """Return every epoch that a terminal, or the one of this uid, ever reported, by name and age."""
    state, c = device_state.c, stamp.c
    upto = c.seq <= state.captured
    place = func.row_number().over(partition_by=state.source_id, order_by=state.at.desc())
    counted = (
        select(
            state.source_id,
            state.epoch,
            func.count(c.id).filter(upto, c.quarantine.is_(None)).label("accepted"),
            func.count(c.id).filter(upto, c.quarantine.is_not(None)).label("quarantined"),
            func.count(c.id).filter(~upto).label("beyond"),
            func.coalesce(func.max(c.seq), 0).label("last_seq"),
        )
        .join(stamp, (c.source_id == state.source_id) & (c.epoch == state.epoch), isouter=True)
        .group_by(state.source_id, state.epoch)
        .subquery()
    )
    query = (
        select(source.c.uid, source.c.name, device_state, counted, (place == 1).label("newest"))
        .join(device_state, state.source_id == source.c.id)
        .join(counted, (counted.c.source_id == state.source_id) & (counted.c.epoch == state.epoch))
        .order_by(source.c.name, source.c.id, state.at)
    )
    rows = session.execute(query if uid is None else query.where(source.c.uid == uid))
    return [
        EpochSums(
            row.source_id,
            row.uid,
            row.name,
            row.epoch,
            row.at,
            bool(row.newest),
            Sums(row.captured, row.accepted, row.quarantined, row.unreadable, row.unsent, row.beyond),
            row.last_seq,
        )
        for row in rows
    ]
