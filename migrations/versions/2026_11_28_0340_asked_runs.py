"""who asked for a run of a job by hand"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "c41d7e92a0b6"
down_revision = "1f8a6c03d7b5"
branch_labels = None
depends_on = None

# Frozen here, so that this migration stays what it was when the code moves on.
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("job_run", sa.Column("asked_by", ID, nullable=True))
    op.add_column("job_run", sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("job_run", "asked_at")
    op.drop_column("job_run", "asked_by")
