"""from when on units clock here"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from timeclock.store import guards

revision = "5b08f3c6d1a9"
down_revision = "3c9e7a14d0b6"
branch_labels = None
depends_on = None

# Frozen here, so that this migration stays what it was when the code moves on.
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)
COLUMNS = ["id", "uid", "unit_id", "parallel_from", "live_from", "recorded_at", "recorded_by", "superseded_at"]


def upgrade() -> None:
    op.create_table(
        "go_live",
        sa.Column("id", ID, nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("unit_id", ID, nullable=False),
        sa.Column("parallel_from", sa.Date(), nullable=True),
        sa.Column("live_from", sa.Date(), nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("recorded_by", ID, nullable=True),
        sa.Column("superseded_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_go_live_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_go_live")),
        sa.UniqueConstraint("uid", name=op.f("uq_go_live_uid")),
    )
    op.create_index(op.f("ix_go_live_unit_id"), "go_live", ["unit_id"])
    guards.append_only("go_live", COLUMNS, may_change=("superseded_at",))


def downgrade() -> None:
    guards.no_longer_append_only("go_live")
    op.drop_table("go_live")
