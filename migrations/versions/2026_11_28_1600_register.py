"""what the staff council said of evaluations"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from timeclock.store import guards

revision = "c4e81b7a29d6"
down_revision = "d2b90f3e61a4"
branch_labels = None
depends_on = None

# Frozen here, so that this migration stays what it was when the code moves on.
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)
SAID = ["id", "evaluation", "version", "decision", "since", "reference"]
RECORDED = ["recorded_at", "recorded_by", "superseded_at"]


def upgrade() -> None:
    op.create_table(
        "evaluation_consent",
        sa.Column("id", ID, nullable=False),
        sa.Column("evaluation", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("decision", sa.String(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("recorded_by", ID, nullable=True),
        sa.Column("superseded_at", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluation_consent")),
    )
    op.create_index(op.f("ix_evaluation_consent_evaluation_version"), "evaluation_consent", ["evaluation", "version"])
    guards.append_only("evaluation_consent", [*SAID, *RECORDED])


def downgrade() -> None:
    guards.no_longer_append_only("evaluation_consent")
    op.drop_table("evaluation_consent")
