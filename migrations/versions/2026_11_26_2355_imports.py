"""imports"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from timeclock.store import guards

revision = "8e2f6b01d3c7"
down_revision = "5b1f6c0a9d27"
branch_labels = None
depends_on = None


ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)
BATCH = ["id", "uid", "kind", "format", "digest", "lines", "at", "ledger_id"]
BATCH_ROW = ["batch_id", "no", "outcome", "reason", "raw"]


def upgrade() -> None:
    op.create_table(
        "batch",
        sa.Column("id", ID, nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("format", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("lines", sa.Integer(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("ledger_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["ledger_id"],
            ["ledger_record.id"],
            name=op.f("fk_batch_ledger_id"),
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_batch")),
        sa.UniqueConstraint("ledger_id", name=op.f("uq_batch_ledger_id")),
        sa.UniqueConstraint("uid", name=op.f("uq_batch_uid")),
    )
    op.create_index(op.f("ix_batch_digest"), "batch", ["digest"])
    op.create_table(
        "batch_row",
        sa.Column("batch_id", ID, nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("raw", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"], name=op.f("fk_batch_row_batch_id")),
        sa.PrimaryKeyConstraint("batch_id", "no", name=op.f("pk_batch_row")),
    )
    op.create_table(
        "import_identity",
        sa.Column("identity", sa.String(), nullable=False),
        sa.Column("stamp_uid", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("identity", name=op.f("pk_import_identity")),
    )
    op.create_table(
        "import_waiting",
        sa.Column("stamp_id", ID, nullable=False),
        sa.Column("badge_hash", sa.String(), nullable=True),
        sa.Column("staff_no", sa.String(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("earliest", INSTANT, nullable=False),
        sa.Column("certain", sa.Boolean(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["stamp_id"], ["stamp.id"], name=op.f("fk_import_waiting_stamp_id")),
        sa.PrimaryKeyConstraint("stamp_id", name=op.f("pk_import_waiting")),
    )
    guards.append_only("batch", BATCH)
    # No fact with a leaf for every line, yet evidence that nobody rewrites: the end of the import commits its digest.
    guards.append_only("batch_row", BATCH_ROW)


def downgrade() -> None:
    guards.no_longer_append_only("batch_row")
    guards.no_longer_append_only("batch")
    op.drop_table("import_waiting")
    op.drop_table("import_identity")
    op.drop_table("batch_row")
    op.drop_table("batch")
