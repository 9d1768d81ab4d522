"""deletion: what was deleted when, what is held, and looks at data that may go"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from timeclock.store import guards

revision = "a7c41e0d95f3"
down_revision = "e7a35d92b81c"
branch_labels = None
depends_on = None

# Frozen here, so that this migration stays what it was when the code moves on.
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)
HOLD = ["id", "uid", "person_id", "reason", "recorded_at", "recorded_by", "superseded_at"]
ERASURE = ["id", "at", "what", "before", "rows", "digest"]
READ = ["id", "at", "by", "route", "purpose", "person_ids"]


def upgrade() -> None:
    op.create_table(
        "legal_hold",
        sa.Column("id", ID, nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("recorded_by", ID, nullable=True),
        sa.Column("superseded_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_legal_hold_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_legal_hold")),
        sa.UniqueConstraint("uid", name=op.f("uq_legal_hold_uid")),
    )
    op.create_index(op.f("ix_legal_hold_person_id"), "legal_hold", ["person_id"])
    guards.append_only("legal_hold", HOLD, may_change=["superseded_at"])
    op.create_table(
        "erasure",
        sa.Column("id", ID, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("before", INSTANT, nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasure")),
    )
    guards.append_only("erasure", ERASURE)
    op.add_column("ledger_record", sa.Column("erasure_id", ID, nullable=True))
    guards.erasable("access_read", READ)


def downgrade() -> None:
    guards.no_longer_append_only("access_read")
    guards.append_only("access_read", READ)
    op.drop_column("ledger_record", "erasure_id")
    guards.no_longer_append_only("erasure")
    op.drop_table("erasure")
    guards.no_longer_append_only("legal_hold")
    op.drop_index(op.f("ix_legal_hold_person_id"), table_name="legal_hold")
    op.drop_table("legal_hold")
