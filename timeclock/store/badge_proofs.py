"""From when to when a badge has to prove itself; a stamp by its number alone counts then, and is weaker than it is."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import groupby
from operator import attrgetter
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, delete, insert, or_, select, update

from timeclock.store.db import Session
from timeclock.store.schema.stamps import badge_proof, stamp


class Asked(StrEnum):
    """Why a badge has to prove itself: for good, or because it is lent to somebody whose own badge has to."""

    ALWAYS = "always"
    LENT = "lent"


@dataclass(frozen=True, slots=True)
class Proving:
    """A span in which a badge has to prove itself; `ended_for` is why it was let off."""

    badge_id: int
    from_at: datetime
    to_at: datetime | None
    reason: Asked = Asked.ALWAYS
    ended_for: str | None = None


def begin(session: Session, proving: Proving) -> None:
    """Let a badge have to prove itself."""
    values = {
        "badge_id": proving.badge_id,
        "from_at": proving.from_at,
        "to_at": proving.to_at,
        "reason": proving.reason,
        "ended_for": None,
    }
    session.execute(insert(badge_proof), values)


def end(session: Session, badge_id: int, now: datetime, reason: Asked, *, ended_for: str | None = None) -> None:
    """Let a badge off from this instant on, where it has to prove itself for this reason."""
    c = badge_proof.c
    meant = (c.badge_id == badge_id, c.reason == reason, _lasts(now))
    session.execute(delete(badge_proof).where(*meant, c.from_at >= now))
    session.execute(update(badge_proof).where(*meant).values(to_at=now, ended_for=ended_for))


def lasting(session: Session, badge_ids: Collection[int], now: datetime) -> Mapping[int, Proving]:
    """Return those of some badges that have to prove themselves now, and for how long."""
    query = select(badge_proof).where(badge_proof.c.badge_id.in_(badge_ids), _lasts(now))
    return {each.badge_id: each for each in _provings(session, query)}


def of_badges(session: Session, badge_ids: Collection[int]) -> Mapping[int, Sequence[Proving]]:
    """Return the spans of each of some badges, the first of them first."""
    query = select(badge_proof).where(badge_proof.c.badge_id.in_(badge_ids))
    return {badge_id: tuple(spans) for badge_id, spans in groupby(_provings(session, query), attrgetter("badge_id"))}


def at_stamp(badge_id: ColumnElement[int]) -> ColumnElement[bool]:
    """Return which span of a badge a stamp falls into, for a join."""
    c = badge_proof.c
    return and_(c.badge_id == badge_id, c.from_at <= stamp.c.at, or_(c.to_at.is_(None), c.to_at > stamp.c.at))


def _lasts(now: datetime) -> Any:
    c = badge_proof.c
    return or_(c.to_at.is_(None), c.to_at > now)


def _provings(session: Session, query: Select[Any]) -> list[Proving]:
    rows = session.execute(query.order_by(badge_proof.c.badge_id, badge_proof.c.from_at))
    return [Proving(row.badge_id, row.from_at, row.to_at, Asked(row.reason), row.ended_for) for row in rows]
