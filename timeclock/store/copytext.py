"""A column's value as PostgreSQL writes it with COPY: the same bytes for the same value, whichever database it is in.

PostgreSQL speaks this by itself. Here it is spoken for SQLite, which keeps instants, days, UUIDs and JSON as text of
another form. Two tables with the same rows give the same text, so a hash says whether they are equal.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

NULL = r"\N"
ESCAPES = {"\\": r"\\", "\b": r"\b", "\f": r"\f", "\n": r"\n", "\r": r"\r", "\t": r"\t", "\v": r"\v"}
ESCAPED = re.compile("[" + re.escape("".join(ESCAPES)) + "]")
UNESCAPES = {written: plain for plain, written in ESCAPES.items()}
WRITTEN = re.compile(r"\\[\\bfnrtv]")


class ColumnKind(StrEnum):
    """What a column holds, whichever database it is in."""

    INTEGER = "integer"
    BOOLEAN = "boolean"
    TEXT = "text"
    DAY = "day"
    INSTANT = "instant"
    UUID = "uuid"
    BYTES = "bytes"
    JSON = "json"


@dataclass(frozen=True, slots=True)
class Column:
    """One column by name and kind."""

    name: str
    kind: ColumnKind


def line(columns: Sequence[Column], row: Sequence[Any]) -> bytes:
    """Return a row as SQLite gives it as one line; raise ValueError that names the column it cannot write."""
    return ("\t".join(map(_field, columns, row)) + "\n").encode()


def _field(column: Column, value: Any) -> str:
    if value is None:
        return NULL
    try:
        return _escaped(WRITERS[column.kind](value))
    except (ValueError, TypeError, LookupError, AttributeError):
        raise ValueError(f"column {column.name} holds {value!r}, which is no {column.kind}") from None


def row(columns: Sequence[Column], line: bytes) -> tuple[Any, ...]:
    """Return a line as SQLite keeps it."""
    fields = line.decode().removesuffix("\n").split("\t")
    return tuple(
        None if field == NULL else READERS[column.kind](_plain(field))
        for column, field in zip(columns, fields, strict=True)
    )


def _escaped(text: str) -> str:
    return ESCAPED.sub(lambda found: ESCAPES[found[0]], text)


def _plain(field: str) -> str:
    return WRITTEN.sub(lambda found: UNESCAPES[found[0]], field)


def _integer(value: Any) -> str:
    if type(value) is not int:
        raise TypeError
    return str(value)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _instant(value: Any) -> str:
    """2026-11-20 06:00:00.500000 is 2026-11-20 06:00:00.5+00."""
    at = datetime.fromisoformat(value).replace(tzinfo=UTC)
    fraction = f".{at.microsecond:06}".rstrip("0") if at.microsecond else ""
    return f"{at:%Y-%m-%d %H:%M:%S}{fraction}+00"


def _sqlite_instant(text: str) -> str:
    return f"{datetime.fromisoformat(text).astimezone(UTC):%Y-%m-%d %H:%M:%S.%f}"


def _json(value: Any) -> str:
    # Of a bare number SQLite makes one of its own.
    return _integer(value) if isinstance(value, int) else _jsonb(json.loads(value))


def _jsonb(value: Any) -> str:
    """Return JSON in the order and with the spaces of `jsonb`: shorter names first, then by their bytes."""
    match value:
        case dict():
            names = sorted(value, key=lambda name: (len(name.encode()), name.encode()))
            return "{" + ", ".join(f"{_jsonb(name)}: {_jsonb(value[name])}" for name in names) + "}"
        case list():
            return "[" + ", ".join(map(_jsonb, value)) + "]"
        case _:
            return json.dumps(value, ensure_ascii=False)


WRITERS: dict[ColumnKind, Callable[[Any], str]] = {
    ColumnKind.INTEGER: _integer,
    ColumnKind.BOOLEAN: lambda value: "ft"[int(_integer(value))],
    ColumnKind.TEXT: _text,
    ColumnKind.DAY: lambda value: date.fromisoformat(value).isoformat(),
    ColumnKind.INSTANT: _instant,
    ColumnKind.UUID: lambda value: str(UUID(hex=value)),
    ColumnKind.BYTES: lambda value: rf"\x{value.hex()}",
    ColumnKind.JSON: _json,
}
READERS: dict[ColumnKind, Callable[[str], Any]] = {
    ColumnKind.INTEGER: int,
    ColumnKind.BOOLEAN: lambda text: int(text == "t"),
    ColumnKind.TEXT: str,
    ColumnKind.DAY: str,
    ColumnKind.INSTANT: _sqlite_instant,
    ColumnKind.UUID: lambda text: UUID(text).hex,
    ColumnKind.BYTES: lambda text: bytes.fromhex(text.removeprefix(r"\x")),
    ColumnKind.JSON: str,
}
