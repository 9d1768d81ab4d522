"""confirmations"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from timeclock.store import guards

revision = "b7e24d9c6a10"
down_revision = "5b1e70c4a9d2"
branch_labels = None
depends_on = None


ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)
COLUMNS = [
    "id",
    "employment_id",
    "month",
    "from_day",
    "to_day",
    "step",
    "worked_min",
    "target_min",
    "difference_min",
    "open_days",
    "hash",
    "facts_until",
    "reason",
    "by",
    "at",
]
WAITING = sa.text("state = 'submitted'")


def upgrade() -> None:
    op.create_table(
        "month_step",
        sa.Column("id", ID, nullable=False),
        sa.Column("employment_id", ID, nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("to_day", sa.Date(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("worked_min", sa.Integer(), nullable=False),
        sa.Column("target_min", sa.Integer(), nullable=False),
        sa.Column("difference_min", sa.Integer(), nullable=False),
        sa.Column("open_days", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("facts_until", INSTANT, nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("by", ID, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["employment_id"], ["employment.id"], name=op.f("fk_month_step_employment_id")),
        sa.ForeignKeyConstraint(["by"], ["login.id"], name=op.f("fk_month_step_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_month_step")),
    )
    op.create_index(op.f("ix_month_step_employment_id_month"), "month_step", ["employment_id", "month"])
    op.create_index("ix_request_waiting", "request", ["employment_id"], postgresql_where=WAITING, sqlite_where=WAITING)
    guards.append_only("month_step", COLUMNS)


def downgrade() -> None:
    guards.no_longer_append_only("month_step")
    op.drop_index("ix_request_waiting", "request")
    op.drop_table("month_step")
