"""leave"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from timeclock.store import guards

revision = "1e5a7c90b3d4"
down_revision = "a4c8e21f7b05"
branch_labels = None
depends_on = None

# Frozen here, so that this migration stays what it was when the code moves on.
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)
JSON = sa.JSON().with_variant(JSONB(), "postgresql")
ENTITLEMENT = [
    "id",
    "uid",
    "employment_id",
    "kind",
    "leave_year",
    "milli_days",
    "cause",
    "reason",
    "citation",
    "lines",
    "basis",
    "recorded_at",
    "recorded_by",
    "ledger_id",
]
GROUND = [
    "id",
    "uid",
    "employment_id",
    "leave_year",
    "prevented",
    "reason",
    "recorded_at",
    "recorded_by",
    "superseded_at",
]
NOTICE = [
    "id",
    "employment_id",
    "leave_year",
    "kind",
    "document_id",
    "delivered_on",
    "way",
    "recorded_at",
    "recorded_by",
    "ledger_id",
]


def upgrade() -> None:
    op.create_table(
        "entitlement",
        sa.Column("id", ID, nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("employment_id", ID, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("leave_year", sa.Integer(), nullable=False),
        sa.Column("milli_days", sa.Integer(), nullable=False),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("citation", sa.String(), nullable=False),
        sa.Column("lines", JSON, nullable=False),
        sa.Column("basis", JSON, nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("recorded_by", ID, nullable=True),
        sa.Column("ledger_id", sa.Uuid(), nullable=False),
        *_of_employment("entitlement"),
        *_committed("entitlement"),
        sa.UniqueConstraint("uid", name=op.f("uq_entitlement_uid")),
    )
    op.create_index(op.f("ix_entitlement_employment_id"), "entitlement", ["employment_id"])
    op.create_table(
        "leave_ground",
        sa.Column("id", ID, nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("employment_id", ID, nullable=False),
        sa.Column("leave_year", sa.Integer(), nullable=False),
        sa.Column("prevented", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("recorded_by", ID, nullable=True),
        sa.Column("superseded_at", INSTANT, nullable=True),
        *_of_employment("leave_ground"),
        sa.UniqueConstraint("uid", name=op.f("uq_leave_ground_uid")),
    )
    op.create_index(op.f("ix_leave_ground_employment_id"), "leave_ground", ["employment_id"])
    op.create_table(
        "leave_notice",
        sa.Column("id", ID, nullable=False),
        sa.Column("employment_id", ID, nullable=False),
        sa.Column("leave_year", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("document_id", ID, nullable=False),
        sa.Column("delivered_on", sa.Date(), nullable=False),
        sa.Column("way", sa.String(), nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("recorded_by", ID, nullable=True),
        sa.Column("ledger_id", sa.Uuid(), nullable=False),
        *_of_employment("leave_notice"),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_leave_notice_document_id")),
        *_committed("leave_notice"),
    )
    op.create_index(op.f("ix_leave_notice_employment_id"), "leave_notice", ["employment_id"])
    op.create_table(
        "entitlement_use",
        sa.Column("employment_id", ID, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=True),
        sa.Column("leave_year", sa.Integer(), nullable=True),
        sa.Column("milli_days", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["employment_id"], ["employment.id"], name=op.f("fk_entitlement_use_employment_id")),
        sa.PrimaryKeyConstraint("employment_id", "day", "no", name=op.f("pk_entitlement_use")),
    )
    op.create_table(
        "leave_waiting",
        sa.Column("person_id", ID, nullable=False),
        sa.Column("marked_at", INSTANT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_leave_waiting_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_leave_waiting")),
    )
    guards.append_only("entitlement", ENTITLEMENT)
    guards.append_only("leave_ground", GROUND, may_change=("superseded_at",))
    guards.append_only("leave_notice", NOTICE)


def _of_employment(table: str) -> tuple[sa.Constraint, ...]:
    return (
        sa.ForeignKeyConstraint(["employment_id"], ["employment.id"], name=op.f(f"fk_{table}_employment_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["login.id"], name=op.f(f"fk_{table}_recorded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )


def _committed(table: str) -> tuple[sa.Constraint, ...]:
    return (
        sa.ForeignKeyConstraint(
            ["ledger_id"],
            ["ledger_record.id"],
            name=op.f(f"fk_{table}_ledger_id"),
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.UniqueConstraint("ledger_id", name=op.f(f"uq_{table}_ledger_id")),
    )


def downgrade() -> None:
    for fact in ("leave_notice", "leave_ground", "entitlement"):
        guards.no_longer_append_only(fact)
    for table in ("leave_waiting", "entitlement_use", "leave_notice", "leave_ground", "entitlement"):
        op.drop_table(table)
