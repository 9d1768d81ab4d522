"""Every table says what it holds and how long it lives."""

import pytest
from sqlalchemy import Column, Integer, MetaData, Table

from timeclock.store.schema import metadata
from timeclock.store.schema.base import Kind, Retention


def undeclared(tables: MetaData) -> list[str]:
    """Return the tables without a kind or a retention class."""
    return [
        name
        for name, table in tables.tables.items()
        if not isinstance(table.info.get("kind"), Kind) or not isinstance(table.info.get("retention"), Retention)
    ]


def changeable_without_being_there(tables: MetaData) -> list[str]:
    """Return the columns a table lets be changed but does not have."""
    return [
        f"{name}.{column}"
        for name, table in tables.tables.items()
        for column in table.info.get("may_change", ())
        if column not in table.columns
    ]


def test_every_table_declares_kind_and_retention():
    assert undeclared(metadata) == []


def test_what_may_change_exists():
    assert changeable_without_being_there(metadata) == []


@pytest.mark.parametrize("info", [{}, {"kind": Kind.FACT}, {"kind": "fact", "retention": "times"}])
def test_a_table_that_declares_less_is_found(info):
    planted = MetaData()
    Table("planted", planted, Column("id", Integer, primary_key=True), info=info)

    assert undeclared(planted) == ["planted"]
