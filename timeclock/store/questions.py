"""What is asked of the database, and much of it asked at once.

PostgreSQL answers any number of questions in one statement, with a list of rows in JSON for each query: a page costs
one way there and back, however much is on it. SQLite lies in the same process and is sent one query after the other.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any, Generic, TypeVar, cast
from uuid import UUID

from sqlalchemy import BindParameter, Date, LargeBinary, Select, Uuid, bindparam, func, select

from timeclock.store.db import Session, is_postgresql
from timeclock.store.schema.base import UtcDateTime

Answer = TypeVar("Answer")
Restored = Callable[[Any], Any]


@dataclass(frozen=True, slots=True, eq=False)
class Question(Generic[Answer]):
    """Queries, what the names in them stand for, and what their rows mean: `answer` is given the rows of each query.

    A query is made once, with names for its values: making one costs more than asking it. Names begin with their noun,
    because questions asked together share them.
    """

    queries: tuple[Select[Any], ...]
    values: Mapping[str, Any]
    answer: Callable[..., Answer]


def names(noun: str, *of: str) -> tuple[BindParameter[Any], ...]:
    """Return what stands in a query for values: `stamps_from` and `stamps_to` of the noun `stamps`."""
    return tuple(bindparam(f"{noun}_{name}") for name in of)


class Answers:
    """What was answered, by question."""

    def __init__(self, found: Mapping[Question[Any], Any]) -> None:
        self._found = found

    def to(self, question: Question[Answer]) -> Answer:
        return cast(Answer, self._found[question])


def ask(session: Session, *questions: Question[Any]) -> Answers:
    """Answer questions that do not depend on each other."""
    queries = tuple(query for question in questions for query in question.queries)
    values = _bound(questions)
    if is_postgresql(session):
        statement, shapes = _at_once(queries)
        lists = session.execute(statement, values).one()
        rows = iter([shape.rows(each or ()) for shape, each in zip(shapes, lists, strict=True)])
    else:
        rows = iter([session.execute(query, values).all() for query in queries])
    return Answers({question: question.answer(*(next(rows) for _ in question.queries)) for question in questions})


def _bound(questions: Sequence[Question[Any]]) -> dict[str, Any]:
    bound: dict[str, Any] = {}
    for question in questions:
        for name, value in question.values.items():
            if bound.setdefault(name, value) != value:
                raise ValueError(f"two questions asked together mean different things by {name}")
    return bound


@dataclass(frozen=True, slots=True)
class _Shape:
    """How a query's rows come out of JSON again: their names, and the columns that JSON has no type for."""

    row: Callable[[Sequence[Any]], Any]
    restored: tuple[tuple[int, Restored], ...]

    def rows(self, raw: Sequence[list[Any]]) -> Sequence[Any]:
        for values in raw:
            for no, restored in self.restored:
                if values[no] is not None:
                    values[no] = restored(values[no])
        return [self.row(values) for values in raw]


@lru_cache(maxsize=128)
def _at_once(queries: tuple[Select[Any], ...]) -> tuple[Select[Any], tuple[_Shape, ...]]:
    """Return one query for many; made once for the same ones, because they are a page's or a stamp's."""
    tables = [query.subquery() for query in queries]
    lists = [select(func.json_agg(func.json_build_array(*rows.c))).scalar_subquery() for rows in tables]
    return select(*lists), tuple(_shape(rows.c) for rows in tables)


def _shape(columns: Any) -> _Shape:
    row = namedtuple("Row", columns.keys(), rename=True)  # type: ignore[misc]  # the names come with the query
    restored = ((no, _restored(column.type)) for no, column in enumerate(columns))
    return _Shape(row._make, tuple((no, how) for no, how in restored if how is not None))


def _restored(kind: object) -> Restored | None:
    match kind:
        case UtcDateTime():
            return _instant
        case Date():
            return date.fromisoformat
        case Uuid():
            return UUID
        case LargeBinary():
            return _bytes
        case _:
            return None


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def _bytes(text: str) -> bytes:
    return bytes.fromhex(text.removeprefix(r"\x"))
