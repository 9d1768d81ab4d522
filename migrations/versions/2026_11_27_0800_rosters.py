"""rosters"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "c41d7a9e0b35"
down_revision = "c3a90f51d7e2"
branch_labels = None
depends_on = None

# Frozen here, so that this migration stays what it was when the code moves on.
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)
PUBLISHED = sa.text("state = 'published'")
CURRENT = sa.text("superseded_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "roster",
        sa.Column("id", ID, nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("unit_id", ID, nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("published_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_roster_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roster")),
        sa.UniqueConstraint("uid", name=op.f("uq_roster_uid")),
    )
    op.create_index(
        "uq_roster_published",
        "roster",
        ["unit_id", "month"],
        unique=True,
        postgresql_where=PUBLISHED,
        sqlite_where=PUBLISHED,
    )
    op.create_table(
        "shift",
        sa.Column("id", ID, nullable=False),
        sa.Column("roster_id", ID, nullable=False),
        sa.Column("employment_id", ID, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("from_at", INSTANT, nullable=False),
        sa.Column("to_at", INSTANT, nullable=False),
        sa.Column("day_plan_id", ID, nullable=True),
        sa.Column("override_reason", sa.String(), nullable=True),
        *_recorded(),
        sa.ForeignKeyConstraint(["roster_id"], ["roster.id"], name=op.f("fk_shift_roster_id")),
        sa.ForeignKeyConstraint(["employment_id"], ["employment.id"], name=op.f("fk_shift_employment_id")),
        sa.ForeignKeyConstraint(["day_plan_id"], ["day_plan.id"], name=op.f("fk_shift_day_plan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shift")),
    )
    op.create_index(op.f("ix_shift_roster_id"), "shift", ["roster_id"])
    op.create_index(op.f("ix_shift_employment_id_from_at"), "shift", ["employment_id", "from_at"])
    op.create_table(
        "special_plan",
        sa.Column("id", ID, nullable=False),
        sa.Column("employment_id", ID, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("day_plan_id", ID, nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        *_recorded(),
        sa.ForeignKeyConstraint(["employment_id"], ["employment.id"], name=op.f("fk_special_plan_employment_id")),
        sa.ForeignKeyConstraint(["day_plan_id"], ["day_plan.id"], name=op.f("fk_special_plan_day_plan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_special_plan")),
    )
    op.create_index(
        "uq_special_plan_current",
        "special_plan",
        ["employment_id", "day"],
        unique=True,
        postgresql_where=CURRENT,
        sqlite_where=CURRENT,
    )


def _recorded() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("recorded_by", ID, nullable=True),
        sa.Column("superseded_at", INSTANT, nullable=True),
    )


def downgrade() -> None:
    op.drop_table("special_plan")
    op.drop_table("shift")
    op.drop_table("roster")
