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
    # What kind of absence it is: superiors read it in place of the reason.
    words("of_class"),
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
    # The request it came by, where somebody asked for it.
    ref("request_id", "request", optional=True, index=True),
    *recorded(),
    may_change=("superseded_at",),
)

# Of an illness: whether its certificate was asked for, came, or is none to expect; and that it is an earlier one again.
illness_note = table(
    "illness_note",
    Kind.FACT,
    Retention.PROTECTION,
    key(),
    uid(),
    ref("absence_id", "absence", index=True),
    words("kind"),
    # The days a certificate covers; to_day is the first one it does not.
    Column("from_day", Date, nullable=True),
    Column("to_day", Date, nullable=True),
    ref("same_as_id", "absence", optional=True),
    *recorded(),
    may_change=("superseded_at",),
)
