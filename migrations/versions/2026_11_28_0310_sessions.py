"""sessions say which device they are on and when their owner was asked last; first passwords have an end"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "7d40c15be9a3"
down_revision = "b7d3e9a1c604"
branch_labels = None
depends_on = None

# Frozen here, so that this migration stays what it was when the code moves on.
INSTANT = sa.DateTime(timezone=True)
ADDED = (
    sa.Column("uid", sa.Uuid(), nullable=False),
    sa.Column("browser", sa.String(), nullable=False),
    sa.Column("system", sa.String(), nullable=False),
    sa.Column("confirmed_at", INSTANT, nullable=False),
)


def upgrade() -> None:
    # Nobody knows which device a session of before is on: everybody signs in once more.
    op.execute("DELETE FROM web_session")
    with op.batch_alter_table("web_session") as web_session:
        for column in ADDED:
            web_session.add_column(column._copy())
        web_session.create_unique_constraint(op.f("uq_web_session_uid"), ["uid"])
    op.add_column("credential", sa.Column("first_until", INSTANT, nullable=True))


def downgrade() -> None:
    op.drop_column("credential", "first_until")
    with op.batch_alter_table("web_session") as web_session:
        web_session.drop_constraint(op.f("uq_web_session_uid"), type_="unique")
        for column in ADDED:
            web_session.drop_column(column.name)
