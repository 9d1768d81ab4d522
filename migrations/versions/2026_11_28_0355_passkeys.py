"""passkeys: their public halves, and what their owners call them"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "c4e19a70b2d8"
down_revision = "94f1c7b3e05d"
branch_labels = None
depends_on = None

# Frozen here, so that this migration stays what it was when the code moves on.
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "passkey",
        sa.Column("credential_id", ID, nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("handle", sa.LargeBinary(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["credential_id"], ["credential.id"], name=op.f("fk_passkey_credential_id")),
        sa.PrimaryKeyConstraint("credential_id", name=op.f("pk_passkey")),
        sa.UniqueConstraint("handle", name=op.f("uq_passkey_handle")),
        sa.UniqueConstraint("uid", name=op.f("uq_passkey_uid")),
    )


def downgrade() -> None:
    op.drop_table("passkey")
