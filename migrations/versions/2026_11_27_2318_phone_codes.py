"""codes that people show on their phones, by keyed hash, and which stamp used them"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "c3f1a7d5e902"
down_revision = "c6f1b83a20d7"
branch_labels = None
depends_on = None

# Frozen here, so that this migration stays what it was when the code moves on.
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "phone_code",
        sa.Column("id", ID, nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("number_hash", sa.String(), nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("ends_at", INSTANT, nullable=False),
        sa.Column("used_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_phone_code_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_phone_code")),
        sa.UniqueConstraint("uid", name=op.f("uq_phone_code_uid")),
        sa.UniqueConstraint("number_hash", name=op.f("uq_phone_code_number_hash")),
    )
    op.create_index(op.f("ix_phone_code_person_id_made_at"), "phone_code", ["person_id", "made_at"])
    unused = sa.text("used_by IS NULL")
    op.create_index("ix_phone_code_unused", "phone_code", ["ends_at"], postgresql_where=unused, sqlite_where=unused)


def downgrade() -> None:
    op.drop_table("phone_code")
