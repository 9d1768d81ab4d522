"""Writing facts: each row and the ledger record that commits it, in one transaction."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Table, and_, func, insert, select, update

from timeclock.ledger.leaf import SALT_BYTES, Envelope, leaf_hash
from timeclock.store.db import Session
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


def subject_of(table: Table, row: Mapping[str, Any]) -> str:
    """Return the name under which a row stands in the ledger: its primary key, joined by colons."""
    return ":".join(str(row[column.name]) for column in table.primary_key)


def add(session: Session, table: Table, values: Mapping[str, Any], now: datetime) -> int | str:
    """Insert one fact and its record; return the row's first key."""
    [(row, _)] = add_all(session, table, [values], now)
    first: int | str = row[next(iter(table.primary_key)).name]
    return first


def add_all(
    session: Session,
    table: Table,
    values: Sequence[Mapping[str, Any]],
    now: datetime,
    origins: Sequence[Mapping[str, str] | None] | None = None,
) -> list[tuple[Mapping[str, Any], Committed]]:
    """Insert facts and their records; return each row as stored, with what was committed."""
    prepared = [with_record(table, each, now) for each in values]
    rows = session.execute(insert(table).returning(*table.c, sort_by_parameter_order=True), prepared).mappings().all()
    return commit_rows(session, table, [dict(row) for row in rows], now, origins)


def with_record(table: Table, values: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """Return the values with every column named and, where the table has one, the id of the record to come."""
    full = {column.name: values.get(column.name) for column in table.c if column.name != "id" or "id" in values}
    if "ledger_id" in table.c:
        full["ledger_id"] = values.get("ledger_id") or new_uid(now)
    return full


def commit_rows(
    session: Session,
    table: Table,
    rows: Sequence[Mapping[str, Any]],
    now: datetime,
    origins: Sequence[Mapping[str, str] | None] | None = None,
) -> list[tuple[Mapping[str, Any], Committed]]:
    """Write the first record of rows just inserted."""
    origins = origins or [None] * len(rows)
    records = [
        _record(table, row, 1, now, row.get("ledger_id") or new_uid(now), origin)
        for row, origin in zip(rows, origins, strict=True)
    ]
    if records:
        session.execute(insert(ledger_record), records)
    return [
        (row, Committed(record["id"], record["leaf_hash"], record["include_by"]))
        for row, record in zip(rows, records, strict=True)
    ]


def change(
    session: Session, table: Table, key: Mapping[str, Any], values: Mapping[str, Any], now: datetime
) -> Mapping[str, Any]:
    """Set columns a fact allows to be set and commit the row anew; the earlier record stays."""
    here = and_(*(table.c[name] == value for name, value in key.items()))
    row = dict(session.execute(update(table).where(here).values(**values).returning(*table.c)).mappings().one())
    subject = subject_of(table, row)
    # The row is locked by the update, so the count cannot change before we commit.
    versions = session.execute(
        select(func.count()).where(ledger_record.c.kind == table.name, ledger_record.c.subject == subject)
    ).scalar_one()
    session.execute(insert(ledger_record), _record(table, row, versions + 1, now, new_uid(now), None))
    return row


def _record(
    table: Table,
    row: Mapping[str, Any],
    version: int,
    now: datetime,
    record: UUID,
    origin: Mapping[str, str] | None,
) -> dict[str, Any]:
    include_by = now + INCLUDE_WITHIN
    subject = subject_of(table, row)
    raw = Envelope(record, table.name, subject, version, include_by, row, origin).to_bytes()
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
