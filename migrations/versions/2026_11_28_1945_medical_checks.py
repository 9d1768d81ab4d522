"""examinations of night workers: offered or done, and when the next is due"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from timeclock.store import guards

revision = "d81f4c6e02ab"
down_revision = "b3d7f0a1c925"
branch_labels = None
depends_on = None

# Frozen here, so that this migration stays what it was when the code moves on.
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)
COLUMNS = ["id", "uid", "person_id", "outcome", "day", "due_on", "recorded_at", "recorded_by", "superseded_at"]


def upgrade() -> None:
    op.create_table(
        "medical_check",
        sa.Column("id", ID, nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("recorded_by", ID, nullable=True),
        sa.Column("superseded_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_medical_check_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_medical_check")),
        sa.UniqueConstraint("uid", name=op.f("uq_medical_check_uid")),
    )
    op.create_index(op.f("ix_medical_check_person_id"), "medical_check", ["person_id"])
    guards.append_only("medical_check", COLUMNS, may_change=["superseded_at"])


def downgrade() -> None:
    guards.no_longer_append_only("medical_check")
    op.drop_table("medical_check")
