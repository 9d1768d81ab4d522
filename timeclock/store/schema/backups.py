"""Backups that were made by night, and what came of bringing them back."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column

from timeclock.store.schema.base import Kind, Retention, instant, key, number, table, words

# One attempt: of which night, in which file, how large and how far the log was; `fault` says why it is none to rely on.
backup = table(
    "backup",
    Kind.FACT,
    Retention.EVIDENCE,
    key(),
    instant("at"),
    words("period"),
    words("file"),
    Column("size", BigInteger, nullable=False),
    # The hash of its manifest, which names the whole.
    words("sha256", optional=True),
    number("leaves", optional=True),
    # The last signed head in it: over how many leaves, and their root.
    words("head", optional=True),
    words("fault", optional=True),
)
