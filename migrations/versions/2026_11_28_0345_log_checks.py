"""what was found when the log was verified"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from timeclock.store import guards

revision = "e6b20f4d8c17"
down_revision = "c41d7e92a0b6"
branch_labels = None
depends_on = None

# Frozen here, so that this migration stays what it was when the code moves on.
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON().with_variant(JSONB(), "postgresql")
NUMBERS = ["records", "rows", "heads", "witnessed", "discrepancies"]


def upgrade() -> None:
    op.create_table(
        "log_check",
        sa.Column("id", ID, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in NUMBERS),
        sa.Column("named", JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_log_check")),
    )
    guards.append_only("log_check", ["id", "at", *NUMBERS, "named"], may_change=[])


def downgrade() -> None:
    guards.no_longer_append_only("log_check")
    op.drop_table("log_check")
