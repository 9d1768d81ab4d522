"""alarms of terminals, and how many stamps of an epoch are stored"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "c6f1b83a20d7"
down_revision = "4c7e90a1d2b8"
branch_labels = None
depends_on = None

# Frozen here, so that this migration stays what it was when the code moves on.
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)
LASTING = sa.text("ended_at IS NULL")


def upgrade() -> None:
    op.add_column("device_epoch", sa.Column("stored", sa.BigInteger(), nullable=False, server_default="0"))
    with op.batch_alter_table("device_epoch") as epoch:
        epoch.alter_column("stored", server_default=None)
    op.execute(
        "UPDATE device_epoch SET stored = (SELECT count(*) FROM stamp"
        " WHERE stamp.source_id = device_epoch.source_id AND stamp.epoch = device_epoch.epoch)"
    )
    op.create_table(
        "device_alarm",
        sa.Column("id", ID, nullable=False),
        sa.Column("source_id", ID, nullable=False),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("since", INSTANT, nullable=False),
        sa.Column("raised_at", INSTANT, nullable=False),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("fk_device_alarm_source_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_device_alarm")),
    )
    op.create_index(op.f("ix_device_alarm_source_id"), "device_alarm", ["source_id"])
    op.create_index(
        "uq_device_alarm_lasting",
        "device_alarm",
        ["source_id", "cause"],
        unique=True,
        postgresql_where=LASTING,
        sqlite_where=LASTING,
    )


def downgrade() -> None:
    op.drop_table("device_alarm")
    op.drop_column("device_epoch", "stored")
