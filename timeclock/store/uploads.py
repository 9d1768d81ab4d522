"""Files sent through a page: which they are, and what became of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, delete, func, insert, or_, select, update

from timeclock.store.db import Session
from timeclock.store.ids import new_uid
from timeclock.store.schema.access import login
from timeclock.store.schema.imports import upload

TAKER = login.alias("taker")
# The kind of file that is about a unit, and the one whose lines may be a great many.
ROSTER, STAMPS = "roster", "stamps"


@dataclass(frozen=True, slots=True)
class Upload:
    """One file: sent by whom, of which day, and by whom it was taken over, if it was.

    `about` is how a file of stamps is laid out, or the unit of a roster. A file that has ended is through, or was let
    go where nobody took it over; one that was taken over and has not ended is under way, and `account` says how far.
    """

    uid: UUID
    kind: str
    name: str
    digest: str
    size: int
    as_of: date
    sent_by: str
    sent_at: datetime
    taken_by: str | None
    taken_at: datetime | None
    account: Mapping[str, Any]
    about: str | None
    ended_at: datetime | None
    batch_id: int | None
    taker_id: int | None
    judged: str | None
    judged_at: datetime | None

    @property
    def contents(self) -> tuple[str, ...]:
        """The names of what is kept of it: the file, and what was judged of each of its lines."""
        return (self.digest,) if self.judged is None else (self.digest, self.judged)


def add(session: Session, values: Mapping[str, Any], now: datetime) -> UUID:
    uid = new_uid(now)
    row = {**values, "uid": uid, "sent_at": now, "taken_by": None, "taken_at": None, "account": {}, "ended_at": None}
    session.execute(insert(upload), row)
    return uid


def find(session: Session, uid: UUID) -> Upload | None:
    row = session.execute(_uploads().where(upload.c.uid == uid)).first()
    return None if row is None else Upload(*row)


def newest(session: Session, most: int, kinds: Collection[str], units: Collection[str]) -> Sequence[Upload]:
    """Return the files of these kinds that came last; rosters of these units alone."""
    c = upload.c
    mine = (c.kind.in_(kinds), or_(c.kind != ROSTER, c.about.in_(units)))
    rows = session.execute(_uploads().where(*mine).order_by(upload.c.sent_at.desc(), upload.c.id.desc()).limit(most))
    return tuple(Upload(*row) for row in rows)


def taken_before(session: Session, one: Upload) -> Upload | None:
    """Return the same file as it was taken over last, a roster for the same unit; None where it never was."""
    c = upload.c
    same = (c.kind == one.kind, c.digest == one.digest, c.taken_at.is_not(None))
    meant = or_(c.kind != ROSTER, c.about == one.about)
    row = session.execute(_uploads().where(*same, meant).order_by(c.taken_at.desc()).limit(1)).first()
    return None if row is None else Upload(*row)


def overdue(session: Session, sent_before: datetime) -> Sequence[Upload]:
    """Return the files that wait since before an instant."""
    c = upload.c
    late = (c.sent_at < sent_before, c.taken_at.is_(None), c.ended_at.is_(None))
    return tuple(Upload(*row) for row in session.execute(_uploads().where(*late).order_by(c.id)))


def next_under_way(session: Session) -> Upload | None:
    """Return the file that was taken over first of those that have not ended."""
    c = upload.c
    ahead = (c.taken_at.is_not(None), c.ended_at.is_(None))
    row = session.execute(_uploads().where(*ahead).order_by(c.taken_at, c.id).limit(1)).first()
    return None if row is None else Upload(*row)


def under_way(session: Session) -> int:
    """Return how many files were taken over and have not ended."""
    c = upload.c
    found = select(func.count()).where(c.taken_at.is_not(None), c.ended_at.is_(None))
    return session.execute(found).scalar_one()


def next_unjudged(session: Session, size: int) -> Upload | None:
    """Return the file of stamps above a size that was sent first of those that wait and were not judged."""
    row = session.execute(_uploads().where(*_to_judge(size)).order_by(upload.c.id).limit(1)).first()
    return None if row is None else Upload(*row)


def unjudged(session: Session, size: int) -> int:
    """Return how many files of stamps above a size wait and were not judged."""
    return session.execute(select(func.count()).select_from(upload).where(*_to_judge(size))).scalar_one()


def _to_judge(size: int) -> tuple[ColumnElement[bool], ...]:
    c = upload.c
    waits = (c.taken_at.is_(None), c.ended_at.is_(None), c.judged_at.is_(None))
    return (c.kind == STAMPS, c.size > size, *waits)


def judge(session: Session, uid: UUID, name: str | None, now: datetime | None) -> None:
    """Note under which name lies what was judged of each line, and when."""
    session.execute(update(upload).where(upload.c.uid == uid).values(judged=name, judged_at=now))


def take(session: Session, uid: UUID, by: int, now: datetime) -> None:
    """Note that a file is taken over from now on."""
    session.execute(update(upload).where(upload.c.uid == uid).values(taken_by=by, taken_at=now))


def take_back(session: Session, uid: UUID) -> None:
    """Let a file wait again that was taken over."""
    session.execute(update(upload).where(upload.c.uid == uid).values(taken_by=None, taken_at=None))


def note(session: Session, uid: UUID, account: Mapping[str, Any], batch_id: int) -> None:
    """Note how far a file is that is under way, and where its lines stand."""
    session.execute(update(upload).where(upload.c.uid == uid).values(account=dict(account), batch_id=batch_id))


def end(session: Session, uid: UUID, account: Mapping[str, Any], now: datetime) -> None:
    """Note that a file is through, or let go, and what became of its lines."""
    session.execute(update(upload).where(upload.c.uid == uid).values(account=dict(account), ended_at=now))


def remove(session: Session, uid: UUID) -> None:
    session.execute(delete(upload).where(upload.c.uid == uid))


def waits(session: Session, digest: str) -> bool:
    """Say whether a content is still needed: some file of it has not ended."""
    c = upload.c
    meant = or_(c.digest == digest, c.judged == digest)
    return bool(session.execute(select(func.count()).where(meant, c.ended_at.is_(None))).scalar_one())


def _uploads() -> Select[Any]:
    c = upload.c
    return (
        select(
            c.uid,
            c.kind,
            c.name,
            c.digest,
            c.size,
            c.as_of,
            login.c.display_name,
            c.sent_at,
            TAKER.c.display_name,
            c.taken_at,
            c.account,
            c.about,
            c.ended_at,
            c.batch_id,
            c.taken_by,
            c.judged,
            c.judged_at,
        )
        .join(login, login.c.id == c.sent_by)
        .join(TAKER, TAKER.c.id == c.taken_by, isouter=True)
    )
