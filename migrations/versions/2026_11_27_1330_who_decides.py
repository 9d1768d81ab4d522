"""who decides what people ask for: approvals, deputies, and whom a deputy stood in for"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from timeclock.store import guards

revision = "a7c3e5190b24"
down_revision = "f0d4b1a7c395"
branch_labels = None
depends_on = None

# Frozen here, so that this migration stays what it was when the code moves on.
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)
JSON = sa.JSON().with_variant(JSONB(), "postgresql")
STEP = ["request_id", "no", "state", "by", "reason", "at"]
WAITED, WAITS = "state = 'submitted'", "state IN ('submitted', 'counting', 'objected')"
APPROVAL = [
    "request_id",
    "step",
    "needed",
    "objection",
    "lowest",
    "level",
    "due_at",
    "approver",
    "decision",
    "part",
    "version",
]
DECIDED = ("level", "due_at", "approver", "decision", "part", "version")
DEPUTY = [
    "id",
    "uid",
    "principal_id",
    "deputy_id",
    "unit_id",
    "valid_from",
    "valid_to",
    "recorded_at",
    "recorded_by",
    "superseded_at",
]


def upgrade() -> None:
    guards.no_longer_append_only("request_step")
    _for_login()
    guards.append_only("request_step", [*STEP, "for_login"])
    _waiting(WAITS)
    _approval()
    _deputy()


def _for_login() -> None:
    """Add the column in the words of the database: a table written anew would have its references in any order."""
    kind = "INTEGER" if op.get_context().dialect.name == "sqlite" else "BIGINT"
    op.execute(
        f"ALTER TABLE request_step ADD COLUMN for_login {kind} "
        "CONSTRAINT fk_request_step_for_login REFERENCES login (id)"
    )


def _waiting(condition: str) -> None:
    op.drop_index("ix_request_waiting", "request")
    where = sa.text(condition)
    op.create_index("ix_request_waiting", "request", ["employment_id"], postgresql_where=where, sqlite_where=where)


def _approval() -> None:
    op.create_table(
        "approval",
        sa.Column("request_id", ID, nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("needed", sa.Integer(), nullable=False),
        sa.Column("objection", sa.Boolean(), nullable=False),
        sa.Column("lowest", sa.Integer(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("due_at", INSTANT, nullable=False),
        sa.Column("approver", ID, nullable=True),
        sa.Column("decision", sa.String(), nullable=True),
        sa.Column("part", JSON, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("step > 0 AND needed > 0 AND lowest >= 0 AND level >= 0", name=op.f("ck_approval_levels")),
        sa.ForeignKeyConstraint(["request_id"], ["request.id"], name=op.f("fk_approval_request_id")),
        sa.ForeignKeyConstraint(["approver"], ["login.id"], name=op.f("fk_approval_approver")),
        sa.PrimaryKeyConstraint("request_id", "step", name=op.f("pk_approval")),
    )
    where = sa.text("decision IS NULL")
    op.create_index("ix_approval_open", "approval", ["due_at"], postgresql_where=where, sqlite_where=where)
    guards.append_only("approval", APPROVAL, may_change=DECIDED)


def _deputy() -> None:
    op.create_table(
        "deputy",
        sa.Column("id", ID, nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("principal_id", ID, nullable=False),
        sa.Column("deputy_id", ID, nullable=False),
        sa.Column("unit_id", ID, nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("recorded_by", ID, nullable=True),
        sa.Column("superseded_at", INSTANT, nullable=True),
        sa.CheckConstraint("principal_id <> deputy_id", name=op.f("ck_deputy_somebody_else")),
        sa.ForeignKeyConstraint(["principal_id"], ["login.id"], name=op.f("fk_deputy_principal_id")),
        sa.ForeignKeyConstraint(["deputy_id"], ["login.id"], name=op.f("fk_deputy_deputy_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_deputy_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deputy")),
        sa.UniqueConstraint("uid", name=op.f("uq_deputy_uid")),
    )
    op.create_index(op.f("ix_deputy_principal_id"), "deputy", ["principal_id"])
    op.create_index(op.f("ix_deputy_deputy_id"), "deputy", ["deputy_id"])
    guards.append_only("deputy", DEPUTY, may_change=("valid_to", "superseded_at"))


def downgrade() -> None:
    for table in ("deputy", "approval"):
        guards.no_longer_append_only(table)
        op.drop_table(table)
    _waiting(WAITED)
    guards.no_longer_append_only("request_step")
    op.execute("ALTER TABLE request_step DROP COLUMN for_login")
    guards.append_only("request_step", STEP)
