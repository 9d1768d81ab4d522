"""The tests of the jobs run on both databases."""

import time

import pytest

from tests.databases import (
    city,
    empty_settings,
    postgres,
    postgres_city,
    postgres_template,
    sqlite_city,
    sqlite_template,
    told,
)
from timeclock.jobs import runs

__all__ = [
    "city",
    "empty_settings",
    "postgres",
    "postgres_city",
    "postgres_template",
    "sqlite_city",
    "sqlite_template",
    "told",
]


@pytest.fixture(autouse=True)
def _nobody_waits_to_write(monkeypatch: pytest.MonkeyPatch) -> None:
    """Between two people a job lets others write to SQLite for as long as it took itself; here there are no others."""
    monkeypatch.setattr(runs, "give_way", lambda _database, _began: time.monotonic())
