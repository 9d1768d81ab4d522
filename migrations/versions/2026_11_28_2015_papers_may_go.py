"""what people were told and documents may go once their records are erased"""

from __future__ import annotations

from timeclock.store import guards

revision = "c58e1f7a20d4"
down_revision = "b3d6f0a4c871"
branch_labels = None
depends_on = None

# Frozen here, so that this migration stays what it was when the code moves on.
NOTICE = ["id", "uid", "person_id", "kind", "about", "parameters", "at"]
READ = ["read_at"]
DOCUMENT = ["id", "uid", "kind", "person_id", "employment_id", "month", "sha256", "media", "size", "at", "ledger_id"]


def upgrade() -> None:
    guards.erasable("notice", NOTICE)
    guards.erasable("document", DOCUMENT)


def downgrade() -> None:
    for table, columns, may_change in (("document", DOCUMENT, []), ("notice", [*NOTICE, *READ], READ)):
        guards.no_longer_append_only(table)
        guards.append_only(table, columns, may_change=may_change)
