"""finding steps"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from timeclock.store import guards

revision = "f0d4b1a7c395"
down_revision = "c40e8b1f7d26"
branch_labels = None
depends_on = None

# Frozen here, so that this migration stays what it was when the code moves on.
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)
JSON = sa.JSON().with_variant(JSONB(), "postgresql")
COLUMNS = [
    "key",
    "no",
    "person_id",
    "state",
    "said",
    "basis",
    "reason",
    "effect",
    "act",
    "by",
    "for_login",
    "at",
]


def upgrade() -> None:
    op.create_table(
        "finding_step",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("person_id", ID, nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("said", JSON, nullable=False),
        sa.Column("basis", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("effect", JSON, nullable=False),
        sa.Column("act", sa.Uuid(), nullable=False),
        sa.Column("by", ID, nullable=False),
        sa.Column("for_login", ID, nullable=True),
        sa.Column("at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_finding_step_person_id")),
        sa.ForeignKeyConstraint(["by"], ["login.id"], name=op.f("fk_finding_step_by")),
        sa.ForeignKeyConstraint(["for_login"], ["login.id"], name=op.f("fk_finding_step_for_login")),
        sa.PrimaryKeyConstraint("key", "no", name=op.f("pk_finding_step")),
    )
    op.create_index(op.f("ix_finding_step_act"), "finding_step", ["act"])
    op.create_index(op.f("ix_finding_step_by_at"), "finding_step", ["by", "at"])
    guards.append_only("finding_step", COLUMNS)


def downgrade() -> None:
    guards.no_longer_append_only("finding_step")
    op.drop_table("finding_step")
