"""from when to when a badge has to prove itself"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from timeclock.store import guards

revision = "b6f04d17c2e9"
down_revision = "a81d3c5e7f20"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "badge_proof",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("badge_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("from_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("to_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("ended_for", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["badge_id"], ["badge.id"], name=op.f("fk_badge_proof_badge_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_badge_proof")),
    )
    op.create_index(op.f("ix_badge_proof_badge_id"), "badge_proof", ["badge_id"])
    op.execute(
        "INSERT INTO badge_proof (badge_id, from_at, reason) "
        "SELECT id, proves_from, 'always' FROM badge WHERE proves_from IS NOT NULL"
    )
    guards.no_overlap_of_instants("badge_proof", "badge_id")
    op.drop_column("badge", "proves_from")


def downgrade() -> None:
    guards.overlap_again("badge_proof")
    op.add_column("badge", sa.Column("proves_from", sa.DateTime(timezone=True), nullable=True))
    op.execute(
        "UPDATE badge SET proves_from = (SELECT max(from_at) FROM badge_proof "
        "WHERE badge_proof.badge_id = badge.id AND to_at IS NULL)"
    )
    op.drop_table("badge_proof")
