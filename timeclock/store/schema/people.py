"""Persons, employments and units: who belongs where, dated."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, Date, String, UniqueConstraint

from timeclock.i18n import sorting
from timeclock.store.schema.base import Kind, Retention, key, number, recorded, ref, structure, table, uid, valid, words

employer = table("employer", Kind.DATED, Retention.PEOPLE, key(), words("name"), words("kind"))


def _sought_as(context: Any) -> str:
    said = context.get_current_parameters()
    return sorting.sought(f"{said['family_name']} {said['given_name']}")


person = table(
    "person",
    Kind.DATED,
    Retention.PEOPLE,
    key(),
    uid(),
    words("given_name"),
    words("family_name"),
    Column("born_on", Date, nullable=True),
    words("locale"),
    # Her name as it is looked for and sorted: without marks and capitals, family name first.
    Column("sought_as", String, nullable=True, index=True, default=_sought_as),
)

employment = table(
    "employment",
    Kind.DATED,
    Retention.PEOPLE,
    key(),
    uid(),
    ref("person_id", "person", index=True),
    ref("employer_id", "employer"),
    words("staff_no"),
    UniqueConstraint("employer_id", "staff_no"),
)

employment_version = table(
    "employment_version",
    Kind.DATED,
    Retention.PEOPLE,
    key(),
    ref("employment_id", "employment", index=True),
    *valid(),
)

terms = table(
    "terms",
    Kind.DATED,
    Retention.PEOPLE,
    key(),
    ref("employment_id", "employment", index=True),
    words("regime"),
    number("weekly_min"),
    number("days_per_week"),
    words("holiday_calendar"),
    *valid(),
)

unit = table("unit", Kind.DATED, Retention.PEOPLE, key(), uid(), ref("employer_id", "employer"))

unit_version = table(
    "unit_version",
    Kind.DATED,
    Retention.PEOPLE,
    key(),
    ref("unit_id", "unit", index=True),
    ref("parent_id", "unit", optional=True),
    words("name"),
    words("cost_centre", optional=True),
    # Number of the ground in ArbZG §10 on which the unit may work on Sundays and holidays.
    words("sunday_exemption", optional=True),
    *valid(),
)

placement = table(
    "placement",
    Kind.DATED,
    Retention.PEOPLE,
    key(),
    ref("employment_id", "employment", index=True),
    ref("unit_id", "unit", index=True),
    # Where her pay is booked; people of one unit may have several.
    words("cost_centre", optional=True),
    *valid(),
)

# Only HR enters these, and nobody else reads more than what follows from them (Art. 9 DSGVO).
protection = table(
    "protection",
    Kind.DATED,
    Retention.PROTECTION,
    key(),
    ref("person_id", "person", index=True),
    words("kind"),
    structure("figures"),
    *valid(),
)

# That a night worker was offered an examination, or had it (ArbZG §6 Abs. 3), and from when on the next is due. What
# the doctor found is hers and the doctor's, and is kept nowhere.
medical_check = table(
    "medical_check",
    Kind.FACT,
    Retention.PROTECTION,
    key(),
    uid(),
    ref("person_id", "person", index=True),
    words("outcome"),
    Column("day", Date, nullable=False),
    Column("due_on", Date, nullable=False),
    *recorded(),
    may_change=("superseded_at",),
)

# What somebody changed of a person or an employment, and why. What holds stands in the rows themselves; of a name,
# which has one row, what it was before stands here alone.
staff_change = table(
    "staff_change",
    Kind.FACT,
    Retention.PEOPLE,
    key(),
    uid(),
    ref("person_id", "person", index=True),
    ref("employment_id", "employment", optional=True),
    # The first day on which something else holds.
    Column("since", Date, nullable=True),
    structure("before"),
    structure("after"),
    words("why"),
    *recorded(),
)
