"""how each terminal is set, as it told last"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0c7a51e8d394"
down_revision = "e5d20b94c7a1"
branch_labels = None
depends_on = None

# Frozen here, so that this migration stays what it was when the code moves on.
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "device_configuration",
        sa.Column("source_id", ID, nullable=False),
        sa.Column("told_at", INSTANT, nullable=False),
        sa.Column("changed_at", INSTANT, nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("versions", JSON, nullable=False),
        sa.Column("settings", JSON, nullable=False),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("fk_device_configuration_source_id")),
        sa.PrimaryKeyConstraint("source_id", name=op.f("pk_device_configuration")),
    )


def downgrade() -> None:
    op.drop_table("device_configuration")
