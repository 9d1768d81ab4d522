"""Column types and the table maker: each table says what kind it is, how long it lives, and what may change."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    Date,
    DateTime,
    Dialect,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    TypeDecorator,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.schema import SchemaItem

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Kind(StrEnum):
    """What a table holds (DESIGN §4): only facts are committed to the ledger."""

    FACT = "fact"
    DATED = "dated"
    RESULT = "result"
    EVIDENCE = "evidence"
    QUEUE = "queue"
    STATE = "state"


class Retention(StrEnum):
    """Deletion classes; the periods are rows of their own later."""

    TIMES = "times"
    PEOPLE = "people"
    # What tells of pregnancy, disability or consent (Art. 9 DSGVO) and goes as soon as nothing follows from it.
    PROTECTION = "protection"
    ACCESS = "access"
    EVIDENCE = "evidence"
    RULES = "rules"
    TECHNICAL = "technical"
    # Where somebody was: gone after the days that its agreement says, 90 at most.
    PLACES = "places"


class UtcDateTime(TypeDecorator[datetime]):
    """An instant: refuses naive values, because SQLite silently drops the zone; comes back as UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"an instant needs a zone, got the naive {value!r}")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


# SQLite counts only an INTEGER primary key up by itself.
Id = BigInteger().with_variant(Integer, "sqlite")
Json = JSON().with_variant(JSONB(), "postgresql")


def table(
    name: str,
    kind: Kind,
    retention: Retention,
    *items: SchemaItem,
    may_change: tuple[str, ...] = (),
) -> Table:
    """Declare a table. Of a fact only the columns in `may_change` may be set later; triggers see to it."""
    return Table(name, metadata, *items, info={"kind": kind, "retention": retention, "may_change": may_change})


def key(name: str = "id") -> Column[Any]:
    return Column(name, Id, primary_key=True)


def uid() -> Column[Any]:
    """The name under which a row leaves the house: a UUIDv7."""
    return Column("uid", Uuid, nullable=False, unique=True)


def ref(name: str, target: str, *, optional: bool = False, primary: bool = False, index: bool = False) -> Column[Any]:
    return Column(name, Id, ForeignKey(f"{target}.id"), nullable=optional, primary_key=primary, index=index)


def ledger_ref() -> Column[Any]:
    """The record that commits the row; deferred, because the record's bytes contain the row's own id.

    Unique, and so indexed: without it SQLite reads the whole table for every record that settles a deferred key.
    """
    return Column(
        "ledger_id",
        Uuid,
        ForeignKey("ledger_record.id", deferrable=True, initially="DEFERRED"),
        nullable=False,
        unique=True,
    )


def instant(name: str, *, optional: bool = False) -> Column[Any]:
    return Column(name, UtcDateTime, nullable=optional)


def words(name: str, *, optional: bool = False) -> Column[Any]:
    return Column(name, String, nullable=optional)


def number(name: str, *, optional: bool = False) -> Column[Any]:
    return Column(name, Integer, nullable=optional)


def binary(name: str, *, optional: bool = False) -> Column[Any]:
    return Column(name, LargeBinary, nullable=optional)


def structure(name: str) -> Column[Any]:
    return Column(name, Json, nullable=False)


def recorded() -> tuple[Column[Any], ...]:
    """When and by whom we learned it, and since when it no longer counts (DESIGN: r)."""
    return (
        instant("recorded_at"),
        Column("recorded_by", Id, nullable=True),
        instant("superseded_at", optional=True),
    )


def valid() -> tuple[Column[Any], ...]:
    """From which day to which (exclusive, null is open) it holds, and when it was recorded (DESIGN: v)."""
    return (Column("valid_from", Date, nullable=False), Column("valid_to", Date, nullable=True), *recorded())


CURRENT = text("superseded_at IS NULL")
