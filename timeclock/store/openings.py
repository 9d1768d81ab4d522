"""Opening balances by file: what each line carries over, who signed the file, and whether it was undone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, insert, select, update

from timeclock.core.accounts import PostingKind
from timeclock.store import facts
from timeclock.store.db import Session
from timeclock.store.ids import new_uid
from timeclock.store.schema.access import login
from timeclock.store.schema.accounts import account, posting
from timeclock.store.schema.changeover import opening_file, opening_line
from timeclock.store.schema.evidence import ledger_record
from timeclock.store.schema.leave import entitlement, leave_notice
from timeclock.store.schema.people import employment, person
from timeclock.store.scope import Scope

CAUSE = "opening"
# So many characters of a digest name a file.
LEAST_HASH = 12
# What people or a rule did with what stood on an account.
BUILT = (
    PostingKind.MONTH,
    PostingKind.TRANSFER,
    PostingKind.PAYOUT,
    PostingKind.LAPSE,
    PostingKind.CONVERT,
    PostingKind.MANUAL,
)


@dataclass(frozen=True, slots=True)
class NewLine:
    """What is carried over: on an account, or of leave of a year; in its unit, or thousandths of days."""

    no: int
    employment_id: int
    code: str
    leave_year: int | None
    day: date
    amount: int

    @property
    def what(self) -> tuple[int, str, int | None]:
        """What there is one of."""
        return self.employment_id, self.code, self.leave_year


@dataclass(frozen=True, slots=True)
class Line:
    """A line on record, and whose it is."""

    new: NewLine
    person_id: int
    staff_no: str
    name: str


@dataclass(frozen=True, slots=True)
class File:
    """The lines of a file that were new, who signed them, and who undid that; None for what has not happened."""

    id: int
    uid: UUID
    digest: str
    lines: int
    at: datetime
    signed_by: str | None
    signed_at: datetime | None
    undone_at: datetime | None
    undone_why: str | None

    @property
    def waits(self) -> bool:
        return self.signed_at is None and self.undone_at is None


def add(session: Session, digest: str, lines: Sequence[NewLine], now: datetime) -> UUID:
    """Record what a file carries over; it counts for nothing yet."""
    uid = new_uid(now)
    values = {"uid": uid, "digest": digest, "lines": len(lines), "recorded_at": now}
    file_id = facts.add(session, opening_file, values, now)
    rows = [facts.full(opening_line, {**_values(each), "file_id": file_id}, now) for each in lines]
    stored = session.execute(facts.insertion(opening_line), rows).mappings().all()
    session.execute(insert(ledger_record), [facts.record_of(opening_line, row, now) for row in stored])
    return uid


def _values(each: NewLine) -> dict[str, Any]:
    return {
        "no": each.no,
        "employment_id": each.employment_id,
        "code": each.code,
        "leave_year": each.leave_year,
        "day": each.day,
        "amount": each.amount,
    }


def files(session: Session, digest: str | None = None) -> Sequence[File]:
    """Return every file with something new in it, the newest first, or those whose digest begins so."""
    c = opening_file.c
    query = select(opening_file, login.c.display_name).join(login, login.c.id == c.signed_by, isouter=True)
    if digest is not None:
        query = query.where(c.digest.startswith(digest, autoescape=True))
    return [_file(row) for row in session.execute(query.order_by(c.id.desc()))]


def _file(row: Any) -> File:
    signed = (row.display_name, row.signed_at, row.undone_at, row.undone_why)
    return File(row.id, row.uid, row.digest, row.lines, row.recorded_at, *signed)


def lines(session: Session, file_id: int) -> Sequence[Line]:
    """Return the lines of a file in its order. The caller has checked that she may read them."""
    return [_line(row) for row in session.execute(_lines(file_id))]


def covered(session: Session, file_id: int, scope: Scope) -> bool:
    """Say whether a scope covers everybody of a file, each on the day of her line."""
    c = opening_line.c
    seen = select(func.count()).where(c.file_id == file_id, scope.covers(c.employment_id, c.day))
    there = select(func.count()).where(c.file_id == file_id)
    return session.execute(seen).scalar_one() == session.execute(there).scalar_one()


def _lines(file_id: int) -> Select[Any]:
    c = opening_line.c
    return (
        select(opening_line, employment.c.staff_no, employment.c.person_id, person.c.given_name, person.c.family_name)
        .join(employment, employment.c.id == c.employment_id)
        .join(person, person.c.id == employment.c.person_id)
        .where(c.file_id == file_id)
        .order_by(c.no)
    )


def _line(row: Any) -> Line:
    new = NewLine(row.no, row.employment_id, row.code, row.leave_year, row.day, row.amount)
    return Line(new, row.person_id, row.staff_no, f"{row.family_name}, {row.given_name}")


def sign(session: Session, file_id: int, by: int, now: datetime) -> bool:
    """Write down who signed a file that waits; say whether it did."""
    waits = opening_file.c.signed_at.is_(None) & opening_file.c.undone_at.is_(None)
    return _said(session, file_id, waits, {"signed_by": by, "signed_at": now}, now, version=2)


def undo(session: Session, file_id: int, by: int, why: str, now: datetime) -> bool:
    """Write down who undid a signed file, and why; say whether it was one."""
    signed = opening_file.c.signed_at.is_not(None) & opening_file.c.undone_at.is_(None)
    return _said(session, file_id, signed, {"undone_by": by, "undone_at": now, "undone_why": why}, now, version=3)


def _said(
    session: Session,
    file_id: int,
    where: ColumnElement[bool],
    values: Mapping[str, Any],
    now: datetime,
    *,
    version: int,
) -> bool:
    c = opening_file.c
    changed = update(opening_file).where(c.id == file_id, where).values(values).returning(*c)
    row = session.execute(changed).mappings().one_or_none()
    if row is None:
        return False
    session.execute(insert(ledger_record), facts.record_of(opening_file, row, now, version=version))
    return True


def waiting(session: Session) -> Mapping[tuple[int, str, int | None], int]:
    """Return what lines that wait for a signature carry over, by what they are of."""
    c, file = opening_line.c, opening_file.c
    rows = session.execute(
        select(c.employment_id, c.code, c.leave_year, c.amount)
        .join(opening_file, file.id == c.file_id)
        .where(file.signed_at.is_(None), file.undone_at.is_(None))
    )
    return {(row.employment_id, row.code, row.leave_year): row.amount for row in rows}


def carried(session: Session) -> Mapping[tuple[int, str, int | None], int]:
    """Return what everybody's opening balances come to, of accounts and of leave, by what they are of."""
    p, a, e = posting.c, account.c, entitlement.c
    posted = (
        select(a.employment_id, a.kind, func.sum(p.amount))
        .join(account, a.id == p.account_id)
        .where(p.kind == PostingKind.OPENING)
        .group_by(a.employment_id, a.kind)
    )
    entered = (
        select(e.employment_id, e.kind, e.leave_year, func.sum(e.milli_days))
        .where(e.cause == CAUSE)
        .group_by(e.employment_id, e.kind, e.leave_year)
    )
    found = {(row[0], row[1], None): int(row[2]) for row in session.execute(posted)}
    return {**found, **{(row[0], row[1], row[2]): int(row[3]) for row in session.execute(entered)}}


