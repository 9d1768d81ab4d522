"""How much leave somebody has and why, that she was told, and which days used it up."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, Integer

from timeclock.store.schema.base import (
    Kind,
    Retention,
    instant,
    key,
    ledger_ref,
    number,
    ref,
    structure,
    table,
    uid,
    words,
)

# What a year has is the sum of its rows: each is a difference to what was known before.
entitlement = table(
    "entitlement",
    Kind.FACT,
    Retention.TIMES,
    key(),
    uid(),
    ref("employment_id", "employment", index=True),
    words("kind"),
    number("leave_year"),
    number("milli_days"),
    # granted, changed, opening, declared, corrected: where the difference comes from; the words say more.
    words("cause"),
    words("reason"),
    words("citation"),
    # The bill of the whole year as it was then, and what it followed from.
    structure("lines"),
    structure("basis"),
    instant("recorded_at"),
    ref("recorded_by", "login", optional=True),
    ledger_ref(),
)

# Why leave of a year could not be taken in it, as HR decided; without one it lapses with its year.
leave_ground = table(
    "leave_ground",
    Kind.FACT,
    Retention.TIMES,
    key(),
    uid(),
    ref("employment_id", "employment", index=True),
    number("leave_year"),
    Column("prevented", Boolean, nullable=False),
    words("reason"),
    instant("recorded_at"),
    ref("recorded_by", "login", optional=True),
    instant("superseded_at", optional=True),
    may_change=("superseded_at",),
)

leave_notice = table(
    "leave_notice",
    Kind.FACT,
    Retention.TIMES,
    key(),
    ref("employment_id", "employment", index=True),
    number("leave_year"),
    words("kind"),
    ref("document_id", "document"),
    # The day it was in her hands, and how: among her documents, or on paper.
    Column("delivered_on", Date, nullable=False),
    words("way"),
    instant("recorded_at"),
    ref("recorded_by", "login", optional=True),
    ledger_ref(),
)

entitlement_use = table(
    "entitlement_use",
    Kind.RESULT,
    Retention.TIMES,
    ref("employment_id", "employment", primary=True),
    Column("day", Date, primary_key=True),
    Column("no", Integer, primary_key=True),
    # Empty where nothing pays for the day.
    words("kind", optional=True),
    number("leave_year", optional=True),
    number("milli_days"),
)

leave_waiting = table(
    "leave_waiting",
    Kind.QUEUE,
    Retention.TECHNICAL,
    ref("person_id", "person", primary=True),
    instant("marked_at"),
    number("version"),
)
