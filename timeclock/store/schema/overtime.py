"""Overtime and extra work as ordered."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Date

from timeclock.store.schema.base import Kind, Retention, instant, key, number, recorded, ref, table, uid, words

overtime_order = table(
    "overtime_order",
    Kind.FACT,
    Retention.TIMES,
    key(),
    uid(),
    # For one employment, or for everybody placed in a unit.
    ref("employment_id", "employment", optional=True, index=True),
    ref("unit_id", "unit", optional=True, index=True),
    instant("from_at"),
    instant("to_at"),
    # Of each day's work at most so much; null is all of it.
    number("budget_min", optional=True),
    words("reason"),
    ref("request_id", "request", optional=True),
    *recorded(),
    CheckConstraint("from_at < to_at AND (budget_min IS NULL OR budget_min > 0)", name="some_work"),
    may_change=("superseded_at",),
)

# What a unit and all below it may have approved on request within some days, to (excluded).
overtime_budget = table(
    "overtime_budget",
    Kind.FACT,
    Retention.TIMES,
    key(),
    uid(),
    ref("unit_id", "unit", index=True),
    Column("from_day", Date, nullable=False),
    Column("to_day", Date, nullable=False),
    number("minutes"),
    words("reason"),
    *recorded(),
    CheckConstraint("minutes >= 0", name="no_debt"),
    may_change=("superseded_at",),
)
