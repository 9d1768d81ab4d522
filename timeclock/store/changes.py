"""Much written at once, in statements whose text does not depend on the number of rows.

PostgreSQL takes a table's rows as one JSON and several changes in one statement, read and planned once for all
requests. SQLite lies in the same process: there each row is a row, and one change follows the other.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnClause,
    Select,
    String,
    Table,
    bindparam,
    cast,
    column,
    func,
    literal,
    literal_column,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite

from timeclock.store.db import Session, is_postgresql

How = Callable[[Any], Any]


def plainly(insertion: Any) -> Any:
    """Insert rows that cannot be there yet."""
    return insertion


def unless_there(insertion: Any) -> Any:
    """Insert rows that are not there, and leave the others as they are."""
    return insertion.on_conflict_do_nothing()


@dataclass(frozen=True, slots=True)
class Change:
    """Rows for a table, all with the same columns; `how` says what becomes of those that are there already."""

    table: Table
    rows: Sequence[dict[str, Any]]
    how: How = plainly

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self.rows[0])


def make(session: Session, *changes: Change) -> None:
    """Write changes of different tables that do not depend on each other."""
    wanted = [change for change in changes if change.rows]
    if not is_postgresql(session):
        for change in wanted:
            session.execute(_by_row(change.table, change.how), change.rows)
    elif wanted:
        statements = tuple(_from_json(change.table, change.names, change.how) for change in wanted)
        session.execute(_at_once(statements), {change.table.name: _json(change.rows) for change in wanted})


def add(session: Session, change: Change) -> Sequence[Mapping[Any, Any]]:
    """Write one change and return the rows as stored, of those that were there already none."""
    if not change.rows:
        return ()
    if not is_postgresql(session):
        statement = _by_row(change.table, change.how).returning(*change.table.c)
        return session.execute(statement, change.rows).mappings().all()
    values = {change.table.name: _json(change.rows)}
    return session.execute(_returned(change.table, change.names, change.how), values).mappings().all()


def run(session: Session, statements: tuple[Any, ...], values: Mapping[str, Any]) -> None:
    """Run statements about different tables that share their values and return nothing."""
    if is_postgresql(session):
        session.execute(_at_once(statements), values)
        return
    for statement in statements:
        session.execute(statement, values)


@lru_cache(maxsize=256)
def _at_once(statements: tuple[Any, ...]) -> Select[Any]:
    return select(literal(1)).add_cte(*(each.cte(f"change_{no}") for no, each in enumerate(statements)))


@lru_cache(maxsize=256)
def _by_row(table: Table, how: How) -> Any:
    return how(sqlite.insert(table))


@lru_cache(maxsize=256)
def _from_json(table: Table, names: tuple[str, ...], how: How) -> Any:
    rows = cast(bindparam(table.name, type_=String), postgresql.JSON)
    shape: ColumnClause[Any] = literal_column(f'NULL::"{table.name}"')
    given = func.json_populate_recordset(shape, rows).table_valued(*(column(name) for name in names), name="given")
    return how(postgresql.insert(table).from_select(list(names), select(*given.c)))


@lru_cache(maxsize=256)
def _returned(table: Table, names: tuple[str, ...], how: How) -> Any:
    return _from_json(table, names, how).returning(*table.c)


def _json(rows: Sequence[dict[str, Any]]) -> str:
    return json.dumps(rows, default=_text)


def _text(value: object) -> str:
    """Return a value as PostgreSQL reads it from text."""
    match value:
        case datetime(tzinfo=None):
            raise ValueError(f"an instant needs a zone, got the naive {value!r}")
        case date():
            return value.isoformat()
        case UUID():
            return str(value)
        case bytes():
            return rf"\x{value.hex()}"
        case _:
            raise TypeError(f"no column holds {value!r}")
