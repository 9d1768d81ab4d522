"""Rosters and their shifts, and the special plan of a day."""

from __future__ import annotations

from sqlalchemy import Column, Date, Index, text

from timeclock.store.schema.base import CURRENT, Kind, Retention, instant, key, recorded, ref, table, uid, words

PUBLISHED = text("state = 'published'")

roster = table(
    "roster",
    Kind.DATED,
    Retention.TIMES,
    key(),
    uid(),
    ref("unit_id", "unit"),
    # The first day of the month.
    Column("month", Date, nullable=False),
    words("state"),
    instant("published_at", optional=True),
    # What counts is one: the roster of a unit and month that is published.
    Index(
        "uq_roster_published",
        "unit_id",
        "month",
        unique=True,
        postgresql_where=PUBLISHED,
        sqlite_where=PUBLISHED,
    ),
)

shift = table(
    "shift",
    Kind.DATED,
    Retention.TIMES,
    key(),
    ref("roster_id", "roster", index=True),
    ref("employment_id", "employment"),
    words("kind"),
    instant("from_at"),
    instant("to_at"),
    ref("day_plan_id", "day_plan", optional=True),
    # Why it stands in the roster although the planning check objects.
    words("override_reason", optional=True),
    *recorded(),
    Index(None, "employment_id", "from_at"),
)

special_plan = table(
    "special_plan",
    Kind.DATED,
    Retention.TIMES,
    key(),
    ref("employment_id", "employment"),
    Column("day", Date, nullable=False),
    ref("day_plan_id", "day_plan"),
    words("reason"),
    *recorded(),
    Index(
        "uq_special_plan_current",
        "employment_id",
        "day",
        unique=True,
        postgresql_where=CURRENT,
        sqlite_where=CURRENT,
    ),
)
