"""The move from the punch card: what the cards said, what is carried over, and from when each unit clocks here."""

from __future__ import annotations

from sqlalchemy import Column, Date, Index

from timeclock.store.schema.base import (
    Id,
    Kind,
    Retention,
    instant,
    key,
    ledger_ref,
    number,
    recorded,
    ref,
    table,
    uid,
    words,
)

# What a card said of a month, or of one of its days; it counts for nothing and is only compared.
card_entry = table(
    "card_entry",
    Kind.FACT,
    Retention.TIMES,
    key(),
    uid(),
    ref("employment_id", "employment", index=True),
    # The first day of the month, and the day where it is of one.
    Column("month", Date, nullable=False),
    Column("day", Date, nullable=True),
    number("worked_min"),
    number("target_min", optional=True),
    number("balance_min", optional=True),
    # Of the file it was brought in.
    words("digest"),
    *recorded(),
    may_change=("superseded_at",),
)

# The opening balances of one file: nothing of it counts until somebody signed it.
opening_file = table(
    "opening_file",
    Kind.FACT,
    Retention.EVIDENCE,
    key(),
    uid(),
    words("digest"),
    number("lines"),
    Column("signed_by", Id, nullable=True),
    instant("signed_at", optional=True),
    Column("undone_by", Id, nullable=True),
    instant("undone_at", optional=True),
    words("undone_why", optional=True),
    *recorded(),
    Index(None, "digest"),
    may_change=("signed_by", "signed_at", "undone_by", "undone_at", "undone_why", "superseded_at"),
)

opening_line = table(
    "opening_line",
    Kind.FACT,
    Retention.TIMES,
    key(),
    ref("file_id", "opening_file", index=True),
    number("no"),
    ref("employment_id", "employment", index=True),
    # The code of an account, or with a leave year that of a kind of leave.
    words("code"),
    number("leave_year", optional=True),
    Column("day", Date, nullable=False),
    # In the account's unit, or thousandths of days.
    number("amount"),
    ledger_ref(),
)

go_live = table(
    "go_live",
    Kind.FACT,
    Retention.EVIDENCE,
    key(),
    uid(),
    ref("unit_id", "unit", index=True),
    # From when on beside the card, where it is, and from when on without it.
    Column("parallel_from", Date, nullable=True),
    Column("live_from", Date, nullable=False),
    *recorded(),
    may_change=("superseded_at",),
)
