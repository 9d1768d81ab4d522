"""figures of groups that are made once for each month or quarter"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "b3d7f0a1c925"
down_revision = "a7c41e0d95f3"
branch_labels = None
depends_on = None

# Frozen here, so that this migration stays what it was when the code moves on.
JSON = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql")


def upgrade() -> None:
    op.create_table(
        "kept_figure",
        sa.Column("evaluation", sa.String(), nullable=False),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("to_day", sa.Date(), nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("told", JSON, nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("evaluation", "from_day", "to_day", "no", name=op.f("pk_kept_figure")),
    )


def downgrade() -> None:
    op.drop_table("kept_figure")
