"""What was done for many at once: one row for the act, and one for each who was selected, hit or left out."""

from __future__ import annotations

from sqlalchemy import Boolean, CheckConstraint, Column, Date, Uuid

from timeclock.store.schema.base import (
    Id,
    Kind,
    Retention,
    instant,
    key,
    number,
    recorded,
    ref,
    structure,
    table,
    uid,
    words,
)

mass_posting = table(
    "mass_posting",
    Kind.FACT,
    Retention.TIMES,
    key(),
    uid(),
    # The act and the selection, as the core has them.
    structure("asked"),
    # to_day is the first day after the last.
    Column("first_day", Date, nullable=False),
    Column("to_day", Date, nullable=False),
    words("why"),
    # The one name for all lines as they were shown to both who agreed.
    words("preview_hash"),
    words("decision", optional=True),
    words("answer", optional=True),
    Column("decided_by", Id, nullable=True),
    instant("decided_at", optional=True),
    Column("undone_by", Id, nullable=True),
    words("undone_why", optional=True),
    # superseded_at: since when it counts no more, because it was withdrawn or undone.
    *recorded(),
    CheckConstraint("decided_by IS NULL OR decided_by <> recorded_by", name="two_people"),
    may_change=("decision", "answer", "decided_by", "decided_at", "undone_by", "undone_why", "superseded_at"),
)

mass_line = table(
    "mass_line",
    Kind.FACT,
    Retention.TIMES,
    ref("mass_posting_id", "mass_posting", primary=True),
    ref("employment_id", "employment", primary=True),
    # The uid of the absence that comes of it.
    Column("becomes", Uuid, nullable=False),
    # Why she is not hit; null where she is.
    words("left_out", optional=True),
    # The month of a day is closed, so that it becomes a difference found later.
    Column("is_late", Boolean, nullable=False),
    number("planned_min"),
    number("credited_min"),
    # By how much her balance moves; null where a day is open.
    number("moved_min", optional=True),
)
