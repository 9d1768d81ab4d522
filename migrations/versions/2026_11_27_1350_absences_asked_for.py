"""which request an absence came by"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from timeclock.store import guards

revision = "b2d95e60c1f8"
down_revision = "d20c9e4b8a17"
branch_labels = None
depends_on = None

# Frozen here, so that this migration stays what it was when the code moves on.
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
COLUMNS = [
    "id",
    "uid",
    "employment_id",
    "reason",
    "from_day",
    "to_day",
    "part",
    "from_clock",
    "to_clock",
    "figures",
    "certificate",
    "recorded_at",
    "recorded_by",
    "superseded_at",
]
ILLNESSES = ("sick", "sick_unpaid")


def upgrade() -> None:
    _without_guards()
    with op.batch_alter_table("absence") as absence:
        absence.add_column(sa.Column("request_id", ID, nullable=True))
        absence.create_foreign_key(op.f("fk_absence_request_id"), "request", ["request_id"], ["id"])
        absence.create_index(op.f("ix_absence_request_id"), ["request_id"])
    _with_guards([*COLUMNS, "request_id"])


def downgrade() -> None:
    _without_guards()
    with op.batch_alter_table("absence") as absence:
        absence.drop_index(op.f("ix_absence_request_id"))
        absence.drop_constraint(op.f("fk_absence_request_id"), type_="foreignkey")
        absence.drop_column("request_id")
    _with_guards(COLUMNS)


def _without_guards() -> None:
    guards.no_longer_append_only("absence")
    guards.overlap_again("absence", "_ill")
    guards.overlap_again("absence")


def _with_guards(columns: list[str]) -> None:
    guards.append_only("absence", columns, may_change=["superseded_at"])
    guards.no_overlap_of_whole_days_by_illness("absence", "employment_id", ILLNESSES)
