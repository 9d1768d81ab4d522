"""absences"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from timeclock.store import guards

revision = "c3a90f51d7e2"
down_revision = "c41a90d7e5b3"
branch_labels = None
depends_on = None

# Frozen here, so that this migration stays what it was when the code moves on.
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)
JSON = sa.JSON().with_variant(JSONB(), "postgresql")
CURRENT = sa.text("superseded_at IS NULL")
COLUMNS = [
    "id",
    "uid",
    "employment_id",
    "reason",
    "from_day",
    "to_day",
    "part",
    "from_clock",
    "to_clock",
    "figures",
    "certificate",
    "recorded_at",
    "recorded_by",
    "superseded_at",
]


def upgrade() -> None:
    op.create_table(
        "absence_reason",
        sa.Column("id", ID, nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("credit", sa.String(), nullable=False),
        sa.Column("averaging", sa.String(), nullable=False),
        sa.Column("needs_certificate", sa.Boolean(), nullable=False),
        sa.Column("name_de", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("visible_as_de", sa.String(), nullable=False),
        sa.Column("visible_as_en", sa.String(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("citation", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("recorded_by", ID, nullable=True),
        sa.Column("superseded_at", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absence_reason")),
    )
    op.create_index(
        "ix_absence_reason_current",
        "absence_reason",
        ["code", "valid_from"],
        unique=True,
        postgresql_where=CURRENT,
        sqlite_where=CURRENT,
    )
    op.create_table(
        "absence",
        sa.Column("id", ID, nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("employment_id", ID, nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("to_day", sa.Date(), nullable=False),
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("from_clock", sa.String(), nullable=True),
        sa.Column("to_clock", sa.String(), nullable=True),
        sa.Column("figures", JSON, nullable=False),
        sa.Column("certificate", sa.Date(), nullable=True),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("recorded_by", ID, nullable=True),
        sa.Column("superseded_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["employment_id"], ["employment.id"], name=op.f("fk_absence_employment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absence")),
        sa.UniqueConstraint("uid", name=op.f("uq_absence_uid")),
    )
    op.create_index(op.f("ix_absence_employment_id"), "absence", ["employment_id"])
    guards.append_only("absence", COLUMNS, may_change=["superseded_at"])
    guards.no_overlap_of_whole_days("absence", "employment_id")


def downgrade() -> None:
    guards.overlap_again("absence")
    guards.no_longer_append_only("absence")
    op.drop_table("absence")
    op.drop_table("absence_reason")
