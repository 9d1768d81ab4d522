"""Documents made for people: which, of which month, and the hash of their content; a new version is a new row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, case, false, func, insert, select, true

from timeclock.store import facts
from timeclock.store.db import Session
from timeclock.store.ids import new_uid
from timeclock.store.schema.documents import document
from timeclock.store.schema.evidence import ledger_record
from timeclock.store.schema.people import employment
from timeclock.store.scope import Scope

DATA = "application/json"


@dataclass(frozen=True, slots=True)
class Subject:
    """What a document is about: `month` is a first day; a document about nobody has no person."""

    kind: str
    person_id: int | None = None
    employment_id: int | None = None
    month: date | None = None


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """One version of a document."""

    uid: UUID
    subject: Subject
    sha256: str
    media: str
    size: int
    at: datetime


@dataclass(frozen=True, slots=True)
class LastMade:
    """When the last version of an employment's document of a month was made."""

    employment_id: int
    employment_uid: UUID
    month: date
    at: datetime


def add(session: Session, subject: Subject, sha256: str, media: str, size: int, now: datetime) -> DocumentRow:
    """Record one version; its content has been kept before."""
    values = {
        "uid": new_uid(now),
        "kind": subject.kind,
        "person_id": subject.person_id,
        "employment_id": subject.employment_id,
        "month": subject.month,
        "sha256": sha256,
        "media": media,
        "size": size,
        "at": now,
    }
    row = session.execute(facts.insertion(document), facts.full(document, values, now)).mappings().one()
    session.execute(insert(ledger_record), facts.record_of(document, row, now))
    return _row(row)


def newest(session: Session, subject: Subject, media: str, scope: Scope) -> DocumentRow | None:
    """Return the last version of a document in one format."""
    same = (
        document.c.kind == subject.kind,
        document.c.person_id.is_not_distinct_from(subject.person_id),
        document.c.employment_id.is_not_distinct_from(subject.employment_id),
        document.c.month.is_not_distinct_from(subject.month),
        document.c.media == media,
    )
    found = session.execute(_readable(scope).where(*same).order_by(document.c.id.desc()).limit(1)).mappings().first()
    return None if found is None else _row(found)


def listed(session: Session, scope: Scope) -> Sequence[DocumentRow]:
    """Return the documents the scope covers, newest month and newest version first, paper before data."""
    data_last = case((document.c.media == DATA, 1), else_=0)
    newest_first = (document.c.month.desc(), document.c.kind, data_last, document.c.id.desc())
    return [_row(row) for row in session.execute(_readable(scope).order_by(*newest_first)).mappings()]


def find(session: Session, uid: UUID, scope: Scope) -> DocumentRow | None:
    """Return one version by its uid."""
    found = session.execute(_readable(scope).where(document.c.uid == uid)).mappings().first()
    return None if found is None else _row(found)


def about_nobody(session: Session, kind: str) -> Sequence[DocumentRow]:
    """Return the documents of a kind that are about no person, the newest first."""
    c = document.c
    rows = session.execute(select(document).where(c.kind == kind, c.person_id.is_(None)).order_by(c.id.desc()))
    return [_row(row) for row in rows.mappings()]


def owners(session: Session, kind: str, since: date) -> int:
    """Return how many people have a document of a month from a first day on."""
    asked = select(func.count(document.c.person_id.distinct())).where(
        document.c.kind == kind, document.c.month >= since
    )
    return session.execute(asked).scalar_one()


def next_owner(session: Session, kind: str, since: date, after: int) -> int | None:
    """Return the first person after an id who has one."""
    c = document.c
    later = select(c.person_id).where(c.person_id > after, c.kind == kind, c.month >= since)
    return session.execute(later.order_by(c.person_id).limit(1)).scalar_one_or_none()


def last_made(session: Session, kind: str, media: str, person_id: int, since: date) -> Sequence[LastMade]:
    """Return when the last version of each of a person's documents of a kind was made, the oldest month first."""
    c = document.c
    mine = (c.person_id == person_id, c.kind == kind, c.media == media, c.month >= since)
    rows = session.execute(
        select(c.employment_id, employment.c.uid, c.month, func.max(c.at).label("at"))
        .join(employment, employment.c.id == c.employment_id)
        .where(*mine)
        .group_by(c.employment_id, employment.c.uid, c.month)
        .order_by(c.month, c.employment_id)
    )
    return [LastMade(*row) for row in rows]


def is_named(session: Session, sha256: str) -> bool:
    """Say whether any document has this content."""
    return session.execute(select(document.c.id).where(document.c.sha256 == sha256).limit(1)).first() is not None


def contents(session: Session) -> Iterator[tuple[str, str]]:
    """Return what every row names, for whoever checks the files: the row's name in the ledger, and the hash."""
    rows = session.execute(select(document.c.id, document.c.sha256).order_by(document.c.id))
    return ((str(row.id), str(row.sha256)) for row in rows)


def _readable(scope: Scope) -> Select[Any]:
    return select(document).where(_covered(scope))


def _covered(scope: Scope) -> ColumnElement[bool]:
    """Limit to a person's own: a month may hold days of another unit, so no unit reaches the paper about it."""
    if scope.everybody:
        return true()
    return false() if scope.person_id is None else document.c.person_id == scope.person_id


def _row(row: Any) -> DocumentRow:
    subject = Subject(row["kind"], row["person_id"], row["employment_id"], row["month"])
    return DocumentRow(row["uid"], subject, row["sha256"], row["media"], row["size"], row["at"])
