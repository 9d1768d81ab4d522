"""Working-time models as dated rows, the holiday calendar, and every set of rules a result was made with."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Date, Index, Integer, String, text

from timeclock.store.schema.base import (
    Id,
    Kind,
    Retention,
    instant,
    key,
    recorded,
    ref,
    structure,
    table,
    uid,
    valid,
    words,
)

HOLDS = text("superseded_at IS NULL")

model = table(
    "model",
    Kind.DATED,
    Retention.RULES,
    key(),
    Column("code", String, nullable=False, unique=True),
    words("title"),
)

model_version = table(
    "model_version",
    Kind.DATED,
    Retention.RULES,
    key(),
    ref("model_id", "model", index=True),
    words("shape"),
    structure("figures"),
    words("attribution"),
    *valid(),
)

# A version that waits for a second look, or of a model that is to be new.
model_draft = table(
    "model_draft",
    Kind.FACT,
    Retention.RULES,
    key(),
    uid(),
    words("code"),
    words("title"),
    words("shape"),
    Column("since", Date, nullable=False),
    # The figures as a version has them, and the day plans of the whole pattern.
    structure("figures"),
    words("attribution"),
    structure("days"),
    words("why"),
    words("decision", optional=True),
    words("answer", optional=True),
    Column("decided_by", Id, nullable=True),
    instant("decided_at", optional=True),
    # superseded_at: since when it waits no more, because it was withdrawn.
    *recorded(),
    CheckConstraint("decided_by IS NULL OR decided_by <> recorded_by", name="two_people"),
    may_change=("decision", "answer", "decided_by", "decided_at", "superseded_at"),
)

# From when on nobody is given a model any more; who has it keeps it. superseded_at: it was taken back.
model_retirement = table(
    "model_retirement",
    Kind.FACT,
    Retention.RULES,
    key(),
    uid(),
    ref("model_id", "model"),
    Column("since", Date, nullable=False),
    words("why"),
    *recorded(),
    Index("ix_model_retirement_model_id", "model_id", unique=True, postgresql_where=HOLDS, sqlite_where=HOLDS),
    may_change=("superseded_at",),
)

day_plan = table(
    "day_plan",
    Kind.DATED,
    Retention.RULES,
    key(),
    ref("model_version_id", "model_version", index=True),
    words("code"),
    structure("figures"),
)

pattern_day = table(
    "pattern_day",
    Kind.DATED,
    Retention.RULES,
    ref("model_version_id", "model_version", primary=True),
    Column("no", Integer, primary_key=True),
    ref("day_plan_id", "day_plan"),
)

assignment = table(
    "assignment",
    Kind.DATED,
    Retention.PEOPLE,
    key(),
    ref("employment_id", "employment", index=True),
    ref("model_id", "model"),
    Column("anchor_day", Date, nullable=False),
    *valid(),
)

holiday = table(
    "holiday",
    Kind.DATED,
    Retention.RULES,
    Column("calendar", String, primary_key=True),
    Column("day", Date, primary_key=True),
    words("kind"),
    words("name_de"),
    words("name_en"),
    words("source"),
)

rules = table(
    "rules",
    Kind.FACT,
    Retention.RULES,
    Column("hash", String, primary_key=True),
    words("kind"),
    structure("body"),
    instant("first_seen_at"),
)
