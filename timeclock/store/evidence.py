"""Reading facts and their records side by side, for whoever checks them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, Table, and_, select

from timeclock.store.db import Session
from timeclock.store.facts import subject_of
from timeclock.store.schema import metadata
from timeclock.store.schema.base import Kind
from timeclock.store.schema.evidence import ledger_node, ledger_record

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
    erasure_id: int | None = None


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
            row.erasure_id,
        )


def rows(session: Session, table: Table) -> Iterator[tuple[str, Mapping[str, Any] | None]]:
    """Return every row of a fact table under the name it has in the ledger; None for one that cannot be read.

    SQLite keeps whatever somebody writes beside us, a word in the place of an instant included.
    """
    ordered = select(table).order_by(*table.primary_key)
    keys = [str(column.name) for column in table.primary_key]
    try:
        found = session.execute(ordered).mappings().all()
        yield from ((subject_of(table, row), dict(row)) for row in found)
    except (TypeError, ValueError):
        for key in session.execute(select(*table.primary_key)).mappings().all():
            here = and_(*(table.c[name] == key[name] for name in keys))
            yield subject_of(table, key), _readable(session, select(table).where(here))


def _readable(session: Session, query: Select[Any]) -> Mapping[str, Any] | None:
    try:
        return dict(session.execute(query).mappings().one())
    except (TypeError, ValueError):
        return None


def nodes(session: Session) -> dict[tuple[int, int], bytes]:
    """Return the stored inner nodes."""
    return {(row.level, row.no): bytes(row.hash) for row in session.execute(select(ledger_node))}
