"""what was agreed about the places of stamps, and those places for as long as they are kept"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from timeclock.store import guards

revision = "a90c5e1d7b34"
down_revision = "a7d1e94c2b60"
branch_labels = None
depends_on = None

# Frozen here, so that this migration stays what it was when the code moves on.
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)
AGREED = ["unit_id", "agreement", "from_day", "to_day", "metres", "kept_days"]
SITE = ["site_latitude", "site_longitude", "site_metres", "told"]
COLUMNS = ["id", "uid", *AGREED, *SITE, "recorded_at", "recorded_by", "superseded_at"]


def upgrade() -> None:
    op.create_table(
        "place_agreement",
        sa.Column("id", ID, nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("unit_id", ID, nullable=False),
        sa.Column("agreement", sa.String(), nullable=False),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("to_day", sa.Date(), nullable=True),
        sa.Column("metres", sa.Integer(), nullable=False),
        sa.Column("kept_days", sa.Integer(), nullable=False),
        sa.Column("site_latitude", sa.Integer(), nullable=True),
        sa.Column("site_longitude", sa.Integer(), nullable=True),
        sa.Column("site_metres", sa.Integer(), nullable=True),
        sa.Column("told", sa.Boolean(), nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("recorded_by", ID, nullable=True),
        sa.Column("superseded_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_place_agreement_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_place_agreement")),
        sa.UniqueConstraint("uid", name=op.f("uq_place_agreement_uid")),
    )
    op.create_index(op.f("ix_place_agreement_unit_id"), "place_agreement", ["unit_id"])
    guards.append_only("place_agreement", COLUMNS, may_change=("superseded_at",))
    op.create_table(
        "stamp_place",
        sa.Column("stamp_uid", sa.Uuid(), nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("agreement_id", ID, nullable=False),
        sa.Column("latitude", sa.Integer(), nullable=False),
        sa.Column("longitude", sa.Integer(), nullable=False),
        sa.Column("accuracy_m", sa.Integer(), nullable=False),
        sa.Column("kept_at", INSTANT, nullable=False),
        sa.Column("ends_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["stamp_uid"], ["stamp.uid"], name=op.f("fk_stamp_place_stamp_uid")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_stamp_place_person_id")),
        sa.ForeignKeyConstraint(["agreement_id"], ["place_agreement.id"], name=op.f("fk_stamp_place_agreement_id")),
        sa.PrimaryKeyConstraint("stamp_uid", name=op.f("pk_stamp_place")),
    )
    op.create_index(op.f("ix_stamp_place_person_id"), "stamp_place", ["person_id"])
    op.create_index(op.f("ix_stamp_place_ends_at"), "stamp_place", ["ends_at"])


def downgrade() -> None:
    op.drop_table("stamp_place")
    guards.no_longer_append_only("place_agreement")
    op.drop_table("place_agreement")
