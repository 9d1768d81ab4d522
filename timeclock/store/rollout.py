"""From when on each unit clocks here, and who has clocked herself."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime

from sqlalchemy import exists, func, insert, select, update

from timeclock.core.rollout import GoLive
from timeclock.store import facts
from timeclock.store.db import Session, is_postgresql
from timeclock.store.ids import new_uid
from timeclock.store.schema.changeover import go_live
from timeclock.store.schema.evidence import ledger_record
from timeclock.store.schema.people import person
from timeclock.store.schema.stamps import source, stamp

PLANS_LOCK = 1994
# Where people stamp themselves; what an import or a correction brought is none of theirs.
THEIR_OWN = ("terminal", "web", "phone")


def plans(session: Session) -> Mapping[int, GoLive]:
    """Return the plan of each unit that has one of its own."""
    c = go_live.c
    rows = session.execute(select(c.unit_id, c.live_from, c.parallel_from).where(c.superseded_at.is_(None)))
    return {row.unit_id: GoLive(row.live_from, row.parallel_from) for row in rows}


def plan(session: Session, unit_id: int, new: GoLive, by: int | None, now: datetime) -> None:
    """Record from when on a unit clocks here, in place of what was planned before: of two at once the last holds."""
    if is_postgresql(session):  # SQLite has one writer at a time anyway
        session.execute(select(func.pg_advisory_xact_lock(PLANS_LOCK)))
    c = go_live.c
    before = update(go_live).where(c.unit_id == unit_id, c.superseded_at.is_(None)).values(superseded_at=now)
    for row in session.execute(before.returning(*c)).mappings().all():
        session.execute(insert(ledger_record), facts.record_of(go_live, row, now, version=2))
    values: dict[str, int | date | datetime | object] = {
        "uid": new_uid(now),
        "unit_id": unit_id,
        "parallel_from": new.parallel_from,
        "live_from": new.live_from,
        "recorded_at": now,
        "recorded_by": by,
    }
    facts.add(session, go_live, values, now)


def stamping(session: Session, person_ids: Collection[int]) -> frozenset[int]:
    """Return those of some people who have stamped themselves at least once. The caller may read them."""
    own = exists().where(
        stamp.c.person_id == person.c.id, stamp.c.source_id == source.c.id, source.c.kind.in_(THEIR_OWN)
    )
    return frozenset(session.execute(select(person.c.id).where(person.c.id.in_(person_ids), own)).scalars())
