"""The stamps themselves: written once, read whole."""

from __future__ import annotations

import hashlib
import json
from base64 import b64decode, b64encode
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, func, insert, or_, select, tuple_

from timeclock.core.spans import Span
from timeclock.core.stamps import Stamp, StampKind
from timeclock.store import facts
from timeclock.store.db import Session
from timeclock.store.facts import Committed
from timeclock.store.people import Employed
from timeclock.store.schema.evidence import ledger_record
from timeclock.store.schema.stamps import source, stamp, stamp_conflict

Key = tuple[int, str, int]


@dataclass(frozen=True, slots=True)
class Original:
    """The bytes a stamp arrived as; `signature` is empty for sources inside the house."""

    payload: bytes
    signature: bytes

    def to_ledger(self) -> dict[str, str]:
        return {"payload": b64encode(self.payload).decode(), "signature": b64encode(self.signature).decode()}

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.payload + self.signature).hexdigest()


@dataclass(frozen=True, slots=True)
class Stored:
    """A stamp as it is in the store, with the record that commits it and the bytes it arrived as."""

    id: int
    uid: UUID
    person_id: int | None
    quarantine: str | None
    received_at: datetime
    committed: Committed
    original: Original


@dataclass(frozen=True, slots=True)
class StampRow:
    """One stamp as people see it."""

    uid: UUID
    kind: StampKind
    at: datetime | None
    device_at: datetime | None
    received_at: datetime
    origin: str
    source_name: str
    level: str
    quarantine: str | None


def append(session: Session, rows: Sequence[tuple[Mapping[str, Any], Original]], now: datetime) -> dict[Key, Stored]:
    """Insert stamps that are new by (source, epoch, seq) and commit each; return only those.

    The caller finds the others with `known`; within `rows` the keys are distinct.
    """
    if not rows:
        return {}
    originals = {_key(values): original for values, original in rows}
    prepared = [facts.full(stamp, values, now) for values, _ in rows]
    stored = session.execute(facts.insertion_of_new(session, stamp), prepared).mappings().all()
    records = [facts.record_of(stamp, row, now, origin=originals[_key(row)].to_ledger()) for row in stored]
    if records:
        session.execute(insert(ledger_record), records)
    return {
        _key(row): Stored(
            row["id"],
            row["uid"],
            row["person_id"],
            row["quarantine"],
            row["received_at"],
            facts.committed(record),
            originals[_key(row)],
        )
        for row, record in zip(stored, records, strict=True)
    }


def known(session: Session, keys: Iterable[Key], uids: Iterable[UUID]) -> dict[Key, Stored]:
    """Return the stored stamps under these keys or uids, with the bytes they arrived as."""
    keys, uids = list(keys), list(uids)
    if not keys and not uids:
        return {}
    by_epoch: dict[tuple[int, str], list[int]] = {}
    for source_id, epoch, seq in keys:
        by_epoch.setdefault((source_id, epoch), []).append(seq)
    # Column by column, because SQLite reads the whole table for a list of tuples.
    here = or_(
        stamp.c.uid.in_(uids),
        *(
            and_(stamp.c.source_id == source_id, stamp.c.epoch == epoch, stamp.c.seq.in_(seqs))
            for (source_id, epoch), seqs in by_epoch.items()
        ),
    )
    rows = session.execute(
        select(stamp, ledger_record.c.bytes, ledger_record.c.leaf_hash, ledger_record.c.include_by)
        .join(ledger_record, ledger_record.c.id == stamp.c.ledger_id)
        .where(here)
    )
    found = {}
    for row in rows:
        committed = Committed(row.ledger_id, bytes(row.leaf_hash), row.include_by)
        found[row.source_id, row.epoch, row.seq] = Stored(
            row.id, row.uid, row.person_id, row.quarantine, row.received_at, committed, original_of(row.bytes)
        )
    return found


