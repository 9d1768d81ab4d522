"""What the jobs have done, are doing and still have to do, period by period."""

from __future__ import annotations

from sqlalchemy import Column, Index, String

from timeclock.store.schema.base import Id, Kind, Retention, instant, number, structure, table, words

job_run = table(
    "job_run",
    Kind.STATE,
    Retention.TECHNICAL,
    Column("job", String, primary_key=True),
    Column("period", String, primary_key=True),
    words("state"),
    Column("after", Id, nullable=False),
    structure("left"),
    number("done"),
    number("total"),
    number("attempts"),
    instant("due_at"),
    instant("next_at"),
    instant("started_at", optional=True),
    instant("ended_at", optional=True),
    words("error", optional=True),
    # Of a period that somebody asked for by hand: who did, and when.
    Column("asked_by", Id, nullable=True),
    instant("asked_at", optional=True),
    Index(None, "job", "state"),
)
