"""What was done about a month: in this release only that somebody responsible confirmed it."""

from __future__ import annotations

from sqlalchemy import Column, Date, Index, String

from timeclock.store.schema.base import Kind, Retention, instant, key, number, ref, table, words

month_step = table(
    "month_step",
    Kind.FACT,
    Retention.TIMES,
    key(),
    ref("employment_id", "employment"),
    Column("month", Date, nullable=False),
    # Of the month these days, to (excluded): all, or the part somebody was responsible for.
    Column("from_day", Date, nullable=False),
    Column("to_day", Date, nullable=False),
    words("step"),
    number("worked_min"),
    number("target_min"),
    number("difference_min"),
    number("open_days"),
    Column("hash", String, nullable=False),
    instant("facts_until", optional=True),
    words("reason", optional=True),
    ref("by", "login"),
    instant("at"),
    Index(None, "employment_id", "month"),
)
