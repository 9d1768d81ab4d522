"""what became of the backups of the nights"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from timeclock.store import guards

revision = "b3d6f0a4c871"
down_revision = "d81f4c6e02ab"
branch_labels = None
depends_on = None

# Frozen here, so that this migration stays what it was when the code moves on.
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)
BACKUP = ["id", "at", "period", "file", "size", "sha256", "leaves", "head", "fault"]


def upgrade() -> None:
    op.create_table(
        "backup",
        sa.Column("id", ID, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("file", sa.String(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=True),
        sa.Column("leaves", sa.Integer(), nullable=True),
        sa.Column("head", sa.String(), nullable=True),
        sa.Column("fault", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_backup")),
    )
    guards.append_only("backup", BACKUP)


def downgrade() -> None:
    guards.no_longer_append_only("backup")
    op.drop_table("backup")
