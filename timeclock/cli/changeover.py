"""The move from the punch card, for whoever runs the city: comparing a unit's month with its cards."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from reports import reconciliation as papers
from timeclock import clock
from timeclock.cli import group
from timeclock.i18n import LOCALES, translator, wording
from timeclock.service import reconciliation
from timeclock.service.sight import NotFound

MONTH = click.DateTime(["%Y-%m"])
PAPER = click.Path(dir_okay=False, path_type=Path)


@click.group("changeover", cls=group.Group)
def changeover_group() -> None:
    """The move from the punch card: compare its months with ours."""


@changeover_group.command("reconcile")
@click.option("--unit", required=True, metavar="NAME", help="the unit whose cards are compared")
@click.option("--month", type=MONTH, required=True, help="the month, 2026-11")
@click.option("--csv", "table", type=PAPER, help="write the report to this file, for calculating")
@click.option("--pdf", "paper", type=PAPER, help="write the report to this file, for signing")
@click.option("--language", type=click.Choice(LOCALES), default="de", show_default=True)
@click.pass_context
def reconcile(
    context: click.Context, unit: str, month: datetime, table: Path | None, paper: Path | None, language: str
) -> None:
    """Print who of UNIT's month has another sum on the card and why, what nothing explains first; it is recorded."""
    say, now = translator(language), clock.now()
    with group.database(context).transaction() as session:
        try:
            found = reconciliation.of_unit(session, unit, month.date(), now)
        except NotFound:
            raise click.ClickException(f"no unit, or more than one, is called {unit!r} in that month") from None
    for each in found.people:
        click.echo(f"{each.employed.staff_no:<12}{papers.outcome_of(each, say)}")
        for line in wording.difference_sentences(each.differences, say):
            click.echo(f"    {line}")
    if table is not None:
        table.write_bytes(papers.write_csv(found, say))
    if paper is not None:
        paper.write_bytes(papers.write_pdf(found, group.settings(context).city_name, say, now))
