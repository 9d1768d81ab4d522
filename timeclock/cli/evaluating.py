"""Results worked out anew, of everybody."""

from __future__ import annotations

import time
from datetime import datetime, timedelta

import click

from timeclock import clock
from timeclock.cli import group
from timeclock.core.spans import DaySpan
from timeclock.core.walltime import local_day
from timeclock.jobs import renewal

DAY = click.DateTime(["%Y-%m-%d"])


@click.command("evaluate", cls=group.Command)
@click.option("--from", "first", type=DAY, required=True, help="first day, 2026-01-01")
@click.option("--to", "last", type=DAY, help="last day; today if not given")
@click.option(
    "--workers", type=click.IntRange(1), default=1, show_default=True, help="how many processes share the work"
)
@click.pass_context
def evaluate(context: click.Context, first: datetime, last: datetime | None, workers: int) -> None:
    """Work out everybody's results of these days anew, after a change that marks no days by itself.

    Stamps go on coming in meanwhile. Ends with 1 where somebody could not be evaluated; she keeps what she had.
    """
    city, database = group.settings(context), group.database(context)
    tomorrow = local_day(clock.now(), city.zone) + timedelta(days=1)
    days_from, days_to = first.date(), tomorrow if last is None else last.date() + timedelta(days=1)
    if not days_from < days_to <= tomorrow:
        raise click.ClickException("only days that have begun have results, and --to is not before --from")
    if workers > 1 and database.kind == "sqlite":
        raise click.ClickException("SQLite has one writer, so --workers stays 1; several need PostgreSQL")
    began = time.monotonic()
    found = renewal.renew(city, database, DaySpan(days_from, days_to), workers)
    click.echo(f"{found.done} people evaluated in {time.monotonic() - began:.0f} s")
    if found.failed:
        who = ", ".join(str(person_id) for person_id in found.failed)
        raise click.ClickException(f"{len(found.failed)} could not be evaluated, see the log: person {who}")
