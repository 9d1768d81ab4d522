"""What was done about a deviation, and what it said then: findings are worked out again at will, decisions stay."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, String, Uuid

from timeclock.store.schema.base import Kind, Retention, instant, ref, structure, table, words

# `key` is that of the finding, or names a stamp that waits. Nobody takes the same step twice: the second is refused.
finding_step = table(
    "finding_step",
    Kind.FACT,
    Retention.TIMES,
    Column("key", String, primary_key=True),
    Column("no", Integer, primary_key=True),
    ref("person_id", "person", optional=True),
    words("state"),
    structure("said"),
    words("basis"),
    words("reason", optional=True),
    structure("effect"),
    # What was done with one click, about however many findings, and is undone with one.
    Column("act", Uuid, nullable=False),
    ref("by", "login"),
    # The login of the person for whom it was done, where she has one.
    ref("for_login", "login", optional=True),
    instant("at"),
    Index(None, "act"),
    Index(None, "by", "at"),
)
