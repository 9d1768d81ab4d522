"""What was deleted when its time was over, and about whom nothing is deleted for now."""

from __future__ import annotations

from timeclock.store.schema.base import (
    Kind,
    Retention,
    binary,
    instant,
    key,
    number,
    recorded,
    ref,
    table,
    uid,
    words,
)

# About somebody nothing is deleted, because it may be needed: a dispute, an inquiry.
legal_hold = table(
    "legal_hold",
    Kind.FACT,
    Retention.EVIDENCE,
    key(),
    uid(),
    ref("person_id", "person", index=True),
    words("reason"),
    # superseded_at: since when it holds no more.
    *recorded(),
    may_change=("superseded_at",),
)

# What was deleted at once: of which rule, from before when, and how many rows.
erasure = table(
    "erasure",
    Kind.FACT,
    Retention.EVIDENCE,
    key(),
    instant("at"),
    words("what"),
    instant("before"),
    number("rows"),
    # Of facts, the hash over their leaves: the records stay in the log without what they said, and name the erasure.
    binary("digest", optional=True),
)
