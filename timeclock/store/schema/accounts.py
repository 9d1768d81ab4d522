"""Kinds of accounts as dated rows, who has which, and postings as facts: proposed by one, confirmed by another."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Date, Index, UniqueConstraint

from timeclock.store.schema.base import (
    CURRENT,
    Id,
    Kind,
    Retention,
    instant,
    key,
    ledger_ref,
    number,
    recorded,
    ref,
    structure,
    table,
    uid,
    valid,
    words,
)

account_kind = table(
    "account_kind",
    Kind.DATED,
    Retention.RULES,
    key(),
    words("code"),
    words("name_de"),
    words("name_en"),
    words("unit"),
    # What goes into it, how far it may go, when it is cut off.
    structure("rules"),
    words("source"),
    words("status"),
    *valid(),
    Index(
        "ix_account_kind_current", "code", "valid_from", unique=True,
        postgresql_where=CURRENT, sqlite_where=CURRENT,
    ),
)  # fmt: skip

account = table(
    "account",
    Kind.DATED,
    Retention.TIMES,
    key(),
    uid(),
    ref("employment_id", "employment", index=True),
    words("kind"),
    words("unit"),
    *valid(),
)

posting = table(
    "posting",
    Kind.FACT,
    Retention.TIMES,
    key(),
    uid(),
    ref("account_id", "account"),
    # When it takes effect.
    Column("day", Date, nullable=False),
    # In the account's unit: minutes, or thousandths of hours of pay.
    number("amount"),
    words("kind"),
    words("origin"),
    Column("month", Date, nullable=True),
    words("reason"),
    # Who wrote it, and who agreed; null where a rule did.
    ref("by", "login", optional=True),
    ref("second_by", "login", optional=True),
    instant("at"),
    ledger_ref(),
    UniqueConstraint("account_id", "kind", "origin"),
    CheckConstraint('second_by IS NULL OR second_by <> "by"', name="two_people"),
)

posting_proposal = table(
    "posting_proposal",
    Kind.FACT,
    Retention.TIMES,
    key(),
    uid(),
    ref("account_id", "account", index=True),
    # The account that takes what is transferred or converted.
    ref("to_account_id", "account", optional=True),
    Column("day", Date, nullable=False),
    number("amount"),
    words("kind"),
    words("reason"),
    words("decision", optional=True),
    words("answer", optional=True),
    Column("decided_by", Id, nullable=True),
    instant("decided_at", optional=True),
    *recorded(),
    CheckConstraint("decided_by IS NULL OR decided_by <> recorded_by", name="two_people"),
    may_change=("decision", "answer", "decided_by", "decided_at", "superseded_at"),
)
