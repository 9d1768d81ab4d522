"""The server's side of the contract runs on both databases."""

from tests.databases import city, postgres, postgres_template, sqlite_template

__all__ = ["city", "postgres", "postgres_template", "sqlite_template"]