def written(session: Session, file: File) -> frozenset[tuple[int, str, int | None]]:
    """Return what a signed file itself opened; what was held back, or entered by hand, is none of it."""
    a, e = account.c, entitlement.c
    posted = (
        select(a.employment_id, a.kind)
        .join(posting, posting.c.account_id == a.id)
        .where(posting.c.kind == PostingKind.OPENING, posting.c.origin == origin(file))
    )
    # A file that was undone and brought again has the same name, but was signed at another time.
    entered = select(e.employment_id, e.kind, e.leave_year).where(
        e.cause == CAUSE, e.reason == reason(file), e.recorded_at == file.signed_at
    )
    found = {(row[0], row[1], None) for row in session.execute(posted)}
    return frozenset(found | {(row[0], row[1], row[2]) for row in session.execute(entered)})


def origin(file: File) -> str:
    """Return what postings of a file name as their cause."""
    return f"opening/{file.uid}"


def reason(file: File) -> str:
    """Return what people read of a file: enough of its hash to find it by."""
    return file.digest[:LEAST_HASH]


def built_upon(session: Session, file_id: int, since: datetime) -> frozenset[int]:
    """Return the employments whose accounts moved, or who were told of their leave, since a file was signed."""
    line, p, a, n = opening_line.c, posting.c, account.c, leave_notice.c
    mine = select(line.employment_id).where(line.file_id == file_id)
    moved = (
        select(a.employment_id)
        .join(posting, p.account_id == a.id)
        .join(opening_line, (line.employment_id == a.employment_id) & (line.code == a.kind))
        .where(line.file_id == file_id, p.at > since, p.kind.in_(BUILT))
    )
    told = select(n.employment_id).where(n.employment_id.in_(mine.where(line.leave_year.is_not(None))))
    found = session.execute(moved.union(told.where(n.recorded_at > since)))
    return frozenset(row[0] for row in found)
