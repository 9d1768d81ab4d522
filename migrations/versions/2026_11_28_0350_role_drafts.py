"""roles that are to be given or to end, and when somebody signed in last"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from timeclock.store import guards

revision = "94f1c7b3e05d"
down_revision = "e6b20f4d8c17"
branch_labels = None
depends_on = None

# Frozen here, so that this migration stays what it was when the code moves on.
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)
DRAFT = ["id", "uid", "login_id", "change", "role", "unit_id", "since", "why"]
RECORDED = ["recorded_at", "recorded_by"]
MAY_CHANGE = ["decision", "answer", "decided_by", "decided_at", "superseded_at"]


def upgrade() -> None:
    op.add_column("login", sa.Column("signed_in_at", INSTANT, nullable=True))
    op.create_table(
        "role_draft",
        sa.Column("id", ID, nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("login_id", ID, nullable=False),
        sa.Column("change", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("unit_id", ID, nullable=True),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("decision", sa.String(), nullable=True),
        sa.Column("answer", sa.String(), nullable=True),
        sa.Column("decided_by", ID, nullable=True),
        sa.Column("decided_at", INSTANT, nullable=True),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("recorded_by", ID, nullable=True),
        sa.Column("superseded_at", INSTANT, nullable=True),
        sa.CheckConstraint("decided_by IS NULL OR decided_by <> recorded_by", name=op.f("ck_role_draft_two_people")),
        sa.ForeignKeyConstraint(["login_id"], ["login.id"], name=op.f("fk_role_draft_login_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_role_draft_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_draft")),
        sa.UniqueConstraint("uid", name=op.f("uq_role_draft_uid")),
    )
    op.create_index(op.f("ix_role_draft_login_id"), "role_draft", ["login_id"])
    guards.append_only("role_draft", [*DRAFT, *RECORDED, *MAY_CHANGE], may_change=MAY_CHANGE)


def downgrade() -> None:
    guards.no_longer_append_only("role_draft")
    op.drop_table("role_draft")
    op.drop_column("login", "signed_in_at")
