"""from when on nobody is given a working-time model any more"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from timeclock.store import guards

revision = "c4e81f60a7d2"
down_revision = "f4a7c02e9d58"
branch_labels = None
depends_on = None

# Frozen here, so that this migration stays what it was when the code moves on.
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)
HOLDS = sa.text("superseded_at IS NULL")
COLUMNS = ["id", "uid", "model_id", "since", "why", "recorded_at", "recorded_by", "superseded_at"]


def upgrade() -> None:
    op.create_table(
        "model_retirement",
        sa.Column("id", ID, nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("model_id", ID, nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("recorded_by", ID, nullable=True),
        sa.Column("superseded_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["model_id"], ["model.id"], name=op.f("fk_model_retirement_model_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_model_retirement")),
        sa.UniqueConstraint("uid", name=op.f("uq_model_retirement_uid")),
    )
    op.create_index(
        "ix_model_retirement_model_id",
        "model_retirement",
        ["model_id"],
        unique=True,
        postgresql_where=HOLDS,
        sqlite_where=HOLDS,
    )
    guards.append_only("model_retirement", COLUMNS, may_change=("superseded_at",))


def downgrade() -> None:
    guards.no_longer_append_only("model_retirement")
    op.drop_table("model_retirement")
