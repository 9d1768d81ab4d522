"""rulings"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from timeclock.store import guards

revision = "5d3c1f7a9e24"
down_revision = "6d0f3a91c2b7"
branch_labels = None
depends_on = None


ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)
COLUMNS = [
    "id",
    "stamp_id",
    "stamp_at",
    "verdict",
    "person_id",
    "employment_id",
    "reason",
    "request_id",
    "by",
    "at",
]


def upgrade() -> None:
    op.create_table(
        "stamp_ruling",
        sa.Column("id", ID, nullable=False),
        sa.Column("stamp_id", ID, nullable=False),
        sa.Column("stamp_at", INSTANT, nullable=True),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("person_id", ID, nullable=True),
        sa.Column("employment_id", ID, nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("request_id", ID, nullable=True),
        sa.Column("by", ID, nullable=True),
        sa.Column("at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["stamp_id"], ["stamp.id"], name=op.f("fk_stamp_ruling_stamp_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_stamp_ruling_person_id")),
        sa.ForeignKeyConstraint(["employment_id"], ["employment.id"], name=op.f("fk_stamp_ruling_employment_id")),
        sa.ForeignKeyConstraint(["request_id"], ["request.id"], name=op.f("fk_stamp_ruling_request_id")),
        sa.ForeignKeyConstraint(["by"], ["login.id"], name=op.f("fk_stamp_ruling_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stamp_ruling")),
    )
    op.create_index(op.f("ix_stamp_ruling_stamp_id_id"), "stamp_ruling", ["stamp_id", "id"])
    op.create_index(op.f("ix_stamp_ruling_request_id"), "stamp_ruling", ["request_id"])
    op.create_index(
        "ix_stamp_ruling_assigned",
        "stamp_ruling",
        ["person_id", "stamp_at"],
        postgresql_where=sa.text("person_id IS NOT NULL"),
        sqlite_where=sa.text("person_id IS NOT NULL"),
    )
    guards.append_only("stamp_ruling", COLUMNS)


def downgrade() -> None:
    guards.no_longer_append_only("stamp_ruling")
    op.drop_table("stamp_ruling")
