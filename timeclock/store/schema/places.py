"""Where somebody stamped: what was agreed about it, and apart from the stamps, for days only, the places."""

from __future__ import annotations

from sqlalchemy import Boolean, CheckConstraint, Column, Date, ForeignKey, Index, Uuid

from timeclock.store.schema.base import Id, Kind, Retention, instant, key, number, recorded, ref, table, uid, words

place_agreement = table(
    "place_agreement",
    Kind.FACT,
    Retention.EVIDENCE,
    key(),
    uid(),
    ref("unit_id", "unit", index=True),
    # Which works agreement, in words.
    words("agreement"),
    Column("from_day", Date, nullable=False),
    Column("to_day", Date, nullable=True),
    # To how many metres a place is rounded, and for how many days it is kept.
    number("metres"),
    number("kept_days"),
    # Where the work is done, in hundred-thousandths of a degree, and how far around it.
    number("site_latitude", optional=True),
    number("site_longitude", optional=True),
    number("site_metres", optional=True),
    # Others read whether a stamp was made there.
    Column("told", Boolean, nullable=False),
    *recorded(),
    may_change=("superseded_at",),
)

# An agreement as human resources entered it, which the staff council signs; its terms are those above.
place_draft = table(
    "place_draft",
    Kind.FACT,
    Retention.EVIDENCE,
    key(),
    uid(),
    ref("unit_id", "unit"),
    words("agreement"),
    Column("from_day", Date, nullable=False),
    Column("to_day", Date, nullable=True),
    number("metres"),
    number("kept_days"),
    number("site_latitude", optional=True),
    number("site_longitude", optional=True),
    number("site_metres", optional=True),
    Column("told", Boolean, nullable=False),
    words("decision", optional=True),
    words("answer", optional=True),
    Column("decided_by", Id, nullable=True),
    instant("decided_at", optional=True),
    # superseded_at: since when it waits no more, because it was withdrawn.
    *recorded(),
    CheckConstraint("decided_by IS NULL OR decided_by <> recorded_by", name="two_people"),
    may_change=("decision", "answer", "decided_by", "decided_at", "superseded_at"),
)

# No fact: it is committed to no log, so that nothing is left of it once it is dropped.
stamp_place = table(
    "stamp_place",
    Kind.STATE,
    Retention.PLACES,
    Column("stamp_uid", Uuid, ForeignKey("stamp.uid"), primary_key=True),
    ref("person_id", "person", index=True),
    ref("agreement_id", "place_agreement"),
    # The middle of the field it lies in, and by how many metres the device said it may be off.
    number("latitude"),
    number("longitude"),
    number("accuracy_m"),
    instant("kept_at"),
    instant("ends_at"),
    Index(None, "ends_at"),
)
