"""What was made for people to keep: rows that name a content by its hash; the bytes lie in files of that name."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Date, Index

from timeclock.store.schema.base import Kind, Retention, instant, key, ledger_ref, ref, table, uid, words

document = table(
    "document",
    Kind.FACT,
    Retention.TIMES,
    key(),
    uid(),
    words("kind"),
    ref("person_id", "person", optional=True),
    # Two employments have two proofs of the same month.
    ref("employment_id", "employment", optional=True),
    Column("month", Date, nullable=True),
    words("sha256"),
    words("media"),
    Column("size", BigInteger, nullable=False),
    instant("at"),
    ledger_ref(),
    Index(None, "person_id", "month"),
)
