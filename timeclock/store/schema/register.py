"""What the staff council said of evaluations, version by version."""

from __future__ import annotations

from sqlalchemy import Column, Date, Index

from timeclock.store.schema.base import Kind, Retention, key, number, recorded, table, words

evaluation_consent = table(
    "evaluation_consent",
    Kind.FACT,
    Retention.EVIDENCE,
    key(),
    words("evaluation"),
    number("version"),
    words("decision"),
    # The first day it holds.
    Column("since", Date, nullable=False),
    # Where it stands: the resolution or the works agreement.
    words("reference"),
    *recorded(),
    Index(None, "evaluation", "version"),
)
