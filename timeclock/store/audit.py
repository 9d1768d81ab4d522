"""Who did what, and who read whose data: both are facts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import insert, select

from timeclock.store import changes, facts
from timeclock.store.changes import Change
from timeclock.store.db import Session
from timeclock.store.schema import evidence

LOG_RESUMED = "log.resumed"


@dataclass(frozen=True, slots=True)
class Act:
    """Something the house itself did, about nobody."""

    action: str
    subject: str
    detail: dict[str, object]


def add(
    session: Session,
    action: str,
    subject: str,
    now: datetime,
    *,
    by: int | None,
    person_id: int | None = None,
    purpose: str | None = None,
    detail: Mapping[str, object] | None = None,
) -> None:
    """Record one act; `by` is the login, or None for the house itself."""
    values = {
        "at": now,
        "by": by,
        "action": action,
        "subject": subject,
        "person_id": person_id,
        "purpose": purpose,
        "detail": dict(detail or {}),
    }
    row = session.execute(facts.insertion(evidence.audit), facts.full(evidence.audit, values, now)).mappings().one()
    session.execute(insert(evidence.ledger_record), facts.record_of(evidence.audit, row, now))


def add_all(session: Session, acts: Iterable[Act], now: datetime) -> None:
    """Record what the house itself did, at once."""
    rows = [facts.full(evidence.audit, {**asdict(act), "at": now}, now) for act in acts]
    added = changes.add(session, Change(evidence.audit, rows))
    changes.make(session, Change(evidence.ledger_record, [facts.record_of(evidence.audit, row, now) for row in added]))


def is_recorded(session: Session, action: str, subject: str, since: datetime) -> bool:
    """Say whether an act is on record."""
    c = evidence.audit.c
    found = select(c.id).where(c.at >= since, c.action == action, c.subject == subject).limit(1)
    return session.execute(found).first() is not None


def read_of_others(
    session: Session, by: int, route: str, purpose: str, person_ids: Iterable[int], now: datetime
) -> None:
    """Record that a login read other people's data; whom she reads again within the minute is on record already."""
    c, looked_at = evidence.access_read.c, set(person_ids)
    same = (c.at >= now.replace(second=0, microsecond=0), c.at <= now, c.by == by, c.route == route)
    earlier = session.execute(select(c.person_ids).where(*same, c.purpose == purpose)).scalars().all()
    new = looked_at.difference(*earlier)
    if earlier and not new:
        return
    values = {"at": now, "by": by, "route": route, "purpose": purpose, "person_ids": sorted(new)}
    row = session.execute(facts.insertion(evidence.access_read), values).mappings().one()
    session.execute(insert(evidence.ledger_record), facts.record_of(evidence.access_read, row, now))


def lost_heads(session: Session) -> frozenset[tuple[int, str]]:
    """Return size and root of every signed head that a restored log is on record not to continue."""
    details = session.execute(select(evidence.audit.c.detail).where(evidence.audit.c.action == LOG_RESUMED)).scalars()
    return frozenset((int(head["size"]), str(head["root"])) for detail in details for head in detail["lost"])
