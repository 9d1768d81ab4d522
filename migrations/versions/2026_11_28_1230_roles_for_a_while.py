"""roles that are given for a while"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from timeclock.store import guards

revision = "b3f62a8d15e9"
down_revision = "6d20b9f4e1c7"
branch_labels = None
depends_on = None

# Frozen here, so that this migration stays what it was when the code moves on.
DRAFT = ["id", "uid", "login_id", "change", "role", "unit_id", "since", "why"]
RECORDED = ["recorded_at", "recorded_by"]
MAY_CHANGE = ["decision", "answer", "decided_by", "decided_at", "superseded_at"]


def upgrade() -> None:
    guards.no_longer_append_only("role_draft")
    op.add_column("role_draft", sa.Column("until", sa.Date(), nullable=True))
    guards.append_only("role_draft", [*DRAFT, "until", *RECORDED, *MAY_CHANGE], may_change=MAY_CHANGE)


def downgrade() -> None:
    guards.no_longer_append_only("role_draft")
    op.drop_column("role_draft", "until")
    guards.append_only("role_draft", [*DRAFT, *RECORDED, *MAY_CHANGE], may_change=MAY_CHANGE)
