"""what cards said"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from timeclock.store import guards

revision = "c31f70a9e5d4"
down_revision = "b8d4f6201c35"
branch_labels = None
depends_on = None

# Frozen here, so that this migration stays what it was when the code moves on.
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)
COLUMNS = [
    "id",
    "uid",
    "employment_id",
    "month",
    "day",
    "worked_min",
    "target_min",
    "balance_min",
    "digest",
    "recorded_at",
    "recorded_by",
    "superseded_at",
]


def upgrade() -> None:
    op.create_table(
        "card_entry",
        sa.Column("id", ID, nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("employment_id", ID, nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("worked_min", sa.Integer(), nullable=False),
        sa.Column("target_min", sa.Integer(), nullable=True),
        sa.Column("balance_min", sa.Integer(), nullable=True),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("recorded_by", ID, nullable=True),
        sa.Column("superseded_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["employment_id"], ["employment.id"], name=op.f("fk_card_entry_employment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_card_entry")),
        sa.UniqueConstraint("uid", name=op.f("uq_card_entry_uid")),
    )
    op.create_index(op.f("ix_card_entry_employment_id"), "card_entry", ["employment_id"])
    guards.append_only("card_entry", COLUMNS, may_change=("superseded_at",))


def downgrade() -> None:
    guards.no_longer_append_only("card_entry")
    op.drop_table("card_entry")
