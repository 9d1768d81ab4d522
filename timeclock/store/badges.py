"""Badges by keyed hash, and who held them when."""

from __future__ import annotations

import hmac
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, insert, or_, select

from timeclock.core.badge_numbers import Scheme
from timeclock.store.db import Session
from timeclock.store.ids import new_uid
from timeclock.store.people import ACTIVE, by_person
from timeclock.store.questions import Question
from timeclock.store.schema.people import employment
from timeclock.store.schema.stamps import badge, badge_holding


@dataclass(frozen=True, slots=True)
class Holding:
    """One period in which a person held a badge; `to_at` None while she does."""

    person_id: int
    from_at: datetime
    to_at: datetime | None


@dataclass(frozen=True, slots=True)
class BadgeFound:
    """A badge with its state and all its holders, the newest last."""

    number_hash: str
    state: str
    holdings: tuple[Holding, ...]

    def holder_at(self, at: datetime) -> int | None:
        """Return the person who held it at that instant."""
        for holding in self.holdings:
            if holding.from_at <= at and (holding.to_at is None or at < holding.to_at):
                return holding.person_id
        return None


@dataclass(frozen=True, slots=True)
class Given:
    """A badge that somebody holds from an instant on, until it is taken back."""

    number_hash: str
    scheme: Scheme
    person_id: int
    from_at: datetime


def number_hash(site_key: bytes, scheme: str, number: bytes) -> str:
    """Return the only form in which a badge number is kept (terminals/WIRE.md)."""
    return hmac.new(site_key, f"{scheme}|{number.hex().upper()}".encode(), "sha256").hexdigest()


def by_hash(hashes: Iterable[str]) -> Question[dict[str, BadgeFound]]:
    """Return the question for the known ones among these badges."""
    return Question(BY_HASH, {"badges_hashes": sorted(set(hashes))}, _found)


def employments(hashes: Iterable[str]) -> Question[dict[int, list[tuple[int, date, date | None]]]]:
    """Return the question for the employments of whoever held one of these badges: (employment, from, to or None)."""
    return Question(EMPLOYMENTS, {"badges_hashes": sorted(set(hashes))}, by_person)


HASHES = badge.c.number_hash.in_(bindparam("badges_hashes", expanding=True))
BY_HASH = (
    select(
        badge.c.number_hash, badge.c.state, badge_holding.c.person_id, badge_holding.c.from_at, badge_holding.c.to_at
    )
    .join(badge_holding, badge_holding.c.badge_id == badge.c.id, isouter=True)
    .where(HASHES)
    .order_by(badge_holding.c.from_at),
)
EMPLOYMENTS = (
    ACTIVE.where(
        employment.c.person_id.in_(
            select(badge_holding.c.person_id).join(badge, badge.c.id == badge_holding.c.badge_id).where(HASHES)
        )
    ),
)


def _found(rows: Iterable[Any]) -> dict[str, BadgeFound]:
    found: dict[str, tuple[str, list[Holding]]] = {}
    for row in rows:
        _, holdings = found.setdefault(row.number_hash, (row.state, []))
        if row.person_id is not None:
            holdings.append(Holding(row.person_id, row.from_at, row.to_at))
    return {name: BadgeFound(name, state, tuple(holdings)) for name, (state, holdings) in found.items()}


def issue(session: Session, hash_: str, person_id: int, now: datetime, *, scheme: str = "uid") -> None:
    """Add a badge and hand it to a person."""
    values = {"uid": new_uid(now), "number_hash": hash_, "scheme": scheme, "level": "identified", "state": "active"}
    badge_id = session.execute(insert(badge).returning(badge.c.id), values).scalar_one()
    session.execute(
        insert(badge_holding),
        {"badge_id": badge_id, "person_id": person_id, "from_at": now, "to_at": None, "reason": "issued"},
    )


def give(session: Session, given: Collection[Given], now: datetime) -> None:
    """Hand badges to people; those never seen are added."""
    hashes = {each.number_hash for each in given}
    known = set(session.execute(select(badge.c.number_hash).where(badge.c.number_hash.in_(hashes))).scalars())
    new = {
        each.number_hash: {
            "uid": new_uid(now),
            "number_hash": each.number_hash,
            "scheme": each.scheme,
            "level": "identified",
            "state": "active",
        }
        for each in given
        if each.number_hash not in known
    }
    if new:
        session.execute(insert(badge), list(new.values()))
    rows = session.execute(select(badge.c.number_hash, badge.c.id).where(badge.c.number_hash.in_(hashes)))
    ids = {row.number_hash: row.id for row in rows}
    held = [
        {
            "badge_id": ids[each.number_hash],
            "person_id": each.person_id,
            "from_at": each.from_at,
            "to_at": None,
            "reason": "imported",
        }
        for each in given
    ]
    if held:
        session.execute(insert(badge_holding), held)


def holders(session: Session, person_ids: Collection[int], now: datetime) -> frozenset[int]:
    """Return those of some people who have a badge that works, or will. The caller may read them."""
    c = badge_holding.c
    query = (
        select(c.person_id)
        .join(badge, badge.c.id == c.badge_id)
        .where(c.person_id.in_(person_ids), badge.c.state == "active", or_(c.to_at.is_(None), c.to_at > now))
    )
    return frozenset(session.execute(query).scalars())


def block(session: Session, hash_: str) -> None:
    """Block a lost badge: its stamps are stored and wait for a decision."""
    session.execute(badge.update().where(badge.c.number_hash == hash_).values(state="blocked"))
