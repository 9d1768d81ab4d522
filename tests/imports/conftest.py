"""Imports are tried on both databases, with lists of our own and, where they are, those of `../shared/inputs`."""

from __future__ import annotations

from pathlib import Path

import pytest

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

BESIDE = Path(__file__).resolve().parent.parent.parent.parent / "shared"


@pytest.fixture(scope="session")
def inputs() -> Path:
    """The folder with the files of old systems; in CI it has to be there."""
    found = BESIDE / "inputs"
    if not found.is_dir():
        pytest.skip(f"{found}: no example files there")
    return found


@pytest.fixture(scope="session")
def example(inputs: Path) -> Path:
    """The folder with the example files and their ground truth."""
    return inputs / "example"
