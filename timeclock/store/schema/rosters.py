"""Rosters and their shifts, what they are planned with, and the special plan of a day."""

from __future__ import annotations

from sqlalchemy import Column, Date, Index, text

from timeclock.store.schema.base import (
    CURRENT,
    Kind,
    Retention,
    instant,
    key,
    number,
    recorded,
    ref,
    table,
    uid,
    words,
)

PUBLISHED = text("state = 'published'")
PLANNED = text("state = 'planned'")

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
    # People plan one together.
    Index(
        "uq_roster_planned",
        "unit_id",
        "month",
        unique=True,
        postgresql_where=PLANNED,
        sqlite_where=PLANNED,
    ),
)

# What a roster that is being planned stands at, and the published one it was begun from.
roster_plan = table(
    "roster_plan",
    Kind.STATE,
    Retention.TIMES,
    ref("roster_id", "roster", primary=True),
    number("version"),
    ref("based_on", "roster", optional=True),
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
    # The key it was planned by, and the findings that the reason is about.
    words("code", optional=True),
    words("override_codes", optional=True),
    Index(None, "employment_id", "from_at"),
)

# The catalogue of a unit: shifts by the keys they are planned by.
shift_kind = table(
    "shift_kind",
    Kind.DATED,
    Retention.RULES,
    key(),
    ref("unit_id", "unit"),
    words("code"),
    words("name"),
    words("kind"),
    words("begins"),
    words("ends"),
    # The code of the day plan of the person's model that says what it owes.
    words("plan", optional=True),
    # How many days later it ends where its clocks do not say: on call over a weekend.
    number("days", optional=True),
    *recorded(),
    Index("uq_shift_kind_current", "unit_id", "code", unique=True, postgresql_where=CURRENT, sqlite_where=CURRENT),
)

# Keys day after day from an anchor on, and how many days somebody is ahead of it.
rotation = table(
    "rotation",
    Kind.DATED,
    Retention.RULES,
    key(),
    ref("unit_id", "unit"),
    words("name"),
    words("days"),
    Column("anchor", Date, nullable=False),
    *recorded(),
    Index("uq_rotation_current", "unit_id", "name", unique=True, postgresql_where=CURRENT, sqlite_where=CURRENT),
)

rotation_place = table(
    "rotation_place",
    Kind.STATE,
    Retention.PEOPLE,
    ref("rotation_id", "rotation", primary=True),
    ref("employment_id", "employment", primary=True),
    number("ahead"),
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
