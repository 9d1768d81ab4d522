"""posting proposals"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from timeclock.store import guards

revision = "d20c9e4b8a17"
down_revision = "a7c3e5190b24"
branch_labels = None
depends_on = None

# Frozen here, so that this migration stays what it was when the code moves on.
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)
PROPOSAL = [
    "id",
    "uid",
    "account_id",
    "to_account_id",
    "day",
    "amount",
    "kind",
    "reason",
    "decision",
    "answer",
    "decided_by",
    "decided_at",
    "recorded_at",
    "recorded_by",
    "superseded_at",
]
MAY_CHANGE = ["decision", "answer", "decided_by", "decided_at", "superseded_at"]


def upgrade() -> None:
    op.create_table(
        "posting_proposal",
        sa.Column("id", ID, nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("account_id", ID, nullable=False),
        sa.Column("to_account_id", ID, nullable=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("decision", sa.String(), nullable=True),
        sa.Column("answer", sa.String(), nullable=True),
        sa.Column("decided_by", ID, nullable=True),
        sa.Column("decided_at", INSTANT, nullable=True),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("recorded_by", ID, nullable=True),
        sa.Column("superseded_at", INSTANT, nullable=True),
        sa.CheckConstraint(
            "decided_by IS NULL OR decided_by <> recorded_by", name=op.f("ck_posting_proposal_two_people")
        ),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_posting_proposal_account_id")),
        sa.ForeignKeyConstraint(["to_account_id"], ["account.id"], name=op.f("fk_posting_proposal_to_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_posting_proposal")),
        sa.UniqueConstraint("uid", name=op.f("uq_posting_proposal_uid")),
    )
    op.create_index(op.f("ix_posting_proposal_account_id"), "posting_proposal", ["account_id"])
    guards.append_only("posting_proposal", PROPOSAL, may_change=MAY_CHANGE)


def downgrade() -> None:
    guards.no_longer_append_only("posting_proposal")
    op.drop_table("posting_proposal")
