"""The log's own rows: records waiting for a leaf number, inner nodes, signed heads."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from uuid import UUID

from sqlalchemy import bindparam, func, insert, select, update

from timeclock.ledger.tree import grown, root
from timeclock.store.db import Session, hold
from timeclock.store.ids import first_uid
from timeclock.store.schema.evidence import checkpoint, ledger_node, ledger_record

# Any number; it only has to be ours and the same in every process.
SEQUENCER_LOCK = 7_031_991
AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class SignedHead:
    """One checkpoint as kept."""

    size: int
    root: bytes
    note: str
    at: datetime


def lock_sequencer(session: Session) -> None:
    """Wait until this transaction is the only sequencer; SQLite has one writer anyway."""
    hold(session, SEQUENCER_LOCK)


def size(session: Session) -> int:
    """Return how many records have a leaf number."""
    last = session.execute(select(func.max(ledger_record.c.leaf_no))).scalar_one()
    return 0 if last is None else last + 1


def waiting(session: Session, limit: int) -> Sequence[tuple[UUID, bytes]]:
    """Return records without a leaf number, oldest first, with their leaf hashes."""
    found = session.execute(
        select(ledger_record.c.id, ledger_record.c.leaf_hash)
        .where(ledger_record.c.leaf_no.is_(None))
        .order_by(ledger_record.c.id)
        .limit(limit)
    )
    return [(record, bytes(leaf)) for record, leaf in found]


def include(session: Session, records: Sequence[tuple[UUID, bytes]]) -> int:
    """Give the records the next leaf numbers and add the nodes that become complete; return the new size."""
    start = size(session)
    nodes = [
        {"level": level, "no": no, "hash": digest}
        for (level, no), digest in grown(start, (leaf for _, leaf in records), lambda *at: node(session, *at))
        if level
    ]
    numbered = update(ledger_record).where(ledger_record.c.id == bindparam("record"))
    session.connection().execute(
        numbered.values(leaf_no=bindparam("leaf")),
        [{"record": record, "leaf": no} for no, (record, _) in enumerate(records, start=start)],
    )
    if nodes:
        session.execute(insert(ledger_node), nodes)
    return start + len(records)


def node(session: Session, level: int, no: int) -> bytes:
    """Return the hash of a complete node; level 0 are the leaves."""
    if level == 0:
        found = select(ledger_record.c.leaf_hash).where(ledger_record.c.leaf_no == no)
    else:
        found = select(ledger_node.c.hash).where(ledger_node.c.level == level, ledger_node.c.no == no)
    return bytes(session.execute(found).scalar_one())


def root_of(session: Session, size: int) -> bytes:
    """Return the root over the first `size` leaves."""
    return root(size, lambda level, no: node(session, level, no))


def unsigned_since(session: Session, size: int) -> datetime | None:
    """Return by when the first leaf after the first `size` had to be included; None where there is none."""
    query = select(ledger_record.c.include_by).where(ledger_record.c.leaf_no == size)
    found: datetime | None = session.execute(query).scalar_one_or_none()
    return found


def add_head(session: Session, head: SignedHead) -> None:
    session.execute(insert(checkpoint), {"size": head.size, "root": head.root, "note": head.note, "at": head.at})


def heads(session: Session, limit: int | None = None) -> tuple[SignedHead, ...]:
    """Return the newest signed heads first, or all."""
    found = session.execute(select(checkpoint).order_by(checkpoint.c.size.desc()).limit(limit))
    return tuple(SignedHead(row.size, bytes(row.root), row.note, row.at) for row in found)


def counts(session: Session, now: datetime) -> tuple[int, int, int]:
    """Return how many records there are, how many wait, and how many wait longer than promised."""
    total = session.execute(select(func.count()).select_from(ledger_record)).scalar_one()
    waits = ledger_record.c.leaf_no.is_(None)
    unsequenced = session.execute(select(func.count()).where(waits)).scalar_one()
    overdue = session.execute(select(func.count()).where(waits, ledger_record.c.include_by < now)).scalar_one()
    return total, unsequenced, overdue


def made_between(session: Session, edges: Sequence[datetime]) -> Sequence[int]:
    """Return how many records were made from each of these instants to the next; a record's name says when it was."""
    c, names = ledger_record.c.id, [first_uid(at) for at in edges]
    numbers = [func.count().filter(c >= since, c < until) for since, until in pairwise(names)]
    return list(session.execute(select(*numbers).where(c >= names[0], c < names[-1])).one())


def nodes(session: Session, wanted: Collection[tuple[int, int]]) -> dict[tuple[int, int], bytes]:
    """Return the hashes of complete nodes, many at a time; level 0 are the leaves."""
    by_level: dict[int, list[int]] = {}
    for level, no in sorted(wanted):
        by_level.setdefault(level, []).append(no)
    found: dict[tuple[int, int], bytes] = {}
    for level, numbers in by_level.items():
        for at in range(0, len(numbers), AT_ONCE):
            some = numbers[at : at + AT_ONCE]
            leaves = select(ledger_record.c.leaf_no, ledger_record.c.leaf_hash).where(ledger_record.c.leaf_no.in_(some))
            inner = select(ledger_node.c.no, ledger_node.c.hash).where(
                ledger_node.c.level == level, ledger_node.c.no.in_(some)
            )
            found |= {(level, row[0]): bytes(row[1]) for row in session.execute(inner if level else leaves)}
    return found
