"""Statistics as they were made once: sums of people who are only ever counted together."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, Integer, String

from timeclock.store.schema.base import Kind, Retention, instant, key, ref, structure, table, uid, words

# Of a quarter a row for each block, of a month one of the whole city; of no single person.
statistic = table(
    "statistic",
    Kind.STATE,
    Retention.EVIDENCE,
    Column("from_day", Date, primary_key=True),
    Column("to_day", Date, primary_key=True),
    Column("subject", String, primary_key=True),
    Column("no", Integer, primary_key=True),
    # How many people of which unit and model: [[unit_id, model, people], …]
    structure("groups"),
    structure("amounts"),
    instant("made_at"),
)

# Statistics that somebody keeps under a name to open them again: of the last year there is, whenever she does.
saved_statistic = table(
    "saved_statistic",
    Kind.STATE,
    Retention.ACCESS,
    key(),
    uid(),
    ref("login_id", "login", index=True),
    words("name"),
    words("kind"),
    words("grouping"),
    ref("unit_id", "unit", optional=True),
    # The role whose holders find it too.
    words("shared_with", optional=True),
    # Whether its owner is told when there are new figures.
    Column("tells", Boolean, nullable=False),
    instant("made_at"),
)

# Evaluations of groups that are made once for each month or quarter: the first row says of how many people and which
# units, the others are what is told of them; of no single person.
kept_figure = table(
    "kept_figure",
    Kind.STATE,
    Retention.EVIDENCE,
    Column("evaluation", String, primary_key=True),
    Column("from_day", Date, primary_key=True),
    Column("to_day", Date, primary_key=True),
    Column("no", Integer, primary_key=True),
    structure("told"),
    instant("made_at"),
)
