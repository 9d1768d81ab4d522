"""The server's side of the contract runs on both databases."""

from tests.databases import city, postgres, postgres_city, postgres_template, sqlite_city, sqlite_template

__all__ = ["city", "postgres", "postgres_city", "postgres_template", "sqlite_city", "sqlite_template"]
