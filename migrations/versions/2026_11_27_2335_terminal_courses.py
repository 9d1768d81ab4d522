"""when each epoch of a terminal begins and ends, and when each start of it was first heard"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "e5d20b94c7a1"
down_revision = "c3f1a7d5e902"
branch_labels = None
depends_on = None

# Frozen here, so that this migration stays what it was when the code moves on.
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    for name, end in (("first_at", "min"), ("last_at", "max")):
        op.add_column("device_epoch", sa.Column(name, INSTANT, nullable=True))
        op.execute(
            f"UPDATE device_epoch SET {name} = (SELECT {end}(stamp.at) FROM stamp"  # noqa: S608  ours
            " WHERE stamp.source_id = device_epoch.source_id AND stamp.epoch = device_epoch.epoch)"
        )
    op.create_table(
        "device_boot",
        sa.Column("source_id", ID, nullable=False),
        sa.Column("boot_id", sa.String(), nullable=False),
        sa.Column("first_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("fk_device_boot_source_id")),
        sa.PrimaryKeyConstraint("source_id", "boot_id", name=op.f("pk_device_boot")),
    )


def downgrade() -> None:
    op.drop_table("device_boot")
    op.drop_column("device_epoch", "last_at")
    op.drop_column("device_epoch", "first_at")
