"""premiums"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "b7e04d29c681"
down_revision = "8e2f6b01d3c7"
branch_labels = None
depends_on = None

# Frozen here, so that this migration stays what it was when the code moves on.
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON().with_variant(JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "day_amount",
        sa.Column("employment_id", ID, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("percent", sa.Integer(), nullable=True),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("citation", sa.String(), nullable=False),
        sa.Column("spans", JSON, nullable=False),
        sa.ForeignKeyConstraint(["employment_id"], ["employment.id"], name=op.f("fk_day_amount_employment_id")),
        sa.PrimaryKeyConstraint("employment_id", "day", "kind", name=op.f("pk_day_amount")),
    )
    with op.batch_alter_table("protect_day", schema=None) as batch_op:
        batch_op.add_column(sa.Column("night_min", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("night_work", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("protect_day", schema=None) as batch_op:
        batch_op.alter_column("night_min", server_default=None)
        batch_op.alter_column("night_work", server_default=None)
    # Results of before know neither; so they are all worked out again.
    op.execute(
        "INSERT INTO recalculation (person_id, day, cause, marked_at, version) "
        "SELECT DISTINCT employment.person_id, day_result.day, 'engine', CURRENT_TIMESTAMP, 1 "
        "FROM day_result JOIN employment ON employment.id = day_result.employment_id "
        "WHERE NOT EXISTS (SELECT 1 FROM recalculation AS waiting "
        "WHERE waiting.person_id = employment.person_id AND waiting.day = day_result.day)"
    )


def downgrade() -> None:
    with op.batch_alter_table("protect_day", schema=None) as batch_op:
        batch_op.drop_column("night_work")
        batch_op.drop_column("night_min")

    op.drop_table("day_amount")
