"""Much written at once, in statements whose text does not depend on the number of rows.

PostgreSQL takes a list per column and several changes in one statement, read and planned once for all requests. SQLite
lies in the same process: there each row is a row, and one change follows the other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, Table, bindparam, column, func, literal, select
from sqlalchemy.dialects import postgresql, sqlite

from timeclock.store.db import Session

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
    rows: Sequence[Mapping[str, Any]]
    how: How = plainly

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self.rows[0])


def make(session: Session, *changes: Change) -> None:
    """Write changes of different tables that do not depend on each other."""
    wanted = [change for change in changes if change.rows]
    if session.get_bind().dialect.name != "postgresql":
        for change in wanted:
            session.execute(_by_row(change.table, change.how), change.rows)
    elif wanted:
        statements = tuple(_by_column(change.table, change.names, change.how) for change in wanted)
        values = [_lists(change) for change in wanted]
        session.execute(_at_once(statements), {name: each for lists in values for name, each in lists.items()})


def add(session: Session, change: Change) -> Sequence[Mapping[Any, Any]]:
    """Write one change and return the rows as stored, of those that were there already none."""
    if not change.rows:
        return ()
    if session.get_bind().dialect.name != "postgresql":
        statement, values = _by_row(change.table, change.how), change.rows
        return session.execute(statement.returning(*change.table.c), values).mappings().all()
    return session.execute(_returned(change.table, change.names, change.how), _lists(change)).mappings().all()


def run(session: Session, statements: tuple[Any, ...], values: Mapping[str, Any]) -> None:
    """Run statements about different tables that share their values and return nothing."""
    if session.get_bind().dialect.name == "postgresql":
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
def _by_column(table: Table, names: tuple[str, ...], how: How) -> Any:
    kinds = {name: table.c[name].type for name in names}
    lists = [bindparam(_name(table, name), type_=postgresql.ARRAY(kind, dimensions=1)) for name, kind in kinds.items()]
    given = func.unnest(*lists).table_valued(*(column(name, kind) for name, kind in kinds.items()), name="given")
    return how(postgresql.insert(table).from_select(list(names), select(*given.render_derived().c)))


@lru_cache(maxsize=256)
def _returned(table: Table, names: tuple[str, ...], how: How) -> Any:
    return _by_column(table, names, how).returning(*table.c)


def _lists(change: Change) -> dict[str, list[Any]]:
    return {_name(change.table, name): [row[name] for row in change.rows] for name in change.names}


def _name(table: Table, name: str) -> str:
    return f"{table.name}__{name}"
