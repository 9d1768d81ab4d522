"""The move from the punch card: what the cards said, what is carried over, and from when each unit clocks here."""

from __future__ import annotations

from sqlalchemy import Column, Date

from timeclock.store.schema.base import Kind, Retention, key, number, recorded, ref, table, uid, words

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
