"""from when on the figure of an amount holds"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "5d1e7c40b92a"
down_revision = "e7a30c95d814"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("day_amount", sa.Column("since", sa.Date(), nullable=True))
    op.add_column("day_amount", sa.Column("replaces", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("day_amount") as amount:
        amount.alter_column("replaces", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("day_amount") as amount:
        amount.drop_column("replaces")
        amount.drop_column("since")
