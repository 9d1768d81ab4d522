"""Alembic's entry: the same migrations for PostgreSQL and SQLite, run on the engine the caller hands over."""

from __future__ import annotations

from typing import Any

from alembic import context
from sqlalchemy import Connection

from timeclock.store.schema import metadata

# Made by guards.py in SQL of each dialect; the metadata does not know them.
GUARD_PREFIX = "no_overlap_"


def include(_thing: Any, name: str | None, _kind: str, _reflected: bool, _compare_to: Any) -> bool:
    return name is None or not name.startswith(GUARD_PREFIX)


def run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=True,
        include_object=include,
        compare_server_default=True,
    )
    with context.begin_transaction():
        context.run_migrations()


run(context.config.attributes["connection"])
