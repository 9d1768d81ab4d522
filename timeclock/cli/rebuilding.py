"""Results rebuilt from the facts: to put them right, or to compare them with what is saved."""

from __future__ import annotations

import tempfile
from pathlib import Path

import click

from timeclock.cli import demo_city, group
from timeclock.jobs import comparing, renewal
from timeclock.jobs.comparing import Verified
from timeclock.settings import Settings
from timeclock.store import db
from timeclock.store.db import Database

# How each kind of row is called where rows are counted.
COUNTED = {
    "day_result": "day results",
    "work_session": "work sessions",
    "break": "breaks",
    "day_amount": "amounts",
    "protect_day": "protective days",
    "finding": "findings",
    "period_result": "periods",
    "month": "closed months",
    "posting": "postings",
    "balance": "balances",
    "entitlement_use": "days of leave",
}


@click.command("rebuild", cls=group.Command)
@click.option("--verify", is_flag=True, help="compare with what is saved and write nothing")
@click.option("--demo", is_flag=True, help="with --verify: the made-up city, in a database that is thrown away")
@click.option(
    "--workers", type=click.IntRange(1), default=1, show_default=True, help="how many processes share the work"
)
@click.pass_context
def rebuild(context: click.Context, verify: bool, demo: bool, workers: int) -> None:
    """Work out every result anew from the facts, each one's from the first day that has any.

    With --verify what is saved is compared with it, row by row: ends with 1 and the first difference where there is
    one, and with a line containing `identical` where there is none. Stamps go on coming in meanwhile.
    """
    if demo:
        if not verify:
            raise click.UsageError("--demo makes a city to compare, so it goes with --verify")
        _verify_demo(workers)
    elif verify:
        _tell(comparing.verify(group.settings(context), group.database(context), workers))
    else:
        _renew(group.settings(context), group.database(context), workers)


def _renew(city: Settings, database: Database, workers: int) -> None:
    if workers > 1 and database.kind == "sqlite":
        raise click.ClickException("SQLite has one writer, so --workers stays 1; several need PostgreSQL")
    found = renewal.rebuild(city, database, workers)
    click.echo(f"{found.done} people's results rebuilt")
    _demand_all(found.failed)


def _verify_demo(workers: int) -> None:
    make = demo_city.maker("whole")
    with tempfile.TemporaryDirectory(prefix="timeclock-demo-") as directory:
        city: Settings = make(Path(directory))
        database = db.connect(city.database_url)
        try:
            _tell(comparing.verify(city, database, workers))
        finally:
            database.dispose()


def _tell(found: Verified) -> None:
    counted = ", ".join(f"{found.rows[table]} {name}" for table, name in COUNTED.items())
    click.echo(f"compared {found.people} people: {counted}")
    if found.waiting:
        click.echo(f"{found.waiting} of these wait to be worked out anew and were left out")
    if found.earlier:
        click.echo(f"{found.earlier} day results were made with earlier rules, and are what those in force give")
    _demand_all(found.failed)
    first = found.first
    if first is not None:
        click.echo(f"{first.whose}, {first.day}, {first.column}: saved {first.saved}, rebuilt {first.rebuilt}")
        values = sum(number for _, number in found.differing.values())
        raise click.ClickException(f"{values} values of {len(found.differing)} people differ; the first is above")
    click.echo("saved and rebuilt are identical")


def _demand_all(failed: list[int] | tuple[int, ...]) -> None:
    if failed:
        who = ", ".join(str(person_id) for person_id in failed)
        raise click.ClickException(f"{len(failed)} could not be evaluated, see the log: person {who}")
