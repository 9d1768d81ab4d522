"""What people ask for: that a stamp be corrected, or that a deducted break was not taken (rulebook C-8)."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, text

from timeclock.store.schema.base import Kind, Retention, instant, key, ref, structure, table, uid, words

request = table(
    "request",
    Kind.FACT,
    Retention.TIMES,
    key(),
    uid(),
    words("kind"),
    ref("employment_id", "employment", index=True),
    ref("by", "login"),
    structure("payload"),
    words("state"),
    Column("version", Integer, nullable=False),
    # What waits for a decision is little, what was decided grows for years.
    Index(
        "ix_request_waiting",
        "employment_id",
        postgresql_where=text("state = 'submitted'"),
        sqlite_where=text("state = 'submitted'"),
    ),
    may_change=("state", "version"),
)

request_step = table(
    "request_step",
    Kind.FACT,
    Retention.TIMES,
    ref("request_id", "request", primary=True),
    Column("no", Integer, primary_key=True),
    words("state"),
    ref("by", "login"),
    words("reason", optional=True),
    instant("at"),
)
