"""The database: one engine, transactions the edge opens, and the little that differs between the two kinds."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from threading import RLock
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, Table, bindparam, create_engine, event, func, make_url, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import Session

__all__ = [
    "DBAPIError",
    "Database",
    "OperationalError",
    "Session",
    "connect",
    "file_of",
    "hold",
    "is_postgresql",
    "native_insert",
    "same_json",
]

# Before 3.51.3 a checkpoint racing with a writer can corrupt a WAL database.
SAFE_WAL = (3, 51, 3)
READING = "timeclock_reading"


@dataclass(frozen=True, slots=True)
class Database:
    """One engine; `transaction()` commits when the block ends well, `reading()` never writes."""

    engine: Engine
    # SQLite has one writer and lets the others look again now and then; here the next one is woken.
    turn: AbstractContextManager[Any] = field(default_factory=nullcontext, repr=False, compare=False)

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        with self.turn, Session(self.engine) as session, session.begin():
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        with Session(self.engine.execution_options(**{READING: True})) as session:
            yield session

    @contextmanager
    def snapshot(self) -> Iterator[Session]:
        """Open a session whose reads all see the database as it was at the first one, however much comes in."""
        options: dict[str, Any] = {READING: True}
        if self.kind == "postgresql":
            options["isolation_level"] = "REPEATABLE READ"
        with Session(self.engine.execution_options(**options)) as session:
            yield session

    @property
    def kind(self) -> str:
        """`postgresql` or `sqlite`."""
        return self.engine.dialect.name

    def dispose(self) -> None:
        self.engine.dispose()


def is_postgresql(session: Session) -> bool:
    """Say whether the session is on PostgreSQL; else it is on SQLite."""
    return session.get_bind().dialect.name == "postgresql"


def native_insert(session: Session, table: Table) -> Any:
    """Return the INSERT in the database's own words, which knows what to do ON CONFLICT."""
    return (postgresql if is_postgresql(session) else sqlite).insert(table)


def same_json(session: Session, one: ColumnElement[Any], other: ColumnElement[Any]) -> ColumnElement[bool]:
    """Return the condition that two structures say the same, in whatever order; SQLite knows them as text only."""
    return one == other if is_postgresql(session) else func.canonical_json(one) == func.canonical_json(other)


def hold(session: Session, key: int) -> None:
    """Wait until nobody else holds this key, and keep it until the transaction ends; SQLite has one writer anyway."""
    if is_postgresql(session):
        session.execute(HOLDING, {"key": key})


HOLDING = select(func.pg_advisory_xact_lock(bindparam("key")))


def file_of(url: str) -> Path | None:
    """Return the file of a SQLite database; None for one on a server."""
    parsed = make_url(url)
    return Path(parsed.database) if parsed.get_backend_name() == "sqlite" and parsed.database else None


def connect(url: str) -> Database:
    """Open the database; SQLite is set up so that a commit is on the disk, PostgreSQL is asked for the same."""
    if url.startswith("sqlite"):
        engine = create_engine(url, connect_args={"timeout": 5}, hide_parameters=True)
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return Database(engine, RLock())
    engine = create_engine(
        url,
        pool_pre_ping=True,
        connect_args={"options": "-c synchronous_commit=on -c timezone=UTC"},
        # What a statement was given does not belong into a log.
        hide_parameters=True,
    )
    return Database(engine)


def _prepare_sqlite(connection: Any, _record: object) -> None:
    # We begin transactions ourselves (below); the driver's own guessing starts them too late.
    connection.isolation_level = None
    connection.create_function("canonical_json", 1, _canonical_json, deterministic=True)
    cursor = connection.cursor()
    journal = "WAL" if sqlite3.sqlite_version_info >= SAFE_WAL else "TRUNCATE"
    cursor.execute(f"PRAGMA journal_mode={journal}")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA foreign_keys=ON")
    # Else INSERT OR REPLACE would take a fact away without asking the trigger that guards it.
    cursor.execute("PRAGMA recursive_triggers=ON")
    cursor.execute("PRAGMA busy_timeout=5000")
    cursor.close()


def _canonical_json(text: str | None) -> str | None:
    return None if text is None else json.dumps(json.loads(text), sort_keys=True)


def _begin_sqlite(connection: Connection) -> None:
    # IMMEDIATE takes the write lock at once: two writers queue instead of failing half-way.
    reading = connection.get_execution_options().get(READING, False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")
