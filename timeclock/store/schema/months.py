"""A month: what was said about it, the versions in which it was closed, and what was found of it later."""

from __future__ import annotations

from sqlalchemy import Column, Date, Index, Integer, String, text

from timeclock.store.schema.base import (
    Kind,
    Retention,
    instant,
    key,
    ledger_ref,
    number,
    ref,
    structure,
    table,
    words,
)

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
    # confirmed by somebody responsible, agreed to by the person herself, or objected to by her
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

IN_FORCE = text("reopened_at IS NULL")

# A month as it was closed: nothing in it changes. That it was opened again, or went to payroll, is said beside it.
month = table(
    "month",
    Kind.FACT,
    Retention.TIMES,
    ref("employment_id", "employment", primary=True),
    Column("month", Date, primary_key=True),
    Column("version", Integer, primary_key=True),
    number("worked_min"),
    number("target_min"),
    number("difference_min"),
    number("open_days"),
    structure("snapshot"),
    words("hash"),
    words("rules_hash"),
    # The instant of closing: nothing that was recorded later is in it.
    instant("facts_until"),
    words("reason", optional=True),
    ref("by", "login", optional=True),
    instant("reopened_at", optional=True),
    ref("reopened_by", "login", optional=True),
    words("reopen_reason", optional=True),
    instant("handed_over_at", optional=True),
    words("handed_over_to", optional=True),
    ledger_ref(),
    # One version at most is in force, however many close the month in the same second.
    Index(
        "ix_month_in_force",
        "employment_id",
        "month",
        unique=True,
        postgresql_where=IN_FORCE,
        sqlite_where=IN_FORCE,
    ),
    Index(None, "month"),
    may_change=("reopened_at", "reopened_by", "reopen_reason", "handed_over_at", "handed_over_to"),
)

# A figure of a closed month that is another now: what was booked of it, what it is, and what came in between.
month_delta = table(
    "month_delta",
    Kind.FACT,
    Retention.TIMES,
    key(),
    ref("employment_id", "employment"),
    Column("month", Date, nullable=False),
    Column("version", Integer, nullable=False),
    words("account"),
    # Null where the figure is one of the whole month.
    Column("day", Date, nullable=True),
    # In the account's unit.
    number("booked"),
    number("figure"),
    structure("came"),
    instant("at"),
    Index(None, "employment_id", "month"),
)
