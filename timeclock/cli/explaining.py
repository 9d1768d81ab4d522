"""One day's bill on the terminal of whoever runs the city."""

from __future__ import annotations

from datetime import datetime

import click

from timeclock import clock, explain
from timeclock.cli import group
from timeclock.i18n import LOCALES, translator
from timeclock.service import bills


@click.command("explain", cls=group.Command)
@click.argument("staff_no")
@click.argument("day", type=click.DateTime(["%Y-%m-%d"]))
@click.option("--language", type=click.Choice(LOCALES), default="de", show_default=True)
@click.pass_context
def explain_day(context: click.Context, staff_no: str, day: datetime, language: str) -> None:
    """Print the bill of STAFF_NO's DAY (2026-11-20): every minute with its rule and citation."""
    city = group.settings(context)
    with group.database(context).transaction() as session:
        bill = bills.explained(session, staff_no, day.date(), city.zone, clock.now())
    if bill is None:
        raise click.ClickException(f"{staff_no}: nobody with this staff number is employed on {day.date()}")
    click.echo(explain.text(bill, translator(language), city.zone))
