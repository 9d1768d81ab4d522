"""terminals enrolled by a one-time code and a fingerprint; keys that were replaced, and certificates beside them"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "4c7e90a1d2b8"
down_revision = "b6f04d17c2e9"
branch_labels = None
depends_on = None

# Frozen here, so that this migration stays what it was when the code moves on.
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("device_key", sa.Column("replaced", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("device_key", sa.Column("certificate", sa.String(), nullable=True))
    op.create_table(
        "device_enrolment",
        sa.Column("id", ID, nullable=False),
        sa.Column("source_id", ID, nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("verifier", sa.LargeBinary(), nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=True),
        sa.Column("certificate", sa.String(), nullable=True),
        sa.Column("claimed_at", INSTANT, nullable=True),
        sa.Column("agreed_at", INSTANT, nullable=True),
        sa.Column("confirmed_at", INSTANT, nullable=True),
        sa.Column("closed_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name="fk_device_enrolment_source_id"),
        sa.PrimaryKeyConstraint("id", name="pk_device_enrolment"),
        sa.UniqueConstraint("number", name="uq_device_enrolment_number"),
    )
    op.create_index("ix_device_enrolment_source_id", "device_enrolment", ["source_id"])


def downgrade() -> None:
    op.drop_table("device_enrolment")
    op.drop_column("device_key", "certificate")
    op.drop_column("device_key", "replaced")
