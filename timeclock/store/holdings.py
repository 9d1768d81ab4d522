"""One badge at a time: handed out, taken back, blocked, and who held it when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, delete, insert, or_, select, update

from timeclock.store.db import Session
from timeclock.store.ids import new_uid
from timeclock.store.schema.stamps import badge, badge_holding


class BadgeState(StrEnum):
    """Whether a badge works; the stamps of a blocked one are stored and wait for a decision."""

    ACTIVE = "active"
    BLOCKED = "blocked"


@dataclass(frozen=True, slots=True)
class BadgeRow:
    """One badge, known by the hash of its number alone."""

    id: int
    uid: UUID
    number_hash: str
    scheme: str
    state: BadgeState


@dataclass(frozen=True, slots=True)
class Held:
    """One badge in one pair of hands, from an instant to another, or until it is taken back."""

    badge: BadgeRow
    person_id: int
    from_at: datetime
    to_at: datetime | None
    reason: str


def find(session: Session, number_hash: str) -> BadgeRow | None:
    """Return the badge of this number, None where it was never seen."""
    row = session.execute(select(badge).where(badge.c.number_hash == number_hash)).one_or_none()
    return None if row is None else _badge(row)


def add(session: Session, number_hash: str, scheme: str, now: datetime) -> BadgeRow:
    """Add a badge that was never seen, and that nobody holds yet."""
    values = {
        "uid": new_uid(now),
        "number_hash": number_hash,
        "scheme": scheme,
        "level": "identified",
        "state": BadgeState.ACTIVE,
    }
    return _badge(session.execute(insert(badge).returning(*badge.c), values).one())


def hand_out(session: Session, held: Held) -> None:
    """Give a badge to a person; nobody else may hold it then."""
    values = {
        "badge_id": held.badge.id,
        "person_id": held.person_id,
        "from_at": held.from_at,
        "to_at": held.to_at,
        "reason": held.reason,
    }
    session.execute(insert(badge_holding), values)


def take_back(session: Session, badge_id: int, now: datetime) -> None:
    """End at this instant what anybody holds of a badge; who was to hold it later does not."""
    c = badge_holding.c
    session.execute(delete(badge_holding).where(c.badge_id == badge_id, c.from_at >= now))
    session.execute(update(badge_holding).where(c.badge_id == badge_id, _lasts(now)).values(to_at=now))


def resume(session: Session, person_id: int, reason: str, now: datetime) -> None:
    """Let a person hold from this instant on what she was to hold again later for a reason."""
    c = badge_holding.c
    meant = (c.person_id == person_id, c.reason == reason, c.from_at > now)
    session.execute(update(badge_holding).where(*meant).values(from_at=now))


def turn(session: Session, badge_id: int, state: BadgeState) -> None:
    """Block a badge, or let it work again."""
    session.execute(update(badge).where(badge.c.id == badge_id).values(state=state))


def lasting(session: Session, badge_id: int, now: datetime) -> Held | None:
    """Return who holds a badge now, or will."""
    found = _helds(session, HELD.where(badge.c.id == badge_id, _lasts(now)))
    return found[0] if found else None


def of_badge(session: Session, badge_id: int) -> Sequence[Held]:
    """Return who held a badge, the first of them first. The caller may read them."""
    return _helds(session, HELD.where(badge.c.id == badge_id))


def of_person(session: Session, person_id: int) -> Sequence[Held]:
    """Return which badges a person held, the first of them first. The caller may read her."""
    return _helds(session, HELD.where(badge_holding.c.person_id == person_id))


HELD = select(
    badge,
    badge_holding.c.person_id,
    badge_holding.c.from_at,
    badge_holding.c.to_at,
    badge_holding.c.reason,
).join(badge_holding, badge_holding.c.badge_id == badge.c.id)


def _lasts(now: datetime) -> Any:
    return or_(badge_holding.c.to_at.is_(None), badge_holding.c.to_at > now)


def _helds(session: Session, query: Select[Any]) -> Sequence[Held]:
    rows = session.execute(query.order_by(badge_holding.c.from_at, badge_holding.c.id))
    return tuple(Held(_badge(row), row.person_id, row.from_at, row.to_at, row.reason) for row in rows)


def _badge(row: Row[Any]) -> BadgeRow:
    return BadgeRow(row.id, row.uid, row.number_hash, row.scheme, BadgeState(row.state))
