"""The badges that terminals are to know without network: by keyed hash alone, and nobody's."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Integer, case, cast, extract, func, or_, select

from timeclock.store.db import Session, is_postgresql
from timeclock.store.schema.stamps import badge, badge_holding, badge_proof

ACTIVE = "active"
# What is summed with the number of its row: so two rows that swap what they say do not come to the same sum.
WEIGHTS = 10_007
# So that the sums of millions of rows still are whole numbers of 64 bits.
SECONDS = 100_000_007


@dataclass(frozen=True, slots=True)
class Listed:
    """One badge: from when to when somebody holds it, whether it is blocked, and from when it has to prove itself."""

    number_hash: str
    blocked: bool
    from_at: datetime | None
    to_at: datetime | None
    proves_from: datetime | None


def listed(session: Session, now: datetime, beginnings: Collection[str] | None = None) -> list[Listed]:
    """Return every badge that somebody holds or will hold, and every blocked one, by hash.

    `beginnings` narrow it to badges whose hash begins with one of these two digits.
    """
    held, proofs = badge_holding.c, badge_proof.c
    holding = (
        select(
            held.badge_id,
            func.min(held.from_at).label("from_at"),
            func.max(held.to_at).label("to_at"),
            (func.count() > func.count(held.to_at)).label("open"),
        )
        .where(or_(held.to_at.is_(None), held.to_at > now))
        .group_by(held.badge_id)
        .subquery()
    )
    proof = (
        select(proofs.badge_id, func.min(proofs.from_at).label("proves_from"))
        .where(or_(proofs.to_at.is_(None), proofs.to_at > now))
        .group_by(proofs.badge_id)
        .subquery()
    )
    query = (
        select(badge.c.number_hash, badge.c.state, holding.c.from_at, holding.c.to_at, holding.c.open, proof.c[1])
        .join(holding, holding.c.badge_id == badge.c.id, isouter=True)
        .join(proof, proof.c.badge_id == badge.c.id, isouter=True)
        .where(or_(holding.c.badge_id.is_not(None), badge.c.state != ACTIVE))
        .order_by(badge.c.number_hash)
    )
    if beginnings is not None:
        query = query.where(func.substr(badge.c.number_hash, 1, 2).in_(sorted(beginnings)))
    return [
        Listed(row.number_hash, row.state != ACTIVE, row.from_at, None if row.open else row.to_at, row.proves_from)
        for row in session.execute(query)
    ]


def mark(session: Session) -> tuple[Any, ...]:
    """Return what is another one as soon as anything of the list was changed: sums over its rows, and no row of it."""
    blocked = case((badge.c.state != ACTIVE, badge.c.id), else_=0)
    marks = [select(func.count(), func.max(badge.c.id), func.sum(blocked), _weighed(badge.c.id, blocked % WEIGHTS))]
    for table in (badge_holding, badge_proof):
        from_at, to_at = (_seconds(session, column) for column in (table.c.from_at, table.c.to_at))
        weighed = [_weighed(table.c.id, each) for each in (from_at, to_at, table.c.badge_id)]
        marks.append(select(func.count(), func.max(table.c.id), func.count(table.c.to_at), func.sum(to_at), *weighed))
    return tuple(tuple(session.execute(each).one()) for each in marks)


def next_end(session: Session, now: datetime) -> datetime | None:
    """Return when the list changes next though nobody changes anything: a holding or a proof ends."""
    ends = [
        session.execute(select(func.min(table.c.to_at)).where(table.c.to_at > now)).scalar_one()
        for table in (badge_holding, badge_proof)
    ]
    return min((end for end in ends if end is not None), default=None)


def _weighed(of: Any, value: Any) -> Any:
    return func.sum((of % WEIGHTS) * value)


def _seconds(session: Session, at: Any) -> Any:
    """Return an instant as a small whole number; of both databases each has its own way."""
    epoch = cast(extract("epoch", at), BigInteger) if is_postgresql(session) else cast(func.strftime("%s", at), Integer)
    return epoch % SECONDS