def original_of(record: bytes | None) -> Original:
    """Return the bytes a stamp arrived as from its ledger record; empty once they were erased."""
    if record is None:
        return Original(b"", b"")
    origin = json.loads(record)["origin"]
    return Original(b64decode(origin["payload"]), b64decode(origin["signature"]))


def add_conflict(session: Session, stamp_id: int, original: Original, now: datetime) -> bool:
    """Keep other bytes that came under a stored stamp's key; return whether they are new."""
    table = stamp_conflict
    raw = json.dumps(original.to_ledger(), sort_keys=True).encode()
    values = {"stamp_id": stamp_id, "digest": original.digest, "bytes": raw, "received_at": now}
    row = session.execute(facts.insertion_of_new(session, table), values).mappings().first()
    if row is not None:
        session.execute(insert(ledger_record), facts.record_of(table, row, now))
    return row is not None


def between(session: Session, person_id: int, span: Span) -> list[Stamp]:
    """Return a person's accepted stamps in a span, in order, over all her employments, for the evaluation."""
    rows = session.execute(
        select(stamp.c.uid, stamp.c.kind, stamp.c.at, stamp.c.employment_id, source.c.kind.label("origin"))
        .join(source, source.c.id == stamp.c.source_id)
        .where(
            stamp.c.person_id == person_id,
            stamp.c.quarantine.is_(None),
            stamp.c.at >= span.from_at,
            stamp.c.at < span.to_at,
        )
        .order_by(stamp.c.at, stamp.c.uid)
    )
    return [Stamp(row.uid, StampKind(row.kind), row.at, row.employment_id, row.origin) for row in rows]


def shown(session: Session, of: Employed, span: Span) -> tuple[StampRow, ...]:
    """Return one employment's stamps in a span as people see them, the quarantined of the person included."""
    mine = (stamp.c.employment_id == of.employment_id) | (
        (stamp.c.person_id == of.person_id) & stamp.c.employment_id.is_(None)
    )
    when = func.coalesce(stamp.c.at, stamp.c.received_at)
    rows = session.execute(_visible().where(mine, when >= span.from_at, when < span.to_at).order_by(when, stamp.c.uid))
    return tuple(_row(row) for row in rows)


def quarantined(session: Session, limit: int) -> tuple[StampRow, ...]:
    """Return the newest stamps that wait for a decision; they belong to nobody yet, so they name nobody."""
    rows = session.execute(
        _visible().where(stamp.c.quarantine.is_not(None)).order_by(stamp.c.received_at.desc()).limit(limit)
    )
    return tuple(_row(row) for row in rows)


def conflicts(session: Session) -> int:
    return session.execute(select(func.count()).select_from(stamp_conflict)).scalar_one()


def stored_by_epoch(session: Session, epochs: Iterable[tuple[int, str]]) -> dict[tuple[int, str], int]:
    """Return how many stamps of each (source, epoch) are stored, quarantined ones included."""
    rows = session.execute(
        select(stamp.c.source_id, stamp.c.epoch, func.count())
        .where(tuple_(stamp.c.source_id, stamp.c.epoch).in_(list(epochs)))
        .group_by(stamp.c.source_id, stamp.c.epoch)
    )
    return {(source_id, epoch): number for source_id, epoch, number in rows}


def _visible() -> Any:
    return select(
        stamp.c.uid,
        stamp.c.kind,
        stamp.c.at,
        stamp.c.device_at,
        stamp.c.received_at,
        source.c.kind.label("origin"),
        source.c.name.label("source_name"),
        stamp.c.level,
        stamp.c.quarantine,
    ).join(source, source.c.id == stamp.c.source_id)


def _row(row: Any) -> StampRow:
    return StampRow(
        row.uid,
        StampKind(row.kind),
        row.at,
        row.device_at,
        row.received_at,
        row.origin,
        row.source_name,
        row.level,
        row.quarantine,
    )


def _key(values: Mapping[Any, Any]) -> Key:
    return values["source_id"], values["epoch"], values["seq"]
