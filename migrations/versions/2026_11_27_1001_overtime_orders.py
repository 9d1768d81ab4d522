"""overtime orders"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from timeclock.store import guards

revision = "c41a90d7e5b3"
down_revision = "c41d7f0a96e3"
branch_labels = None
depends_on = None

# Frozen here, so that this migration stays what it was when the code moves on.
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)
COLUMNS = [
    "id",
    "uid",
    "employment_id",
    "unit_id",
    "from_at",
    "to_at",
    "budget_min",
    "reason",
    "request_id",
    "recorded_at",
    "recorded_by",
    "superseded_at",
]


def upgrade() -> None:
    op.create_table(
        "overtime_order",
        sa.Column("id", ID, nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("employment_id", ID, nullable=True),
        sa.Column("unit_id", ID, nullable=True),
        sa.Column("from_at", INSTANT, nullable=False),
        sa.Column("to_at", INSTANT, nullable=False),
        sa.Column("budget_min", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("request_id", ID, nullable=True),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("recorded_by", ID, nullable=True),
        sa.Column("superseded_at", INSTANT, nullable=True),
        sa.CheckConstraint(
            "from_at < to_at AND (budget_min IS NULL OR budget_min > 0)", name=op.f("ck_overtime_order_some_work")
        ),
        sa.ForeignKeyConstraint(["employment_id"], ["employment.id"], name=op.f("fk_overtime_order_employment_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_overtime_order_unit_id")),
        sa.ForeignKeyConstraint(["request_id"], ["request.id"], name=op.f("fk_overtime_order_request_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_overtime_order")),
        sa.UniqueConstraint("uid", name=op.f("uq_overtime_order_uid")),
    )
    op.create_index(op.f("ix_overtime_order_employment_id"), "overtime_order", ["employment_id"])
    op.create_index(op.f("ix_overtime_order_unit_id"), "overtime_order", ["unit_id"])
    guards.append_only("overtime_order", COLUMNS, may_change=("superseded_at",))


def downgrade() -> None:
    guards.no_longer_append_only("overtime_order")
    op.drop_table("overtime_order")
