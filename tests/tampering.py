"""Changing rows behind the database's back, as somebody with its password could; all of it is rolled back."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Column, Table, and_, insert, select, text, update
from sqlalchemy.orm import Session

from timeclock.store.db import Database

Row = Mapping[str, Any]
# Else nobody could say of a version that it holds beside another.
ONCE_ALONE = ("ix_month_in_force",)


@contextmanager
def unguarded(database: Database) -> Iterator[Session]:
    """Open a session without triggers, foreign keys and what may hold once alone; nothing of it stays."""
    with Session(database.engine) as session:
        for index in ONCE_ALONE:
            session.execute(text(f"DROP INDEX {index}"))
        if database.kind == "postgresql":
            session.execute(text("SET LOCAL session_replication_role = replica"))
        else:
            session.execute(text("PRAGMA defer_foreign_keys = ON"))
            for name in session.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars().all():
                session.execute(text(f"DROP TRIGGER {name}"))
        yield session
        session.rollback()


def rows(session: Session, table: Table) -> list[Row]:
    return [dict(row) for row in session.execute(select(table).order_by(*table.primary_key)).mappings()]


def set_column(session: Session, table: Table, row: Row, name: str, value: object) -> None:
    session.execute(update(table).where(here(table, row)).values({name: value}))


def here(table: Table, row: Row) -> Any:
    return and_(*(column == row[column.name] for column in table.primary_key))


def another(column: Column[Any], value: object) -> object:
    """Return a value of the column's kind that is not this one and not any other row's."""
    match value:
        case bool():
            return not value
        case int():
            return value + 1_000_003
        case str():
            return f"{value}x"
        case bytes():
            return bytes([value[0] ^ 1]) + value[1:]
        case uuid.UUID():
            return uuid.UUID(int=value.int ^ 1)
        case datetime():
            return value + timedelta(microseconds=1)
        case date():
            return value + timedelta(days=1)
        case dict():
            return {**value, "planted": 1}
        case list():
            return [*value, 4711]
        case _:
            return another(column, SAMPLES[column.type.compile()])


SAMPLES: dict[str, object] = {
    "BIGINT": 1,
    "INTEGER": 1,
    "VARCHAR": "planted",
    "BLOB": b"planted",
    "CHAR(32)": uuid.UUID(int=4711),
    "DATETIME": datetime.fromisoformat("2026-11-20T15:00:00+00:00"),
    "DATE": date(2026, 11, 20),
}


def exchange(session: Session, table: Table, one: Row, other: Row) -> None:
    """Let two rows take each other's primary key, so that each stands where the other stood."""
    names = [column.name for column in table.primary_key]
    aside = {name: another(table.c[name], one[name]) for name in names}
    for row, target in ((one, aside), (other, one), (aside, other)):
        session.execute(update(table).where(here(table, row)).values({name: target[name] for name in names}))


def plant(session: Session, table: Table, like: Row) -> Row:
    """Insert a row like another one; only what has to be unique differs."""
    unique = {column.name for column in table.c if column.primary_key or column.unique}
    for constraint in table.constraints:
        # The last column of a unique group is enough: (source, epoch, seq) with another seq.
        if type(constraint).__name__ == "UniqueConstraint":
            unique.add(list(constraint.columns)[-1].name)
    row = {**like, **{name: another(table.c[name], like[name]) for name in unique if like[name] is not None}}
    session.execute(insert(table), row)
    return row
