"""how many a unit needs on a day"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from timeclock.store import guards

revision = "e71b40c9d5a2"
down_revision = "e94a2d07b6c8"
branch_labels = None
depends_on = None

# Frozen here, so that this migration stays what it was when the code moves on.
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "unit_staffing",
        sa.Column("id", ID, nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("unit_id", ID, nullable=False),
        sa.Column("heads", JSON, nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("recorded_by", ID, nullable=True),
        sa.Column("superseded_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_unit_staffing_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_staffing")),
        sa.UniqueConstraint("uid", name=op.f("uq_unit_staffing_uid")),
    )
    op.create_index(op.f("ix_unit_staffing_unit_id"), "unit_staffing", ["unit_id"])
    guards.no_overlap_of_days("unit_staffing", "unit_id")


def downgrade() -> None:
    guards.overlap_again("unit_staffing")
    op.drop_table("unit_staffing")
