"""from when on a badge has to prove itself"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "d4a81e63b95f"
down_revision = "2d9b7e50c4f8"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("badge", sa.Column("proves_from", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("badge", "proves_from")
