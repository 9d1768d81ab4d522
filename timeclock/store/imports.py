"""Files brought from other systems: each a batch with a row per line, the identities taken, and what still waits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, insert, select

from timeclock.core.stamps import StampKind
from timeclock.store import db, facts, rulings
from timeclock.store.db import Session
from timeclock.store.ids import new_uid
from timeclock.store.schema.imports import batch, batch_row, import_identity, import_waiting
from timeclock.store.schema.stamps import stamp

# Any number; it only has to be ours and the same in every process.
IMPORT_LOCK = 7_031_993
# Rows per statement: well below the parameters either database takes in one.
CHUNK = 1_000


@dataclass(frozen=True, slots=True)
class Batch:
    """One file brought once, from `at` on; it has a row for every line that is through."""

    id: int
    uid: UUID
    format: str
    digest: str
    lines: int
    at: datetime


@dataclass(frozen=True, slots=True)
class BatchRow:
    """What became of one line; `raw` is None where it became a stamp, whose record holds it."""

    no: int
    outcome: str
    reason: str | None
    raw: bytes | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """A stored stamp whose person is not clear yet, and what there is to find her by.

    `certain` is false where `earliest` is only the first instant it can be.
    """

    stamp_id: int
    stamp_uid: UUID
    badge_hash: str | None
    staff_no: str | None
    kind: StampKind
    earliest: datetime
    certain: bool
    day: date


def hold(session: Session) -> None:
    """Let nobody else take lines in, or judge waiting ones, until the transaction ends."""
    db.hold(session, IMPORT_LOCK)


def newest(session: Session, format_: str, digest: str, lines: int) -> Batch | None:
    """Return the batch this file was brought as last, None where it never was."""
    c = batch.c
    row = session.execute(
        select(c.id, c.uid, c.at)
        .where(c.digest == digest, c.format == format_, c.lines == lines)
        .order_by(c.id.desc())
        .limit(1)
    ).first()
    return None if row is None else Batch(row.id, row.uid, format_, digest, lines, row.at)


def begin(session: Session, format_: str, digest: str, lines: int, now: datetime) -> Batch:
    """Return a new batch for a file."""
    uid = new_uid(now)
    values = {"uid": uid, "kind": "stamps", "format": format_, "digest": digest, "lines": lines, "at": now}
    return Batch(int(facts.add(session, batch, values, now)), uid, format_, digest, lines, now)


def done(session: Session, batch_id: int) -> int:
    """Return how many lines of a batch are through."""
    return session.execute(select(func.count()).where(batch_row.c.batch_id == batch_id)).scalar_one()


def done_among(session: Session, batch_id: int, first: int, last: int) -> set[int]:
    """Return which lines of a stretch are through."""
    c = batch_row.c
    return set(session.execute(select(c.no).where(c.batch_id == batch_id, c.no >= first, c.no <= last)).scalars())


def add_rows(session: Session, batch_id: int, rows: Iterable[BatchRow]) -> None:
    values = [
        {"batch_id": batch_id, "no": row.no, "outcome": row.outcome, "reason": row.reason, "raw": row.raw}
        for row in rows
    ]
    if values:
        session.execute(insert(batch_row), values)


def rows(session: Session, batch_id: int) -> list[BatchRow]:
    """Return what became of each line, in the order of the file, without the lines themselves."""
    c = batch_row.c
    found = session.execute(select(c.no, c.outcome, c.reason).where(c.batch_id == batch_id).order_by(c.no))
    return [BatchRow(*row) for row in found]


def claim(session: Session, wanted: Mapping[str, UUID]) -> set[str]:
    """Take identities for stamps; return those that nobody had."""
    if not wanted:
        return set()
    taking = db.native_insert(session, import_identity).on_conflict_do_nothing().returning(import_identity.c.identity)
    values = [{"identity": identity, "stamp_uid": uid} for identity, uid in wanted.items()]
    return set(session.execute(taking, values).scalars())


def claimed(session: Session, identities: Iterable[str]) -> set[str]:
    """Return those of the identities that a stamp has."""
    c, wanted = import_identity.c, list(identities)
    found: set[str] = set()
    for start in range(0, len(wanted), CHUNK):
        found.update(session.execute(select(c.identity).where(c.identity.in_(wanted[start : start + CHUNK]))).scalars())
    return found


def wait(session: Session, waiting_: Iterable[Waiting]) -> None:
    """Put stored stamps into the queue of those that are judged again."""
    values = [
        {
            "stamp_id": each.stamp_id,
            "badge_hash": each.badge_hash,
            "staff_no": each.staff_no,
            "kind": each.kind,
            "earliest": each.earliest,
            "certain": each.certain,
            "day": each.day,
        }
        for each in waiting_
    ]
    if values:
        session.execute(insert(import_waiting), values)


def waiting(session: Session) -> list[Waiting]:
    """Return the stamps that wait and were not decided about by a person, the oldest first."""
    queue = import_waiting
    found = session.execute(
        select(queue, stamp.c.uid)
        .join(stamp, stamp.c.id == queue.c.stamp_id)
        .where(rulings.none_about(queue.c.stamp_id))
        .order_by(queue.c.earliest, queue.c.stamp_id)
    )
    return [_waiting(row) for row in found]


def _waiting(row: Any) -> Waiting:
    return Waiting(
        row.stamp_id,
        row.uid,
        row.badge_hash,
        row.staff_no,
        StampKind(row.kind),
        row.earliest,
        row.certain,
        row.day,
    )


def release(session: Session, stamp_ids: Sequence[int]) -> None:
    """Take stamps out of the queue."""
    for start in range(0, len(stamp_ids), CHUNK):
        chunk = stamp_ids[start : start + CHUNK]
        session.execute(delete(import_waiting).where(import_waiting.c.stamp_id.in_(chunk)))
