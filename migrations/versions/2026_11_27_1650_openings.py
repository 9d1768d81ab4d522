"""opening balances by file"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from timeclock.store import guards

revision = "e94a2d07b6c8"
down_revision = "5c8e20d7f41a"
branch_labels = None
depends_on = None

# Frozen here, so that this migration stays what it was when the code moves on.
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)
FILE = [
    "id",
    "uid",
    "digest",
    "lines",
    "signed_by",
    "signed_at",
    "undone_by",
    "undone_at",
    "undone_why",
    "recorded_at",
    "recorded_by",
    "superseded_at",
]
MAY_CHANGE = ["signed_by", "signed_at", "undone_by", "undone_at", "undone_why", "superseded_at"]
LINE = ["id", "file_id", "no", "employment_id", "code", "leave_year", "day", "amount", "ledger_id"]


def upgrade() -> None:
    op.create_table(
        "opening_file",
        sa.Column("id", ID, nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("lines", sa.Integer(), nullable=False),
        sa.Column("signed_by", ID, nullable=True),
        sa.Column("signed_at", INSTANT, nullable=True),
        sa.Column("undone_by", ID, nullable=True),
        sa.Column("undone_at", INSTANT, nullable=True),
        sa.Column("undone_why", sa.String(), nullable=True),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("recorded_by", ID, nullable=True),
        sa.Column("superseded_at", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opening_file")),
        sa.UniqueConstraint("uid", name=op.f("uq_opening_file_uid")),
    )
    op.create_index(op.f("ix_opening_file_digest"), "opening_file", ["digest"])
    op.create_table(
        "opening_line",
        sa.Column("id", ID, nullable=False),
        sa.Column("file_id", ID, nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("employment_id", ID, nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("leave_year", sa.Integer(), nullable=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("ledger_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["opening_file.id"], name=op.f("fk_opening_line_file_id")),
        sa.ForeignKeyConstraint(["employment_id"], ["employment.id"], name=op.f("fk_opening_line_employment_id")),
        sa.ForeignKeyConstraint(
            ["ledger_id"],
            ["ledger_record.id"],
            name=op.f("fk_opening_line_ledger_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opening_line")),
        sa.UniqueConstraint("ledger_id", name=op.f("uq_opening_line_ledger_id")),
    )
    op.create_index(op.f("ix_opening_line_file_id"), "opening_line", ["file_id"])
    op.create_index(op.f("ix_opening_line_employment_id"), "opening_line", ["employment_id"])
    guards.append_only("opening_file", FILE, may_change=MAY_CHANGE)
    guards.append_only("opening_line", LINE)


def downgrade() -> None:
    for table in ("opening_line", "opening_file"):
        guards.no_longer_append_only(table)
        op.drop_table(table)
