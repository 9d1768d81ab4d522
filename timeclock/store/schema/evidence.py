"""The ledger, its tree and heads, and the audit trail."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, Uuid, text

from timeclock.store.schema.base import (
    Id,
    Kind,
    Retention,
    UtcDateTime,
    binary,
    instant,
    key,
    ledger_ref,
    number,
    ref,
    structure,
    table,
    words,
)

ledger_record = table(
    "ledger_record",
    Kind.FACT,
    Retention.EVIDENCE,
    Column("id", Uuid, primary_key=True),
    words("kind"),
    words("subject"),
    binary("bytes", optional=True),
    binary("salt", optional=True),
    binary("leaf_hash"),
    Column("leaf_no", BigInteger, nullable=True, unique=True),
    instant("include_by"),
    # Of a record whose bytes and salt were destroyed because its time was over: by which erasure.
    Column("erasure_id", Id, nullable=True),
    Index(None, "kind", "subject"),
    Index(
        "ix_ledger_record_waiting",
        "id",
        postgresql_where=text("leaf_no IS NULL"),
        sqlite_where=text("leaf_no IS NULL"),
    ),
    may_change=("leaf_no", "bytes", "salt", "erasure_id"),
)

ledger_node = table(
    "ledger_node",
    Kind.EVIDENCE,
    Retention.EVIDENCE,
    Column("level", Integer, primary_key=True),
    Column("no", BigInteger, primary_key=True),
    Column("hash", LargeBinary, nullable=False),
)

checkpoint = table(
    "checkpoint",
    Kind.EVIDENCE,
    Retention.EVIDENCE,
    Column("size", BigInteger, primary_key=True),
    binary("root"),
    words("note"),
    instant("at"),
)

# What `timeclock audit verify` found, and when; a check that nobody wrote down is in no row.
log_check = table(
    "log_check",
    Kind.FACT,
    Retention.EVIDENCE,
    key(),
    instant("at"),
    number("records"),
    number("rows"),
    number("heads"),
    number("witnessed"),
    number("discrepancies"),
    # The names of the first rows that do not fit.
    structure("named"),
)

audit = table(
    "audit",
    Kind.FACT,
    Retention.EVIDENCE,
    key(),
    Column("at", UtcDateTime, nullable=False, index=True),
    ref("by", "login", optional=True),
    words("action"),
    words("subject"),
    ref("person_id", "person", optional=True, index=True),
    words("purpose", optional=True),
    structure("detail"),
    ledger_ref(),
)

access_read = table(
    "access_read",
    Kind.FACT,
    Retention.ACCESS,
    key(),
    Column("at", UtcDateTime, nullable=False, index=True),
    ref("by", "login"),
    words("route"),
    words("purpose"),
    structure("person_ids"),
)
