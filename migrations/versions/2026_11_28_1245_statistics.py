"""statistics: what blocks of people came to, made once for each quarter"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "d2b90f3e61a4"
down_revision = "b3f62a8d15e9"
branch_labels = None
depends_on = None

# Frozen here, so that this migration stays what it was when the code moves on.
JSON = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql")


def upgrade() -> None:
    op.create_table(
        "statistic",
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("to_day", sa.Date(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("groups", JSON, nullable=False),
        sa.Column("amounts", JSON, nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("from_day", "to_day", "subject", "no", name=op.f("pk_statistic")),
    )


def downgrade() -> None:
    op.drop_table("statistic")
