"""accounts"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from timeclock.store import guards

revision = "a6c0b7e13f52"
down_revision = "5d1e7c40b92a"
branch_labels = None
depends_on = None

# Frozen here, so that this migration stays what it was when the code moves on.
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)
JSON = sa.JSON().with_variant(JSONB(), "postgresql")
CURRENT = sa.text("superseded_at IS NULL")
POSTING = [
    "id",
    "uid",
    "account_id",
    "day",
    "amount",
    "kind",
    "origin",
    "month",
    "reason",
    "by",
    "second_by",
    "at",
    "ledger_id",
]


def upgrade() -> None:
    op.create_table(
        "account_kind",
        sa.Column("id", ID, nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name_de", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("rules", JSON, nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("recorded_by", ID, nullable=True),
        sa.Column("superseded_at", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_kind")),
    )
    op.create_index(
        "ix_account_kind_current",
        "account_kind",
        ["code", "valid_from"],
        unique=True,
        postgresql_where=CURRENT,
        sqlite_where=CURRENT,
    )
    op.create_table(
        "account",
        sa.Column("id", ID, nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("employment_id", ID, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("recorded_by", ID, nullable=True),
        sa.Column("superseded_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["employment_id"], ["employment.id"], name=op.f("fk_account_employment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("uid", name=op.f("uq_account_uid")),
    )
    op.create_index(op.f("ix_account_employment_id"), "account", ["employment_id"])
    guards.no_overlap_of_days("account", "employment_id", of_kind="kind")
    op.create_table(
        "posting",
        sa.Column("id", ID, nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("account_id", ID, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("month", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("by", ID, nullable=True),
        sa.Column("second_by", ID, nullable=True),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("ledger_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint('second_by IS NULL OR second_by <> "by"', name=op.f("ck_posting_two_people")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_posting_account_id")),
        sa.ForeignKeyConstraint(["by"], ["login.id"], name=op.f("fk_posting_by")),
        sa.ForeignKeyConstraint(["second_by"], ["login.id"], name=op.f("fk_posting_second_by")),
        sa.ForeignKeyConstraint(
            ["ledger_id"],
            ["ledger_record.id"],
            name=op.f("fk_posting_ledger_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_posting")),
        sa.UniqueConstraint("account_id", "kind", "origin", name=op.f("uq_posting_account_id_kind_origin")),
        sa.UniqueConstraint("ledger_id", name=op.f("uq_posting_ledger_id")),
        sa.UniqueConstraint("uid", name=op.f("uq_posting_uid")),
    )
    guards.append_only("posting", POSTING)


def downgrade() -> None:
    guards.no_longer_append_only("posting")
    op.drop_table("posting")
    guards.overlap_again("account")
    op.drop_table("account")
    op.drop_table("account_kind")
