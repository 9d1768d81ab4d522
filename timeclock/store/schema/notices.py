"""What people are told without having asked."""

from __future__ import annotations

from sqlalchemy import UniqueConstraint

from timeclock.store.schema.base import Kind, Retention, instant, key, ref, structure, table, uid, words

notice = table(
    "notice",
    Kind.FACT,
    Retention.TIMES,
    key(),
    uid(),
    ref("person_id", "person"),
    words("kind"),
    # What it is about, so that nobody is told the same thing twice.
    words("about"),
    structure("parameters"),
    instant("at"),
    instant("read_at", optional=True),
    UniqueConstraint("person_id", "kind", "about"),
    may_change=("read_at",),
)
