"""Reading facts and their records side by side, for whoever checks them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Table, select

from timeclock.store.db import Session
from timeclock.store.facts import subject_of
from timeclock.store.schema import metadata
from timeclock.store.schema.base import Kind
from timeclock.store.schema.evidence import checkpoint, ledger_node, ledger_record

CHUNK = 2_000


@dataclass(frozen=True, slots=True)
class RecordRow:
    """One ledger record as it stands in the database."""

    id: UUID
    kind: str
    subject: str
    content: bytes | None
    salt: bytes | None
    leaf_hash: bytes
    leaf_no: int | None
    include_by: datetime


def fact_tables() -> tuple[Table, ...]:
    """Return every table whose rows are committed to the ledger; the ledger itself is checked as a tree."""
    return tuple(
        table
        for table in metadata.sorted_tables
        if table.info["kind"] is Kind.FACT and table.name != ledger_record.name
    )


def records(session: Session) -> Iterator[RecordRow]:
    """Return all records in the order of the log, those without a place last."""
    ordered = select(ledger_record).order_by(
        ledger_record.c.leaf_no.is_(None), ledger_record.c.leaf_no, ledger_record.c.id
    )
    for row in session.execute(ordered, execution_options={"yield_per": CHUNK}):
        yield RecordRow(
            row.id,
            row.kind,
            row.subject,
            None if row.bytes is None else bytes(row.bytes),
            None if row.salt is None else bytes(row.salt),
            bytes(row.leaf_hash),
            row.leaf_no,
            row.include_by,
        )


def rows(session: Session, table: Table) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Return every row of a fact table under the name it has in the ledger."""
    for row in session.execute(select(table), execution_options={"yield_per": CHUNK}).mappings():
        found = dict(row)
        yield subject_of(table, found), found


def nodes(session: Session) -> dict[tuple[int, int], bytes]:
    """Return the stored inner nodes."""
    return {(row.level, row.no): bytes(row.hash) for row in session.execute(select(ledger_node))}


def heads(session: Session) -> Iterator[tuple[int, bytes, str, datetime]]:
    """Return size, root, note and time of every checkpoint, oldest first."""
    for row in session.execute(select(checkpoint).order_by(checkpoint.c.size)):
        yield row.size, bytes(row.root), row.note, row.at
