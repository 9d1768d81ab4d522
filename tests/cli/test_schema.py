"""Setting up: an empty database is prepared once, and one with tables is left as it is."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
import pytest

from timeclock import settings
from timeclock.cli import group, schema
from timeclock.store import db, migrate
from timeclock.store.db import Database


@contextmanager
def command(directory: Path) -> Iterator[click.Context]:
    """A command's context with a city of its own."""
    city = settings.load(environment={"TIMECLOCK_VAR": str(directory)})
    with click.Context(click.Command("import"), obj=city) as context:
        yield context


def tables_of(database: Database) -> bool:
    return not migrate.is_empty(database)


def test_an_empty_database_gets_keys_schema_and_holidays_and_it_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with command(tmp_path / "var") as context:
        schema.prepare_if_empty(context)

        assert tables_of(group.database(context))
        assert group.settings(context).badge_key_file.is_file()
    assert capsys.readouterr().err.startswith("the database was empty: schema made")


def test_a_database_with_tables_is_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with command(tmp_path) as context:
        city = group.settings(context)
        database = db.connect(city.database_url)
        with database.engine.begin() as connection:
            connection.exec_driver_sql("CREATE TABLE of_somebody_else (id INTEGER)")
        database.dispose()

        schema.prepare_if_empty(context)

        assert not city.badge_key_file.exists()
    assert capsys.readouterr().err == ""
