"""large files of stamps sent through a page: what a job judged of each line, and when"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "f4a7c02e9d58"
down_revision = "c4e81b7a29d6"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("upload") as upload:
        upload.add_column(sa.Column("judged", sa.String(), nullable=True))
        upload.add_column(sa.Column("judged_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("upload") as upload:
        upload.drop_column("judged_at")
        upload.drop_column("judged")
