"""call-outs"""

from __future__ import annotations

from alembic import op

revision = "e7a30c95d814"
down_revision = "c41d7a9e0b35"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Stamps of calls were only noted until now; the days on which they stand are worked out again.
    op.execute(
        "INSERT INTO recalculation (person_id, day, cause, marked_at, version) "
        "SELECT DISTINCT finding.person_id, finding.day, 'engine', CURRENT_TIMESTAMP, 1 "
        "FROM finding WHERE finding.code = 'unsupported_stamp' "
        "AND NOT EXISTS (SELECT 1 FROM recalculation AS waiting "
        "WHERE waiting.person_id = finding.person_id AND waiting.day = finding.day)"
    )
    op.execute("DELETE FROM finding WHERE code = 'unsupported_stamp'")


def downgrade() -> None:
    """Leave the results as they are: the code before knows all that stands in them but the new kinds of sessions."""
    op.execute("DELETE FROM day_amount WHERE kind IN ('on_call', 'on_call_hours', 'call_out', 'remote_call')")
