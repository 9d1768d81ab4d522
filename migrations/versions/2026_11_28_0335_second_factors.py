"""what a login proves itself by beside its password"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "1f8a6c03d7b5"
down_revision = "d1c8f05a7b32"
branch_labels = None
depends_on = None

# Frozen here, so that this migration stays what it was when the code moves on.
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "factor",
        sa.Column("credential_id", ID, nullable=False),
        sa.Column("last_step", sa.BigInteger(), nullable=True),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["credential_id"], ["credential.id"], name=op.f("fk_factor_credential_id")),
        sa.PrimaryKeyConstraint("credential_id", name=op.f("pk_factor")),
    )


def downgrade() -> None:
    op.drop_table("factor")
