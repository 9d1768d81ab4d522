"""The evidence."""

from __future__ import annotations

import sys
from typing import TextIO

import click

from timeclock import clock
from timeclock.cli import group
from timeclock.ledger import keys
from timeclock.service import verification
from timeclock.service.trust import Trusted

LISTED = 50


@click.group(cls=group.Group)
def audit() -> None:
    """The evidence."""


@audit.command("verify")
@click.option("--checkpoint", "witnessed", type=click.File(), multiple=True, help="a checkpoint a witness kept")
@click.pass_context
def verify(context: click.Context, witnessed: tuple[TextIO, ...]) -> None:
    """Rebuild every column from the committed bytes, the tree from its leaves, and compare all."""
    city = group.settings(context)
    key = keys.public_key(city.log_key_file)
    trusted = Trusted(city.log_origin, key, city.documents, tuple(file.read() for file in witnessed))
    with group.database(context).snapshot() as session:
        found = verification.verify(session, trusted, clock.now())
    for discrepancy in found.discrepancies[:LISTED]:
        click.echo(str(discrepancy))
    if len(found.discrepancies) > LISTED:
        click.echo(f"… and {len(found.discrepancies) - LISTED} more")
    click.echo(
        f"{found.records} records, {found.rows} rows, {found.heads} checkpoints: "
        f"{'all as committed' if found.sound else f'{len(found.discrepancies)} discrepancies'}"
    )
    sys.exit(0 if found.sound else 1)
