"""What teams need of each other: how many have to be there."""

from __future__ import annotations

from timeclock.store.schema.base import Kind, Retention, key, ref, structure, table, uid, valid, words

unit_staffing = table(
    "unit_staffing",
    Kind.DATED,
    Retention.RULES,
    key(),
    uid(),
    ref("unit_id", "unit", index=True),
    # Of what they are needed: "" of the day, "F" of a shift, "06:00-22:00" from one clock to another.
    words("part"),
    # Eight numbers: Monday to Sunday, and on holidays.
    structure("heads"),
    *valid(),
)
