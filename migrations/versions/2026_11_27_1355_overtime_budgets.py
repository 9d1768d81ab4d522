"""budgets of overtime"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from timeclock.store import guards

revision = "b8d4f6201c35"
down_revision = "b2d95e60c1f8"
branch_labels = None
depends_on = None

# Frozen here, so that this migration stays what it was when the code moves on.
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)
COLUMNS = [
    "id",
    "uid",
    "unit_id",
    "from_day",
    "to_day",
    "minutes",
    "reason",
    "recorded_at",
    "recorded_by",
    "superseded_at",
]


def upgrade() -> None:
    op.create_table(
        "overtime_budget",
        sa.Column("id", ID, nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("unit_id", ID, nullable=False),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("to_day", sa.Date(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("recorded_by", ID, nullable=True),
        sa.Column("superseded_at", INSTANT, nullable=True),
        sa.CheckConstraint("minutes >= 0", name=op.f("ck_overtime_budget_no_debt")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_overtime_budget_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_overtime_budget")),
        sa.UniqueConstraint("uid", name=op.f("uq_overtime_budget_uid")),
    )
    op.create_index(op.f("ix_overtime_budget_unit_id"), "overtime_budget", ["unit_id"])
    guards.append_only("overtime_budget", COLUMNS, may_change=("superseded_at",))


def downgrade() -> None:
    guards.no_longer_append_only("overtime_budget")
    op.drop_table("overtime_budget")
