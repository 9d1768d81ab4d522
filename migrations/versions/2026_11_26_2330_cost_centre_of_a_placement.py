"""cost centre of a placement"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "5d1c7a90be42"
down_revision = "5d3c1f7a9e24"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("placement", sa.Column("cost_centre", sa.String(), nullable=True))


def downgrade() -> None:
    op.drop_column("placement", "cost_centre")
