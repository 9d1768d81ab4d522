"""periods"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "c41d7f0a96e3"
down_revision = "5c1d9a7e40b2"
branch_labels = None
depends_on = None

# Frozen here, so that this migration stays what it was when the code moves on.
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON().with_variant(JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "period_result",
        sa.Column("person_id", ID, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("to_day", sa.Date(), nullable=False),
        sa.Column("figures", JSON, nullable=False),
        sa.Column("ok", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_period_result_person_id")),
        sa.PrimaryKeyConstraint("person_id", "kind", "from_day", name=op.f("pk_period_result")),
    )
    with op.batch_alter_table("finding", schema=None) as batch_op:
        batch_op.add_column(sa.Column("period_from", sa.Date(), nullable=True))
    # A day of each year with results is worked out again; with it all periods of that year are.
    op.execute(
        "INSERT INTO recalculation (person_id, day, cause, marked_at, version) "
        "SELECT employment.person_id, MIN(day_result.day), 'engine', CURRENT_TIMESTAMP, 1 "
        "FROM day_result JOIN employment ON employment.id = day_result.employment_id "
        "WHERE NOT EXISTS (SELECT 1 FROM recalculation AS waiting "
        "WHERE waiting.person_id = employment.person_id AND waiting.day = day_result.day) "
        "GROUP BY employment.person_id, SUBSTR(CAST(day_result.day AS VARCHAR(10)), 1, 4)"
    )


def downgrade() -> None:
    op.execute("DELETE FROM finding WHERE period_from IS NOT NULL")
    with op.batch_alter_table("finding", schema=None) as batch_op:
        batch_op.drop_column("period_from")

    op.drop_table("period_result")
