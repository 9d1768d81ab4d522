"""what is known of an illness, and what kind of absence a reason is"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from timeclock.store import guards

revision = "a4c8e21f7b05"
down_revision = "a6c0b7e13f52"
branch_labels = None
depends_on = None

# Frozen here, so that this migration stays what it was when the code moves on.
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)
COLUMNS = [
    "id",
    "uid",
    "absence_id",
    "kind",
    "from_day",
    "to_day",
    "same_as_id",
    "recorded_at",
    "recorded_by",
    "superseded_at",
]
ILLNESSES = ("sick", "sick_unpaid")
CLASSES = {
    "leave": ("leave", "extra_leave", "exchange_day", "regeneration_day", "conversion_day"),
    "time_off": ("flextime_day", "overtime_off"),
    "sickness": ILLNESSES,
    "unplanned": ("child_sick", "child_sick_paid", "quarantine"),
    "duty": ("council_work", "trip", "lesson_free"),
    "training": ("training", "education_leave", "study_phase", "vocational_school", "final_exam_eve"),
    "staged": ("reintegration",),
    "unexcused": ("unexcused",),
}


def upgrade() -> None:
    op.add_column("absence_reason", sa.Column("of_class", sa.String(), nullable=False, server_default="release"))
    reason = sa.table("absence_reason", sa.column("code"), sa.column("of_class"))
    for of_class, codes in CLASSES.items():
        op.execute(reason.update().where(reason.c.code.in_(codes)).values(of_class=of_class))
    with op.batch_alter_table("absence_reason") as table:
        table.alter_column("of_class", server_default=None)
    guards.overlap_again("absence")
    guards.no_overlap_of_whole_days_by_illness("absence", "employment_id", ILLNESSES)
    op.create_table(
        "illness_note",
        sa.Column("id", ID, nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("absence_id", ID, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("from_day", sa.Date(), nullable=True),
        sa.Column("to_day", sa.Date(), nullable=True),
        sa.Column("same_as_id", ID, nullable=True),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("recorded_by", ID, nullable=True),
        sa.Column("superseded_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["absence_id"], ["absence.id"], name=op.f("fk_illness_note_absence_id")),
        sa.ForeignKeyConstraint(["same_as_id"], ["absence.id"], name=op.f("fk_illness_note_same_as_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_illness_note")),
        sa.UniqueConstraint("uid", name=op.f("uq_illness_note_uid")),
    )
    op.create_index(op.f("ix_illness_note_absence_id"), "illness_note", ["absence_id"])
    guards.append_only("illness_note", COLUMNS, may_change=["superseded_at"])


def downgrade() -> None:
    guards.no_longer_append_only("illness_note")
    op.drop_table("illness_note")
    guards.overlap_again("absence", "_ill")
    guards.overlap_again("absence")
    guards.no_overlap_of_whole_days("absence", "employment_id")
    with op.batch_alter_table("absence_reason") as table:
        table.drop_column("of_class")
