"""Imports are tried on both databases, with lists of our own and, where they are, those of `../shared/inputs`."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.city import settings_in
from tests.databases import (
    KINDS,
    Postgres,
    city,
    empty_settings,
    postgres,
    postgres_city,
    postgres_template,
    sqlite_city,
    sqlite_template,
)
from tests.imports.staff import environment
from timeclock.cli import main
from timeclock.settings import Settings, moved

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


@pytest.fixture(scope="session")
def sqlite_prepared(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """An installation that was set up, in a file, to be copied: migrating takes longer than most lists."""
    return prepared(settings_in(tmp_path_factory.mktemp("prepared")))


@pytest.fixture(scope="session")
def postgres_prepared(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> tuple[Settings, str]:
    """The same on the server, and the name of its database."""
    name = postgres.new_database()
    return prepared(settings_in(tmp_path_factory.mktemp("prepared"), postgres.url(name))), name


def prepared(settings: Settings) -> Settings:
    done = CliRunner().invoke(main, ["init", "--database", settings.database_url], env=environment(settings))
    assert done.exit_code == 0, done.output
    return settings


@pytest.fixture(params=KINDS)
def prepared_settings(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Settings]:
    """Settings of an installation that was set up and in which nobody is yet, once on each database."""
    if request.param == "sqlite":
        yield copied(request.getfixturevalue("sqlite_prepared"), tmp_path)
        return
    server: Postgres = request.getfixturevalue("postgres")
    template, name = request.getfixturevalue("postgres_prepared")
    copy = server.new_database(name)
    yield replace(copied(template, tmp_path), database_url=server.url(copy))
    server.drop(copy)


def copied(template: Settings, directory: Path) -> Settings:
    """Return the settings of a copy of all that lies in the template's directory."""
    shutil.copytree(template.var, directory, dirs_exist_ok=True)
    return moved(template, directory)
