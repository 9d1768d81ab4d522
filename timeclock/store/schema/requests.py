"""What people ask for, step by step, and who decides about it."""

from __future__ import annotations

from sqlalchemy import Boolean, CheckConstraint, Column, Index, Integer, text

from timeclock.store.schema.base import (
    Kind,
    Retention,
    instant,
    key,
    number,
    ref,
    structure,
    table,
    uid,
    valid,
    words,
)

# As the partial indexes say it; a query says it in the same words, or the index is not found.
WAITING = "state IN ('submitted', 'counting', 'objected')"
OPEN = "decision IS NULL"
BOUND = "partner_id IS NOT NULL"

request = table(
    "request",
    Kind.FACT,
    Retention.TIMES,
    key(),
    uid(),
    words("kind"),
    ref("employment_id", "employment", index=True),
    ref("by", "login"),
    # What is asked, as its kind reads it; `day` is the first day it is about, `to_day`, where there are more, the first
    # after the last.
    structure("payload"),
    words("state"),
    Column("version", Integer, nullable=False),
    # Whom it binds as well, and who has to agree first.
    ref("partner_id", "employment", optional=True),
    Index("ix_request_partner_id", "partner_id", postgresql_where=text(BOUND), sqlite_where=text(BOUND)),
    # What waits for a decision is little, what was decided grows for years.
    Index("ix_request_waiting", "employment_id", postgresql_where=text(WAITING), sqlite_where=text(WAITING)),
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
    # Whom a deputy stood in for.
    ref("for_login", "login", optional=True),
    words("reason", optional=True),
    instant("at"),
)

# One decision a request needs: opened when its turn has come, and filled in once.
approval = table(
    "approval",
    Kind.FACT,
    Retention.TIMES,
    ref("request_id", "request", primary=True),
    Column("step", Integer, primary_key=True),
    # How many approvals the request needed as it was handed in.
    number("needed"),
    # Whether it decides about what the person objected to.
    Column("objection", Boolean, nullable=False),
    # How far above the nearest one responsible it is decided: from `lowest` up to `level`, which escalation raises.
    number("lowest"),
    number("level"),
    instant("due_at"),
    ref("approver", "login", optional=True),
    words("decision", optional=True),
    # What is granted of what was asked, as the kind says it; empty is all.
    structure("part"),
    Column("version", Integer, nullable=False),
    Index("ix_approval_open", "due_at", postgresql_where=text(OPEN), sqlite_where=text(OPEN)),
    CheckConstraint("step > 0 AND needed > 0 AND lowest >= 0 AND level >= 0", name="levels"),
    may_change=("level", "due_at", "approver", "decision", "part", "version"),
)

deputy = table(
    "deputy",
    Kind.FACT,
    Retention.ACCESS,
    key(),
    uid(),
    ref("principal_id", "login", index=True),
    ref("deputy_id", "login", index=True),
    # Only for this unit and all below it; null is all the principal is responsible for.
    ref("unit_id", "unit", optional=True),
    *valid(),
    CheckConstraint("principal_id <> deputy_id", name="somebody_else"),
    may_change=("valid_to", "superseded_at"),
)
