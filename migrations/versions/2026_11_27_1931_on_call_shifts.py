"""shifts that end some days later"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "a81d3c5e7f20"
down_revision = "d4a81e63b95f"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("shift_kind", sa.Column("days", sa.Integer(), nullable=True))


def downgrade() -> None:
    op.execute("ALTER TABLE shift_kind DROP COLUMN days")
