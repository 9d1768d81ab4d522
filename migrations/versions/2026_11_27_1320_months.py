"""months"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from timeclock.store import guards

revision = "c40e8b1f7d26"
down_revision = "1e5a7c90b3d4"
branch_labels = None
depends_on = None

# Frozen here, so that this migration stays what it was when the code moves on.
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)
JSON = sa.JSON().with_variant(JSONB(), "postgresql")
IN_FORCE = sa.text("reopened_at IS NULL")
MAY_CHANGE = ["reopened_at", "reopened_by", "reopen_reason", "handed_over_at", "handed_over_to"]
MONTH = [
    "employment_id",
    "month",
    "version",
    "worked_min",
    "target_min",
    "difference_min",
    "open_days",
    "snapshot",
    "hash",
    "rules_hash",
    "facts_until",
    "reason",
    "by",
    *MAY_CHANGE,
    "ledger_id",
]
DELTA = ["id", "employment_id", "month", "version", "account", "day", "booked", "figure", "came", "at"]


def upgrade() -> None:
    op.create_table(
        "month",
        sa.Column("employment_id", ID, nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("worked_min", sa.Integer(), nullable=False),
        sa.Column("target_min", sa.Integer(), nullable=False),
        sa.Column("difference_min", sa.Integer(), nullable=False),
        sa.Column("open_days", sa.Integer(), nullable=False),
        sa.Column("snapshot", JSON, nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("rules_hash", sa.String(), nullable=False),
        sa.Column("facts_until", INSTANT, nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("by", ID, nullable=True),
        sa.Column("reopened_at", INSTANT, nullable=True),
        sa.Column("reopened_by", ID, nullable=True),
        sa.Column("reopen_reason", sa.String(), nullable=True),
        sa.Column("handed_over_at", INSTANT, nullable=True),
        sa.Column("handed_over_to", sa.String(), nullable=True),
        sa.Column("ledger_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["employment_id"], ["employment.id"], name=op.f("fk_month_employment_id")),
        sa.ForeignKeyConstraint(["by"], ["login.id"], name=op.f("fk_month_by")),
        sa.ForeignKeyConstraint(["reopened_by"], ["login.id"], name=op.f("fk_month_reopened_by")),
        sa.ForeignKeyConstraint(
            ["ledger_id"],
            ["ledger_record.id"],
            name=op.f("fk_month_ledger_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("employment_id", "month", "version", name=op.f("pk_month")),
        sa.UniqueConstraint("ledger_id", name=op.f("uq_month_ledger_id")),
    )
    op.create_index(
        "ix_month_in_force",
        "month",
        ["employment_id", "month"],
        unique=True,
        postgresql_where=IN_FORCE,
        sqlite_where=IN_FORCE,
    )
    op.create_index(op.f("ix_month_month"), "month", ["month"])
    guards.append_only("month", MONTH, may_change=MAY_CHANGE)
    op.create_table(
        "month_delta",
        sa.Column("id", ID, nullable=False),
        sa.Column("employment_id", ID, nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("booked", sa.Integer(), nullable=False),
        sa.Column("figure", sa.Integer(), nullable=False),
        sa.Column("came", JSON, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["employment_id"], ["employment.id"], name=op.f("fk_month_delta_employment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_month_delta")),
    )
    op.create_index(op.f("ix_month_delta_employment_id_month"), "month_delta", ["employment_id", "month"])
    guards.append_only("month_delta", DELTA)


def downgrade() -> None:
    guards.no_longer_append_only("month_delta")
    op.drop_table("month_delta")
    guards.no_longer_append_only("month")
    op.drop_table("month")
