"""a request that binds a partner as well, who agrees first: swaps of duties"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from timeclock.store import guards

revision = "6d0f2c9ab417"
down_revision = "5b08f3c6d1a9"
branch_labels = None
depends_on = None

# Frozen here, so that this migration stays what it was when the code moves on.
REQUEST = ["id", "uid", "kind", "employment_id", "by", "payload", "state", "version"]
MOVES = ("state", "version")


def upgrade() -> None:
    guards.no_longer_append_only("request")
    # In the words of the database: a table written anew would have its references in any order.
    kind = "INTEGER" if op.get_context().dialect.name == "sqlite" else "BIGINT"
    op.execute(
        f"ALTER TABLE request ADD COLUMN partner_id {kind} CONSTRAINT fk_request_partner_id REFERENCES employment (id)"
    )
    where = sa.text("partner_id IS NOT NULL")
    op.create_index("ix_request_partner_id", "request", ["partner_id"], postgresql_where=where, sqlite_where=where)
    guards.append_only("request", [*REQUEST, "partner_id"], may_change=MOVES)


def downgrade() -> None:
    op.drop_index("ix_request_partner_id", "request")
    guards.no_longer_append_only("request")
    op.execute("ALTER TABLE request DROP COLUMN partner_id")
    guards.append_only("request", REQUEST, may_change=MOVES)
