"""The tests of the command line run on both databases."""

from tests.databases import (
    city,
    empty_settings,
    postgres,
    postgres_city,
    postgres_template,
    sqlite_city,
    sqlite_template,
)

__all__ = [
    "city",
    "empty_settings",
    "postgres",
    "postgres_city",
    "postgres_template",
    "sqlite_city",
    "sqlite_template",
]
