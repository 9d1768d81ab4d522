"""Files of other systems: what was brought, what became of each line, and which of their stamps still wait."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, Index, Integer, String, Uuid

from timeclock.store.schema.base import (
    Kind,
    Retention,
    binary,
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

batch = table(
    "batch",
    Kind.FACT,
    Retention.EVIDENCE,
    key(),
    uid(),
    words("kind"),
    words("format"),
    words("digest"),
    number("lines"),
    instant("at"),
    ledger_ref(),
    Index(None, "digest"),
)

batch_row = table(
    "batch_row",
    Kind.EVIDENCE,
    Retention.TIMES,
    ref("batch_id", "batch", primary=True),
    Column("no", Integer, primary_key=True),
    words("outcome"),
    words("reason", optional=True),
    # The line itself, unless it became a stamp, whose record in the ledger holds it.
    binary("raw", optional=True),
)

import_identity = table(
    "import_identity",
    Kind.STATE,
    Retention.TIMES,
    # (person, at, kind), or what an unresolved line says: the database refuses the same a second time.
    Column("identity", String, primary_key=True),
    Column("stamp_uid", Uuid, nullable=False),
)

import_waiting = table(
    "import_waiting",
    Kind.QUEUE,
    Retention.TIMES,
    ref("stamp_id", "stamp", primary=True),
    words("badge_hash", optional=True),
    words("staff_no", optional=True),
    words("kind"),
    instant("earliest"),
    Column("certain", Boolean, nullable=False),
    Column("day", Date, nullable=False),
)

# A file somebody sent through a page: looked at, and taken over or given up. What it brought is recorded elsewhere.
upload = table(
    "upload",
    Kind.STATE,
    Retention.PEOPLE,
    key(),
    uid(),
    words("kind"),
    words("name"),
    words("digest"),
    number("size"),
    Column("as_of", Date, nullable=False),
    ref("sent_by", "login"),
    instant("sent_at"),
    ref("taken_by", "login", optional=True),
    instant("taken_at", optional=True),
    # How many lines became what, or how far it is.
    structure("account"),
    # How a file of stamps is laid out, or the unit of a roster.
    words("about", optional=True),
    # Through, or let go because nobody took it over.
    instant("ended_at", optional=True),
    ref("batch_id", "batch", optional=True),
    # Where that lies which a job judged of each line of a large file, and when.
    words("judged", optional=True),
    instant("judged_at", optional=True),
    Index(None, "digest"),
)
