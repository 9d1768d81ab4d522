"""Setting a city up: keys, database schema, holidays."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import click

from timeclock import clock
from timeclock.cli import group
from timeclock.core import walltime
from timeclock.ledger import keys
from timeclock.service import absence_reasons, account_kinds, model_catalogue, setup
from timeclock.store import db, migrate, tables
from timeclock.store.db import Session


@click.command(cls=group.Command)
@click.pass_context
def init(context: click.Context) -> None:
    """Make what is missing: keys, schema, holidays, starter models, reasons of absence. Existing keys and data stay."""
    prepared = _prepare(context)
    for path, made in prepared.keys.items():
        click.echo(f"{path}: {'made' if made else 'exists'}")
    click.echo(f"schema is up to date; {prepared.said}")


def prepare_if_empty(context: click.Context) -> None:
    """Do for a database without any table what `init` does, and say so; one that has tables is left alone."""
    if migrate.is_empty(group.database(context)):
        prepared = _prepare(context)
        click.echo(f"the database was empty: schema made, {prepared.said}", err=True)


@contextmanager
def looked_at(context: click.Context) -> Iterator[Session]:
    """Open a session that only reads; for an empty database one of another that is prepared, and gone afterwards."""
    database = group.database(context)
    if not migrate.is_empty(database):
        with database.snapshot() as session:
            yield session
        return
    passing = db.connect("sqlite://")
    migrate.upgrade(passing)
    with passing.snapshot() as session:
        yield session
    passing.dispose()


@contextmanager
def tried_on(context: click.Context) -> Iterator[Session]:
    """Open a session in which anything may be written: nothing of it stays, and nobody waits for it to end.

    SQLite has one writer at a time, so there it is a copy that is written to.
    """
    database = group.database(context)
    file = db.file_of(group.settings(context).database_url)
    if file is None or migrate.is_empty(database):
        with looked_at(context) as session:
            yield session
        return
    with tables.standing_still(database, file.parent) as session:
        yield session


@dataclass(frozen=True, slots=True)
class _Prepared:
    """What was there to make; `keys` says of each file whether it was made."""

    keys: Mapping[Path, bool]
    holidays: int
    models: int
    reasons: int
    accounts: int

    @property
    def said(self) -> str:
        return (
            f"{self.holidays} holidays, {self.models} models, {self.reasons} reasons of absence "
            f"and {self.accounts} kinds of accounts added"
        )


def _prepare(context: click.Context) -> _Prepared:
    city = group.settings(context)
    files = (city.secret_key_file, city.receipt_key_file, city.log_key_file, city.badge_key_file, city.factor_key_file)
    made = {path: keys.write_secret(path) for path in files}
    keys.write_public(city.log_key_file)
    database = group.database(context)
    migrate.upgrade(database)
    now = clock.now()
    this_year = walltime.local_day(now, city.zone).year
    with database.transaction() as session:
        holidays = setup.bring_holidays(session, city, range(this_year - 2, this_year + 3))
        brought = len(model_catalogue.bring(session, now)), absence_reasons.bring(session, now)
        return _Prepared(made, holidays, *brought, account_kinds.bring(session, now))


@click.group("db", cls=group.Group)
def database_group() -> None:
    """The database's schema."""


@database_group.command("upgrade")
@click.pass_context
def upgrade(context: click.Context) -> None:
    """Run the migrations that are missing."""
    migrate.upgrade(group.database(context))


@database_group.command("check")
@click.pass_context
def check(context: click.Context) -> None:
    """Say whether the schema is what the code expects."""
    found = migrate.differences(group.database(context))
    if found:
        raise click.ClickException(found)
    click.echo("the schema is what the code expects")
