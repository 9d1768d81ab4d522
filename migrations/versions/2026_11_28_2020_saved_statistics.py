"""statistics kept under a name"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "e5a2907cd41f"
down_revision = "c58e1f7a20d4"
branch_labels = None
depends_on = None

# Frozen here, so that this migration stays what it was when the code moves on.
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "saved_statistic",
        sa.Column("id", ID, nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("login_id", ID, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("grouping", sa.String(), nullable=False),
        sa.Column("unit_id", ID, nullable=True),
        sa.Column("shared_with", sa.String(), nullable=True),
        sa.Column("tells", sa.Boolean(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["login_id"], ["login.id"], name=op.f("fk_saved_statistic_login_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_saved_statistic_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_statistic")),
        sa.UniqueConstraint("uid", name=op.f("uq_saved_statistic_uid")),
    )
    op.create_index(op.f("ix_saved_statistic_login_id"), "saved_statistic", ["login_id"])


def downgrade() -> None:
    op.drop_table("saved_statistic")
