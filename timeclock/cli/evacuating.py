"""The list for an evacuation, for operators."""

from __future__ import annotations

from pathlib import Path

import click

from reports import evacuation as paper
from timeclock import clock
from timeclock.cli import group
from timeclock.i18n import LOCALES
from timeclock.service import evacuation as service


@click.command("evacuation", cls=group.Command)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True, help="the PDF to write")
@click.option("--language", type=click.Choice(LOCALES), default="de", show_default=True)
@click.pass_context
def evacuation(context: click.Context, out: Path, language: str) -> None:
    """Write who is in a building now, by building, as a PDF; that it was asked for is recorded."""
    city = group.settings(context)
    with group.database(context).transaction() as session:
        found = service.for_operator(session, city.zone, clock.now())
    out.write_bytes(paper.write(found, city.city_name, language))
    click.echo(f"{out}: {found.people} people")
