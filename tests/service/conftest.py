"""The service's tests run on both databases."""

from tests.databases import (
    city,
    empty_settings,
    lived,
    postgres,
    postgres_city,
    postgres_lived,
    postgres_template,
    sqlite_city,
    sqlite_lived,
    sqlite_lived_city,
    sqlite_template,
    told,
)

__all__ = [
    "city",
    "empty_settings",
    "lived",
    "postgres",
    "postgres_city",
    "postgres_lived",
    "postgres_template",
    "sqlite_city",
    "sqlite_lived",
    "sqlite_lived_city",
    "sqlite_template",
    "told",
]
