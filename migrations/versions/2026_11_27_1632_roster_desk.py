"""rosters planned on a grid"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "5c8e20d7f41a"
down_revision = "c31f70a9e5d4"
branch_labels = None
depends_on = None

# Frozen here, so that this migration stays what it was when the code moves on.
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)
PLANNED = sa.text("state = 'planned'")
CURRENT = sa.text("superseded_at IS NULL")


def upgrade() -> None:
    op.create_index(
        "uq_roster_planned", "roster", ["unit_id", "month"], unique=True, postgresql_where=PLANNED, sqlite_where=PLANNED
    )
    for name in ("code", "override_codes"):
        op.add_column("shift", sa.Column(name, sa.String(), nullable=True))
    op.create_table(
        "roster_plan",
        sa.Column("roster_id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("based_on", ID, nullable=True),
        sa.ForeignKeyConstraint(["roster_id"], ["roster.id"], name=op.f("fk_roster_plan_roster_id")),
        sa.ForeignKeyConstraint(["based_on"], ["roster.id"], name=op.f("fk_roster_plan_based_on")),
        sa.PrimaryKeyConstraint("roster_id", name=op.f("pk_roster_plan")),
    )
    _catalogue()
    op.create_table(
        "rotation_place",
        sa.Column("rotation_id", ID, nullable=False),
        sa.Column("employment_id", ID, nullable=False),
        sa.Column("ahead", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["rotation_id"], ["rotation.id"], name=op.f("fk_rotation_place_rotation_id")),
        sa.ForeignKeyConstraint(["employment_id"], ["employment.id"], name=op.f("fk_rotation_place_employment_id")),
        sa.PrimaryKeyConstraint("rotation_id", "employment_id", name=op.f("pk_rotation_place")),
    )


def _catalogue() -> None:
    op.create_table(
        "shift_kind",
        *_of_unit("shift_kind"),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("begins", sa.String(), nullable=False),
        sa.Column("ends", sa.String(), nullable=False),
        sa.Column("plan", sa.String(), nullable=True),
        *_recorded(),
    )
    _current("shift_kind", "code")
    op.create_table(
        "roster_need",
        *_of_unit("roster_need"),
        sa.Column("weekdays", sa.String(), nullable=False),
        sa.Column("heads", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=True),
        sa.Column("begins", sa.String(), nullable=True),
        sa.Column("ends", sa.String(), nullable=True),
        *_recorded(),
    )
    op.create_index(op.f("ix_roster_need_unit_id"), "roster_need", ["unit_id"])
    op.create_table(
        "rotation",
        *_of_unit("rotation"),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("days", sa.String(), nullable=False),
        sa.Column("anchor", sa.Date(), nullable=False),
        *_recorded(),
    )
    _current("rotation", "name")


def _of_unit(table: str) -> tuple[sa.schema.SchemaItem, ...]:
    return (
        sa.Column("id", ID, nullable=False),
        sa.Column("unit_id", ID, nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f(f"fk_{table}_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )


def _recorded() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("recorded_by", ID, nullable=True),
        sa.Column("superseded_at", INSTANT, nullable=True),
    )


def _current(table: str, name: str) -> None:
    op.create_index(
        f"uq_{table}_current",
        table,
        ["unit_id", name],
        unique=True,
        postgresql_where=CURRENT,
        sqlite_where=CURRENT,
    )


def downgrade() -> None:
    for table in ("rotation_place", "rotation", "roster_need", "shift_kind", "roster_plan"):
        op.drop_table(table)
    for name in ("override_codes", "code"):
        op.execute(f"ALTER TABLE shift DROP COLUMN {name}")
    op.drop_index("uq_roster_planned", "roster")
