"""Setting a city up: keys, database schema, holidays."""

from __future__ import annotations

import click

from timeclock import clock
from timeclock.cli import group
from timeclock.core import walltime
from timeclock.ledger import keys
from timeclock.service import setup
from timeclock.store import migrate


@click.command(cls=group.Command)
@click.pass_context
def init(context: click.Context) -> None:
    """Make what is missing: keys, database schema, holidays. Existing keys and data stay."""
    city = group.settings(context)
    for path in (city.secret_key_file, city.receipt_key_file, city.log_key_file, city.badge_key_file):
        click.echo(f"{path}: {'made' if keys.write_secret(path) else 'exists'}")
    keys.write_public(city.log_key_file)
    database = group.database(context)
    migrate.upgrade(database)
    this_year = walltime.local_day(clock.now(), city.zone).year
    with database.transaction() as session:
        days = setup.bring_holidays(session, city, range(this_year - 2, this_year + 3))
    click.echo(f"schema is up to date; {days} holidays added")


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
