"""What teams need of each other: how many have to be there."""

from __future__ import annotations

from timeclock.store.schema.base import Kind, Retention, key, ref, structure, table, uid, valid

unit_staffing = table(
    "unit_staffing",
    Kind.DATED,
    Retention.RULES,
    key(),
    uid(),
    ref("unit_id", "unit", index=True),
    # Eight numbers: Monday to Sunday, and on holidays.
    structure("heads"),
    *valid(),
)
