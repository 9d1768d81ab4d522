"""Writing facts: each row and the ledger record that commits it, in one transaction.

A noun with facts of its own inserts `full` rows by `insertion` and their `record_of` itself, so that whoever reads it
sees every statement; `add` does both for a single fact.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Table, Update, insert, update
from sqlalchemy.sql.dml import ReturningInsert

from timeclock.ledger.leaf import SALT_BYTES, Envelope, leaf_hash
from timeclock.store.db import Session, native_insert
from timeclock.store.ids import new_uid
from timeclock.store.schema.evidence import ledger_record

# A receipt promises that its leaf is in the log by then.
INCLUDE_WITHIN = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Committed:
    """A record as it went into the ledger: what a receipt speaks of."""

    record: UUID
    leaf: bytes
    include_by: datetime


def subject_of(table: Table, row: Mapping[Any, Any]) -> str:
    """Return the name under which a row stands in the ledger: its primary key, joined by colons."""
    return ":".join(str(row[column.name]) for column in table.primary_key)


def add(session: Session, table: Table, values: Mapping[str, Any], now: datetime) -> int | str:
    """Insert one fact and its record; return the row's first key."""
    row = session.execute(insertion(table), full(table, values, now)).mappings().one()
    session.execute(insert(ledger_record), record_of(table, row, now))
    first: int | str = row[next(iter(table.primary_key)).name]
    return first


def change(session: Session, table: Table, changing: Update, now: datetime, *, version: int) -> bool:
    """Change at most one fact and record what it says from now on; say whether there was one to change."""
    row = session.execute(changing.returning(*table.c)).mappings().one_or_none()
    if row is None:
        return False
    session.execute(insert(ledger_record), record_of(table, row, now, version=version))
    return True


@dataclass(frozen=True, slots=True)
class Decided:
    """What became of something that two people have to agree on; whoever withdraws her own decides nothing."""

    decision: str
    answer: str
    withdrawn: bool


def decide(session: Session, table: Table, uid: UUID, decided: Decided, by: int | None, now: datetime) -> bool:
    """Write down what became of a fact that still waits for a second person; say whether it did."""
    values = {"decision": decided.decision, "answer": decided.answer, "decided_at": now}
    values |= {"superseded_at": now} if decided.withdrawn else {"decided_by": by}
    waits = (table.c.uid == uid, table.c.decision.is_(None))
    return change(session, table, update(table).where(*waits).values(values), now, version=2)


def insertion(table: Table) -> ReturningInsert[Any]:
    """Return the statement that inserts facts and gives back each row as stored, in the order given."""
    return insert(table).returning(*table.c, sort_by_parameter_order=True)


def insertion_of_new(session: Session, table: Table) -> Any:
    """Return the statement that inserts facts unless they are there, and gives back those that were not."""
    return native_insert(session, table).on_conflict_do_nothing().returning(*table.c)


def full(table: Table, values: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """Return the values with every column named and, where the table has one, the id of the record to come."""
    row = {column.name: values.get(column.name) for column in table.c if column.name != "id" or "id" in values}
    if "ledger_id" in table.c:
        row["ledger_id"] = values.get("ledger_id") or new_uid(now)
    return row


def record_of(
    table: Table,
    row: Mapping[Any, Any],
    now: datetime,
    *,
    version: int = 1,
    origin: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Return the record that commits a row as stored; whoever inserts the row inserts this in the same transaction."""
    record = row["ledger_id"] if version == 1 and "ledger_id" in row else new_uid(now)
    include_by = now + INCLUDE_WITHIN
    subject = subject_of(table, row)
    raw = Envelope(record, table.name, subject, version, include_by, dict(row), origin).to_bytes()
    salt = os.urandom(SALT_BYTES)
    return {
        "id": record,
        "kind": table.name,
        "subject": subject,
        "bytes": raw,
        "salt": salt,
        "leaf_hash": leaf_hash(salt, raw),
        "leaf_no": None,
        "include_by": include_by,
    }


def committed(record: Mapping[str, Any]) -> Committed:
    """Return what a receipt says of a record."""
    return Committed(record["id"], record["leaf_hash"], record["include_by"])
