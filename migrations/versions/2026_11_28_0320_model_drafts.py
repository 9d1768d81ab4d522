"""versions of models that wait for a second look"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from timeclock.store import guards

revision = "5b8e20c7d913"
down_revision = "7d40c15be9a3"
branch_labels = None
depends_on = None

# Frozen here, so that this migration stays what it was when the code moves on.
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)
JSON = sa.JSON().with_variant(JSONB(), "postgresql")
DRAFT = ["id", "uid", "code", "title", "shape", "since", "figures", "attribution", "days", "why"]
RECORDED = ["recorded_at", "recorded_by"]
MAY_CHANGE = ["decision", "answer", "decided_by", "decided_at", "superseded_at"]


def upgrade() -> None:
    op.create_table(
        "model_draft",
        sa.Column("id", ID, nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("shape", sa.String(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("figures", JSON, nullable=False),
        sa.Column("attribution", sa.String(), nullable=False),
        sa.Column("days", JSON, nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("decision", sa.String(), nullable=True),
        sa.Column("answer", sa.String(), nullable=True),
        sa.Column("decided_by", ID, nullable=True),
        sa.Column("decided_at", INSTANT, nullable=True),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("recorded_by", ID, nullable=True),
        sa.Column("superseded_at", INSTANT, nullable=True),
        sa.CheckConstraint("decided_by IS NULL OR decided_by <> recorded_by", name=op.f("ck_model_draft_two_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_model_draft")),
        sa.UniqueConstraint("uid", name=op.f("uq_model_draft_uid")),
    )
    guards.append_only("model_draft", [*DRAFT, *RECORDED, *MAY_CHANGE], may_change=MAY_CHANGE)


def downgrade() -> None:
    guards.no_longer_append_only("model_draft")
    op.drop_table("model_draft")
