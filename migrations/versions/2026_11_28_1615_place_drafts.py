"""agreements about the places of stamps that wait for a second signature"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from timeclock.store import guards

revision = "e7a35d92b81c"
down_revision = "c4e81f60a7d2"
branch_labels = None
depends_on = None

# Frozen here, so that this migration stays what it was when the code moves on.
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)
TERMS = ["unit_id", "agreement", "from_day", "to_day", "metres", "kept_days"]
SITE = ["site_latitude", "site_longitude", "site_metres", "told"]
DECIDED = ["decision", "answer", "decided_by", "decided_at"]
COLUMNS = ["id", "uid", *TERMS, *SITE, *DECIDED, "recorded_at", "recorded_by", "superseded_at"]


def upgrade() -> None:
    op.create_table(
        "place_draft",
        sa.Column("id", ID, nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("unit_id", ID, nullable=False),
        sa.Column("agreement", sa.String(), nullable=False),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("to_day", sa.Date(), nullable=True),
        sa.Column("metres", sa.Integer(), nullable=False),
        sa.Column("kept_days", sa.Integer(), nullable=False),
        sa.Column("site_latitude", sa.Integer(), nullable=True),
        sa.Column("site_longitude", sa.Integer(), nullable=True),
        sa.Column("site_metres", sa.Integer(), nullable=True),
        sa.Column("told", sa.Boolean(), nullable=False),
        sa.Column("decision", sa.String(), nullable=True),
        sa.Column("answer", sa.String(), nullable=True),
        sa.Column("decided_by", ID, nullable=True),
        sa.Column("decided_at", INSTANT, nullable=True),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("recorded_by", ID, nullable=True),
        sa.Column("superseded_at", INSTANT, nullable=True),
        sa.CheckConstraint("decided_by IS NULL OR decided_by <> recorded_by", name=op.f("ck_place_draft_two_people")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_place_draft_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_place_draft")),
        sa.UniqueConstraint("uid", name=op.f("uq_place_draft_uid")),
    )
    guards.append_only("place_draft", COLUMNS, may_change=(*DECIDED, "superseded_at"))


def downgrade() -> None:
    guards.no_longer_append_only("place_draft")
    op.drop_table("place_draft")
