"""Codes shown on phones, by keyed hash: whose they are, from when to when, and which stamp used them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, delete, insert, select, update

from timeclock.core.phone_codes import Code
from timeclock.core.spans import Span
from timeclock.store.db import Session
from timeclock.store.ids import new_uid
from timeclock.store.people import ACTIVE, by_person
from timeclock.store.questions import Question
from timeclock.store.schema.people import employment
from timeclock.store.schema.stamps import phone_code


def add(session: Session, number_hash: str, code: Code) -> UUID:
    """Keep a code that was just made; return its uid."""
    uid = new_uid(code.span.from_at)
    values = {
        "uid": uid,
        "number_hash": number_hash,
        "person_id": code.person_id,
        "made_at": code.span.from_at,
        "ends_at": code.span.to_at,
        "used_by": None,
    }
    session.execute(insert(phone_code), values)
    return uid


def made_since(session: Session, person_id: int, since: datetime) -> Sequence[datetime]:
    """Return when somebody made codes since an instant. The caller may read her."""
    c = phone_code.c
    return session.execute(select(c.made_at).where(c.person_id == person_id, c.made_at > since)).scalars().all()


def by_hash(hashes: Iterable[str]) -> Question[dict[str, Code]]:
    """Return the question for the known ones among these codes."""
    return Question(BY_HASH, {"phone_codes_hashes": sorted(set(hashes))}, _codes)


def employments(hashes: Iterable[str]) -> Question[dict[int, list[tuple[int, date, date | None]]]]:
    """Return the question for the employments of whoever made one of these codes: (employment, from, to or None)."""
    return Question(EMPLOYMENTS, {"phone_codes_hashes": sorted(set(hashes))}, by_person)


def use(session: Session, number_hash: str, stamp: UUID) -> bool:
    """Use a code for a stamp; say whether it is this stamp's. Whoever else brings it now waits until that is clear."""
    c = phone_code.c
    session.execute(update(phone_code).where(c.number_hash == number_hash, c.used_by.is_(None)).values(used_by=stamp))
    used_by: UUID | None = session.execute(select(c.used_by).where(c.number_hash == number_hash)).scalar_one()
    return used_by == stamp


def forget(session: Session, before: datetime) -> int:
    """Drop codes that ended before an instant and were used for no stamp; return how many."""
    c = phone_code.c
    dropped = session.execute(delete(phone_code).where(c.used_by.is_(None), c.ends_at < before).returning(c.id))
    return len(dropped.all())


HASHES = phone_code.c.number_hash.in_(bindparam("phone_codes_hashes", expanding=True))
BY_HASH = (
    select(phone_code.c.number_hash, phone_code.c.person_id, phone_code.c.made_at, phone_code.c.ends_at).where(HASHES),
)
EMPLOYMENTS = (ACTIVE.where(employment.c.person_id.in_(select(phone_code.c.person_id).where(HASHES))),)


def _codes(rows: Iterable[Any]) -> dict[str, Code]:
    return {row.number_hash: Code(row.person_id, Span(row.made_at, row.ends_at)) for row in rows}
