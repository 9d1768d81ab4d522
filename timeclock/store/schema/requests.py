"""What people ask for; in this release only "the deducted break was not taken" (rulebook C-8)."""

from __future__ import annotations

from sqlalchemy import Column, Integer

from timeclock.store.schema.base import Kind, Retention, instant, key, ref, structure, table, uid, words

request = table(
    "request",
    Kind.FACT,
    Retention.TIMES,
    key(),
    uid(),
    words("kind"),
    ref("employment_id", "employment", index=True),
    ref("by", "login"),
    structure("payload"),
    words("state"),
    Column("version", Integer, nullable=False),
    may_change=("state", "version"),
)

request_step = table(
    "request_step",
    Kind.FACT,
    Retention.TIMES,
    ref("request_id", "request", primary=True),
    Column("no", Integer, primary_key=True),
    words("state"),
    ref("by", "login"),
    words("reason", optional=True),
    instant("at"),
)
