"""Why somebody may be away, as dated rows, and who is, as facts; of an illness nothing but that there is one."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, Index

from timeclock.store.schema.base import (
    CURRENT,
    Kind,
    Retention,
    key,
    recorded,
    ref,
    structure,
    table,
    uid,
    valid,
    words,
)

absence_reason = table(
    "absence_reason",
    Kind.DATED,
    Retention.RULES,
    key(),
    words("code"),
    words("credit"),
    words("averaging"),
    Column("needs_certificate", Boolean, nullable=False),
    words("name_de"),
    words("name_en"),
    # What others than the person herself read.
    words("visible_as_de"),
    words("visible_as_en"),
    words("rule"),
    words("citation"),
    words("source"),
    words("status"),
    *valid(),
    Index(
        "ix_absence_reason_current", "code", "valid_from", unique=True,
        postgresql_where=CURRENT, sqlite_where=CURRENT,
    ),
)  # fmt: skip

absence = table(
    "absence",
    Kind.FACT,
    Retention.TIMES,
    key(),
    uid(),
    ref("employment_id", "employment", index=True),
    words("reason"),
    # to_day is the first day she is back.
    Column("from_day", Date, nullable=False),
    Column("to_day", Date, nullable=False),
    words("part"),
    words("from_clock", optional=True),
    words("to_clock", optional=True),
    structure("figures"),
    # The day a certificate was seen, where one was.
    Column("certificate", Date, nullable=True),
    *recorded(),
    may_change=("superseded_at",),
)
