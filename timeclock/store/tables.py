"""Every table as text, out of a database and into an empty one; which tables there are is asked of the database itself.

So a database of any schema can be written down, and one of PostgreSQL read into SQLite and the other way round.
"""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

from sqlalchemy import (
    CHAR,
    JSON,
    Boolean,
    Date,
    DateTime,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Uuid,
    text,
)
from sqlalchemy.types import TypeEngine

from timeclock.store import copytext, db
from timeclock.store.copytext import Column, ColumnKind
from timeclock.store.db import Database, Session, is_postgresql
from timeclock.store.migrate import REVISION_TABLE

# SQLite knows no UUID: ours stand in a CHAR(32), and nothing else does.
KINDS: tuple[tuple[type[TypeEngine[Any]], ColumnKind], ...] = (
    (CHAR, ColumnKind.UUID),
    (Uuid, ColumnKind.UUID),
    (Boolean, ColumnKind.BOOLEAN),
    (Integer, ColumnKind.INTEGER),
    (String, ColumnKind.TEXT),
    (DateTime, ColumnKind.INSTANT),
    (Date, ColumnKind.DAY),
    (LargeBinary, ColumnKind.BYTES),
    (JSON, ColumnKind.JSON),
)
ROWS_AT_ONCE = 1_000
BYTES_AT_ONCE = 1 << 20


@dataclass(frozen=True, slots=True)
class TableShape:
    """A table with its columns and the names of its primary key."""

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]


@contextmanager
def standing_still(database: Database, folder: Path) -> Iterator[Session]:
    """Open a session on the database as it is now, which holds up nobody however long it is read.

    PostgreSQL keeps a snapshot. SQLite lets no writer commit while somebody reads, so it is copied into `folder` first.
    """
    if database.kind == "postgresql":
        with database.snapshot() as session:
            yield session
        return
    with tempfile.TemporaryDirectory(dir=folder) as private:
        copy = Path(private) / "copy.sqlite"
        with closing(database.engine.raw_connection()) as live, closing(sqlite3.connect(copy)) as target:
            try:
                _driver(live).backup(target)
            except sqlite3.Error as fault:
                raise OSError(f"{folder}: the database cannot be copied there first: {fault}") from None
        still = db.connect(f"sqlite:///{copy}")
        with still.snapshot() as session:
            yield session
        still.dispose()


def shapes(session: Session) -> tuple[TableShape, ...]:
    """Return every table there is, each after those it refers to."""
    found = MetaData()
    found.reflect(session.connection())
    return tuple(_shape(table) for table in found.sorted_tables if table.name != REVISION_TABLE)


def _shape(table: Table) -> TableShape:
    columns = tuple(Column(column.name, _kind(table.name, column.name, column.type)) for column in table.c)
    return TableShape(table.name, columns, tuple(column.name for column in table.primary_key))


def _kind(table: str, column: str, type_: TypeEngine[Any]) -> ColumnKind:
    for known, kind in KINDS:
        if isinstance(type_, known):
            return kind
    raise LookupError(f"column {table}.{column} is {type_!r}, which no backup knows how to write")


@contextmanager
def lines(session: Session, shape: TableShape) -> Iterator[Iterator[bytes]]:
    """Give every row as one line of COPY text, in the order of the primary key.

    The driver's connection is free for anything else, a rollback too, only after the block.
    """
    reading = _copied if is_postgresql(session) else _written
    with closing(reading(session, shape)) as found:
        yield found


def _written(session: Session, shape: TableShape) -> Generator[bytes, None, None]:
    found = session.connection().exec_driver_sql(
        f"SELECT {_names(shape)} FROM {_quoted(shape.name)} ORDER BY {_ordered(shape)}"  # noqa: S608  names of tables and columns
    )
    for row in found.yield_per(ROWS_AT_ONCE):
        try:
            yield copytext.line(shape.columns, row)
        except ValueError as fault:
            raise ValueError(f"table {shape.name}: {fault}") from None


def _copied(session: Session, shape: TableShape) -> Generator[bytes, None, None]:
    for setting in ("bytea_output = 'hex'", "datestyle = 'ISO, YMD'", "timezone = 'UTC'"):
        session.execute(text(f"SET LOCAL {setting}"))
    query = f"SELECT {_names(shape)} FROM {_quoted(shape.name)} ORDER BY {_ordered(shape, postgresql=True)}"  # noqa: S608  as above
    with (
        _named(session, shape),
        _driver(session.connection().connection).cursor() as cursor,
        cursor.copy(f"COPY ({query}) TO STDOUT (ENCODING 'UTF8')") as copy,
    ):
        yield from map(bytes, copy)


def load(session: Session, shape: TableShape, source: BinaryIO) -> None:
    """Insert the rows written in `source`; guards and constraints are in force for each of them."""
    if is_postgresql(session):
        command = f"COPY {_quoted(shape.name)} ({_names(shape)}) FROM STDIN (ENCODING 'UTF8')"
        with (
            _named(session, shape),
            _driver(session.connection().connection).cursor() as cursor,
            cursor.copy(command) as copy,
        ):
            while block := source.read(BYTES_AT_ONCE):
                copy.write(block)
        return
    marks = ", ".join("?" * len(shape.columns))
    insertion = f"INSERT INTO {_quoted(shape.name)} ({_names(shape)}) VALUES ({marks})"  # noqa: S608  as above
    rows = (copytext.row(shape.columns, line) for line in source)
    while some := list(islice(rows, ROWS_AT_ONCE)):
        session.connection().exec_driver_sql(insertion, some)


@contextmanager
def _named(session: Session, shape: TableShape) -> Iterator[None]:
    """Say with what the driver complains of which table it is: its own words pass by SQLAlchemy."""
    try:
        yield
    except session.connection().dialect.loaded_dbapi.Error as fault:
        raise ValueError(f"table {shape.name}: {fault}") from None


def settle(session: Session, loaded: Sequence[TableShape]) -> None:
    """Check what is checked late, let ids go on after the last one, and let the planner know what is there."""
    if is_postgresql(session):
        # A table with checks outstanding could not be altered by a migration.
        session.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
        session.execute(text("SET CONSTRAINTS ALL DEFERRED"))
        for shape in loaded:
            if Column("id", ColumnKind.INTEGER) in shape.columns:
                last = f"(SELECT max(id) FROM {_quoted(shape.name)})"  # noqa: S608  as above
                session.execute(text(f"SELECT setval(pg_get_serial_sequence('{shape.name}', 'id'), {last})"))
    session.execute(text("ANALYZE"))


def _driver(connection: Any) -> Any:
    """Return the driver's own connection: COPY and the copy of a whole file are its own words."""
    return connection.driver_connection


def _names(shape: TableShape) -> str:
    return ", ".join(_quoted(column.name) for column in shape.columns)


def _ordered(shape: TableShape, *, postgresql: bool = False) -> str:
    """Return what to order by: words by their bytes, as SQLite does."""
    kinds = {column.name: column.kind for column in shape.columns}
    return ", ".join(
        _quoted(name) + (' COLLATE "C"' if postgresql and kinds[name] is ColumnKind.TEXT else "") for name in shape.key
    )


def _quoted(name: str) -> str:
    return f'"{name}"'
