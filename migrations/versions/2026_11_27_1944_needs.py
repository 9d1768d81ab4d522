"""how many a unit needs, also of a shift or from one clock to another, in one table"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from timeclock.store import guards

revision = "2d9b7e50c4f8"
down_revision = "6d0f2c9ab417"
branch_labels = None
depends_on = None

# Frozen here, so that this migration stays what it was when the code moves on.
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
INSTANT = sa.DateTime(timezone=True)
SUNDAY, HOLIDAY, FIGURES = 6, 7, 8

STAFFING = sa.table(
    "unit_staffing",
    sa.column("id", ID),
    sa.column("uid", sa.Uuid()),
    sa.column("unit_id", ID),
    sa.column("part", sa.String()),
    sa.column("heads", JSON),
    sa.column("valid_from", sa.Date()),
    sa.column("valid_to", sa.Date()),
    sa.column("recorded_at", INSTANT),
    sa.column("recorded_by", ID),
    sa.column("superseded_at", INSTANT),
)
NEED = sa.table(
    "roster_need",
    sa.column("unit_id", ID),
    sa.column("weekdays", sa.String()),
    sa.column("heads", sa.Integer()),
    sa.column("code", sa.String()),
    sa.column("begins", sa.String()),
    sa.column("ends", sa.String()),
    sa.column("recorded_at", INSTANT),
    sa.column("recorded_by", ID),
    sa.column("superseded_at", INSTANT),
)


def upgrade() -> None:
    guards.overlap_again("unit_staffing")
    op.add_column("unit_staffing", sa.Column("part", sa.String(), nullable=False, server_default=""))
    with op.batch_alter_table("unit_staffing") as staffing:
        staffing.alter_column("part", server_default=None)
    guards.no_overlap_of_days("unit_staffing", "unit_id", of_kind="part")
    current = op.get_bind().execute(sa.select(NEED).where(NEED.c.superseded_at.is_(None)).order_by(NEED.c.recorded_at))
    rows = list(_as_numbers(current.all()))
    if rows:
        op.bulk_insert(STAFFING, rows)
    op.drop_table("roster_need")


def _as_numbers(needs: Iterable[Any]) -> Iterable[dict[str, Any]]:
    """Yield eight numbers for each unit and part; a holiday was staffed as a Sunday is."""
    found: dict[tuple[int, str], dict[str, Any]] = {}
    for need in needs:
        part = need.code if need.code is not None else f"{need.begins}-{need.ends}"
        row = found.setdefault(
            (need.unit_id, part),
            {
                "uid": uuid4(),
                "unit_id": need.unit_id,
                "part": part,
                "heads": [0] * FIGURES,
                "valid_from": date(need.recorded_at.year, need.recorded_at.month, 1),
                "valid_to": None,
                "recorded_at": need.recorded_at,
                "recorded_by": need.recorded_by,
                "superseded_at": None,
            },
        )
        days = {int(each) for each in need.weekdays}
        for no in days | ({HOLIDAY} if SUNDAY in days else set()):
            row["heads"][no] = max(row["heads"][no], need.heads)
    return found.values()


def downgrade() -> None:
    op.create_table(
        "roster_need",
        sa.Column("id", ID, nullable=False),
        sa.Column("unit_id", ID, nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_roster_need_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roster_need")),
        sa.Column("weekdays", sa.String(), nullable=False),
        sa.Column("heads", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=True),
        sa.Column("begins", sa.String(), nullable=True),
        sa.Column("ends", sa.String(), nullable=True),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("recorded_by", ID, nullable=True),
        sa.Column("superseded_at", INSTANT, nullable=True),
    )
    op.create_index(op.f("ix_roster_need_unit_id"), "roster_need", ["unit_id"])
    c = STAFFING.c
    held = (c.part != "", c.superseded_at.is_(None), c.valid_to.is_(None))
    rows = [row for each in op.get_bind().execute(sa.select(STAFFING).where(*held)).all() for row in _as_needs(each)]
    if rows:
        op.bulk_insert(NEED, rows)
    op.execute(sa.delete(STAFFING).where(c.part != ""))
    guards.overlap_again("unit_staffing")
    op.execute("ALTER TABLE unit_staffing DROP COLUMN part")
    guards.no_overlap_of_days("unit_staffing", "unit_id")


def _as_needs(row: Any) -> Iterable[dict[str, Any]]:
    """Yield a need for each number; what holidays had of their own is lost."""
    begins, dash, ends = row.part.partition("-")
    for heads in sorted({number for number in row.heads[:HOLIDAY] if number}):
        yield {
            "unit_id": row.unit_id,
            "weekdays": "".join(str(no) for no in range(HOLIDAY) if row.heads[no] == heads),
            "heads": heads,
            "code": None if dash else row.part,
            "begins": begins if dash else None,
            "ends": ends or None,
            "recorded_at": row.recorded_at,
            "recorded_by": row.recorded_by,
            "superseded_at": None,
        }
