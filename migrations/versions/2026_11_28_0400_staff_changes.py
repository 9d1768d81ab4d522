"""what was changed of people and their employments, by whom and why"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from timeclock.store import guards

revision = "a7d1e94c2b60"
down_revision = "c4e19a70b2d8"
branch_labels = None
depends_on = None

# Frozen here, so that this migration stays what it was when the code moves on.
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON().with_variant(JSONB(), "postgresql")
INSTANT = sa.DateTime(timezone=True)
CHANGE = ["id", "uid", "person_id", "employment_id", "since", "before", "after", "why"]
RECORDED = ["recorded_at", "recorded_by", "superseded_at"]


def upgrade() -> None:
    op.create_table(
        "staff_change",
        sa.Column("id", ID, nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("employment_id", ID, nullable=True),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("before", JSON, nullable=False),
        sa.Column("after", JSON, nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("recorded_by", ID, nullable=True),
        sa.Column("superseded_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_staff_change_person_id")),
        sa.ForeignKeyConstraint(["employment_id"], ["employment.id"], name=op.f("fk_staff_change_employment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_change")),
        sa.UniqueConstraint("uid", name=op.f("uq_staff_change_uid")),
    )
    op.create_index(op.f("ix_staff_change_person_id"), "staff_change", ["person_id"])
    guards.append_only("staff_change", [*CHANGE, *RECORDED])


def downgrade() -> None:
    guards.no_longer_append_only("staff_change")
    op.drop_table("staff_change")
