"""what a person is looked for and sorted by: her name without marks and capitals"""

from __future__ import annotations

import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "b7d3e9a1c604"
down_revision = "0c7a51e8d394"
branch_labels = None
depends_on = None

# Frozen here, so that this migration stays what it was when the code moves on.
BASES = str.maketrans({"ı": "i", "ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe"})
PERSON = sa.table(
    "person",
    sa.column("id", sa.BigInteger()),
    sa.column("given_name", sa.String()),
    sa.column("family_name", sa.String()),
    sa.column("sought_as", sa.String()),
)


def upgrade() -> None:
    op.add_column("person", sa.Column("sought_as", sa.String(), nullable=True))
    here = op.get_bind()
    people = here.execute(sa.select(PERSON.c.id, PERSON.c.family_name, PERSON.c.given_name)).all()
    named = [{"row": row.id, "name": _sought(f"{row.family_name} {row.given_name}")} for row in people]
    if named:
        mine = PERSON.c.id == sa.bindparam("row")
        here.execute(sa.update(PERSON).where(mine).values(sought_as=sa.bindparam("name")), named)
    op.create_index(op.f("ix_person_sought_as"), "person", ["sought_as"])


def downgrade() -> None:
    op.drop_index(op.f("ix_person_sought_as"), table_name="person")
    op.drop_column("person", "sought_as")


def _sought(name: str) -> str:
    apart = unicodedata.normalize("NFKD", name.casefold().translate(BASES))
    plain = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return " ".join("".join(letter if letter.isalnum() else " " for letter in plain).split())
