"""What SQLite holds, written as PostgreSQL writes it: the same bytes, and the same values back in either database."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Boolean, Column, Date, LargeBinary, MetaData, String, Table, Uuid, delete, insert, select

from tests.databases import Postgres
from timeclock.store import copytext, db, tables
from timeclock.store.copytext import ColumnKind
from timeclock.store.db import Database
from timeclock.store.schema.base import Id, Json, UtcDateTime
from timeclock.store.tables import TableShape

pytestmark = pytest.mark.postgres

THING = Table(
    "thing",
    MetaData(),
    Column("name", String, primary_key=True),
    Column("id", Id),
    Column("yes", Boolean),
    Column("day", Date),
    Column("at", UtcDateTime),
    Column("uid", Uuid),
    Column("raw", LargeBinary),
    Column("said", Json),
)
# No database of ours takes U+0000, and half a character is none.
WORDS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=20)
EARLY = datetime(1900, 1, 1)  # noqa: DTZ001  Hypothesis adds the zone itself
# Bare numbers are kept small: SQLite makes numbers of its own of them, and ours are never bare.
INSIDE = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=4),
    max_leaves=8,
)
JSON_VALUES = st.lists(INSIDE, max_size=3) | st.dictionaries(WORDS, INSIDE, max_size=4) | st.integers(-9, 9)
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "name": WORDS,
            "id": st.none() | st.integers(-(2**63), 2**63 - 1),
            "yes": st.none() | st.booleans(),
            "day": st.none() | st.dates(date(1900, 1, 1)),
            "at": st.none() | st.datetimes(EARLY, timezones=st.just(UTC)),
            "uid": st.none() | st.uuids(),
            "raw": st.none() | st.binary(max_size=20),
            "said": JSON_VALUES,
        }
    ),
    max_size=4,
    unique_by=lambda row: row["name"],
)


@dataclass(frozen=True, slots=True)
class Both:
    """One table in each database."""

    sqlite: Database
    postgresql: Database

    def write(self, rows: list[dict[str, Any]]) -> None:
        for database in (self.sqlite, self.postgresql):
            with database.transaction() as session:
                session.execute(delete(THING))
                if rows:
                    session.execute(insert(THING), rows)


@pytest.fixture(scope="module")
def both(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Both]:
    name = postgres.new_database()
    folder: Path = tmp_path_factory.mktemp("both")
    found = Both(db.connect(f"sqlite:///{folder}/thing.sqlite"), db.connect(postgres.url(name)))
    for database in (found.sqlite, found.postgresql):
        THING.metadata.create_all(database.engine)
    yield found
    for database in (found.sqlite, found.postgresql):
        database.dispose()
    postgres.drop(name)


def text_of(database: Database) -> tuple[TableShape, bytes]:
    with database.snapshot() as session:
        [shape] = tables.shapes(session)
        with tables.lines(session, shape) as lines:
            return shape, b"".join(lines)


def values(database: Database) -> list[dict[str, Any]]:
    with database.reading() as session:
        return [dict(row) for row in session.execute(select(THING).order_by(THING.c.id)).mappings()]


def loaded(database: Database, shape: TableShape, text: bytes) -> list[dict[str, Any]]:
    with database.transaction() as session:
        session.execute(delete(THING))
        tables.load(session, shape, io.BytesIO(text))
    return values(database)


# Each example writes the tables anew.
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ROWS)
def test_the_same_rows_are_the_same_bytes_in_both_databases(both: Both, rows: list[dict[str, Any]]) -> None:
    both.write(rows)

    shape, text = text_of(both.sqlite)

    assert (shape, text) == text_of(both.postgresql)
    assert text.count(b"\n") == len(rows)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ROWS)
def test_what_was_written_comes_back_as_it_was(both: Both, rows: list[dict[str, Any]]) -> None:
    both.write(rows)
    before = sorted(values(both.sqlite), key=lambda row: row["name"])
    shape, text = text_of(both.sqlite)

    for database in (both.sqlite, both.postgresql):
        assert sorted(loaded(database, shape, text), key=lambda row: row["name"]) == before


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_reader_who_gives_up_halfway_leaves_the_connection_free(both: Both, kind: str) -> None:
    both.write([dict.fromkeys(THING.c.keys()) | {"name": f"{no:05}"} for no in range(5_000)])
    database: Database = getattr(both, kind)

    with pytest.raises(OSError, match="full"), database.snapshot() as session:  # noqa: PT012
        [shape] = tables.shapes(session)
        with tables.lines(session, shape) as lines:
            next(lines)
            raise OSError("the disk is full")

    assert len(values(database)) == 5_000


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (ColumnKind.INTEGER, "8"),
        (ColumnKind.INTEGER, 8.0),
        (ColumnKind.BOOLEAN, 2),
        (ColumnKind.TEXT, b"raw"),
        (ColumnKind.DAY, "tomorrow"),
        (ColumnKind.INSTANT, "2026-13-01 00:00:00"),
        (ColumnKind.UUID, "no uuid"),
        (ColumnKind.BYTES, "words"),
        (ColumnKind.JSON, "{"),
    ],
)
def test_a_value_of_another_kind_is_refused_with_its_column(kind: ColumnKind, value: object) -> None:
    """SQLite keeps whatever somebody writes beside us."""
    with pytest.raises(ValueError, match=f"column odd holds .* no {kind}"):
        copytext.line([copytext.Column("odd", kind)], [value])


def test_json_is_written_in_the_order_of_jsonb() -> None:
    value = {"bb": 1, "a": [True, None, "ä\n"], "ä": {}, "b": -1}

    line = copytext.line([copytext.Column("said", ColumnKind.JSON)], [json.dumps(value)])

    assert line.decode() == '{"a": [true, null, "ä\\\\n"], "b": -1, "bb": 1, "ä": {}}\n'
