"""files of stamps sent through a page: how they are laid out, how far they are, and where their lines stand"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "6d20b9f4e1c7"
down_revision = "a90c5e1d7b34"
branch_labels = None
depends_on = None

# Frozen here, so that this migration stays what it was when the code moves on.
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    with op.batch_alter_table("upload") as upload:
        upload.add_column(sa.Column("about", sa.String(), nullable=True))
        upload.add_column(sa.Column("ended_at", INSTANT, nullable=True))
        upload.add_column(sa.Column("batch_id", ID, nullable=True))
        upload.create_foreign_key(op.f("fk_upload_batch_id"), "batch", ["batch_id"], ["id"])
    op.execute("UPDATE upload SET ended_at = taken_at")


def downgrade() -> None:
    with op.batch_alter_table("upload") as upload:
        upload.drop_constraint(op.f("fk_upload_batch_id"), type_="foreignkey")
        upload.drop_column("batch_id")
        upload.drop_column("ended_at")
        upload.drop_column("about")
