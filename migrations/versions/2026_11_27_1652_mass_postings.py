"""mass postings"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from timeclock.store import guards

revision = "3c9e7a14d0b6"
down_revision = "e71b40c9d5a2"
branch_labels = None
depends_on = None

# Frozen here, so that this migration stays what it was when the code moves on.
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)
JSON = sa.JSON().with_variant(JSONB(), "postgresql")
MASS = ["id", "uid", "asked", "first_day", "to_day", "why", "preview_hash", "recorded_at", "recorded_by"]
MAY_CHANGE = ["decision", "answer", "decided_by", "decided_at", "undone_by", "undone_why", "superseded_at"]
LINE = [
    "mass_posting_id",
    "employment_id",
    "becomes",
    "left_out",
    "is_late",
    "planned_min",
    "credited_min",
    "moved_min",
]


def upgrade() -> None:
    op.create_table(
        "mass_posting",
        sa.Column("id", ID, nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("asked", JSON, nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("to_day", sa.Date(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("preview_hash", sa.String(), nullable=False),
        sa.Column("decision", sa.String(), nullable=True),
        sa.Column("answer", sa.String(), nullable=True),
        sa.Column("decided_by", ID, nullable=True),
        sa.Column("decided_at", INSTANT, nullable=True),
        sa.Column("undone_by", ID, nullable=True),
        sa.Column("undone_why", sa.String(), nullable=True),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("recorded_by", ID, nullable=True),
        sa.Column("superseded_at", INSTANT, nullable=True),
        sa.CheckConstraint("decided_by IS NULL OR decided_by <> recorded_by", name=op.f("ck_mass_posting_two_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mass_posting")),
        sa.UniqueConstraint("uid", name=op.f("uq_mass_posting_uid")),
    )
    op.create_table(
        "mass_line",
        sa.Column("mass_posting_id", ID, nullable=False),
        sa.Column("employment_id", ID, nullable=False),
        sa.Column("becomes", sa.Uuid(), nullable=False),
        sa.Column("left_out", sa.String(), nullable=True),
        sa.Column("is_late", sa.Boolean(), nullable=False),
        sa.Column("planned_min", sa.Integer(), nullable=False),
        sa.Column("credited_min", sa.Integer(), nullable=False),
        sa.Column("moved_min", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["mass_posting_id"], ["mass_posting.id"], name=op.f("fk_mass_line_mass_posting_id")),
        sa.ForeignKeyConstraint(["employment_id"], ["employment.id"], name=op.f("fk_mass_line_employment_id")),
        sa.PrimaryKeyConstraint("mass_posting_id", "employment_id", name=op.f("pk_mass_line")),
    )
    guards.append_only("mass_posting", [*MASS, *MAY_CHANGE], may_change=MAY_CHANGE)
    guards.append_only("mass_line", LINE)


def downgrade() -> None:
    for table in ("mass_line", "mass_posting"):
        guards.no_longer_append_only(table)
        op.drop_table(table)
