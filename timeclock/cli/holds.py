"""Keeping what there is about somebody beyond its time."""

from __future__ import annotations

from uuid import UUID

import click

from timeclock import clock
from timeclock.cli import group
from timeclock.core import walltime
from timeclock.service import holds
from timeclock.service.sight import NotFound


@click.group("holds", cls=group.Group)
def holds_group() -> None:
    """About whom nothing is deleted for now."""


@holds_group.command("keep")
@click.argument("staff_no")
@click.option("--reason", required=True, help="why: the number of a case, say; no word about the person")
@click.pass_context
def keep(context: click.Context, staff_no: str, reason: str) -> None:
    """Let nothing be deleted about the person with STAFF_NO, and print what the hold is called."""
    with group.database(context).transaction() as session:
        try:
            uid = holds.keep(session, staff_no, reason, clock.now())
        except NotFound:
            raise click.ClickException(f"nobody, or more than one person, has the staff number {staff_no!r}") from None
    click.echo(uid)


@holds_group.command("end")
@click.argument("hold", type=click.UUID)
@click.pass_context
def end(context: click.Context, hold: UUID) -> None:
    """Let HOLD end: what it kept is deleted with the next night, where its time is over."""
    with group.database(context).transaction() as session:
        try:
            holds.end(session, hold, clock.now())
        except NotFound:
            raise click.ClickException(f"there is no hold {hold} in force") from None


@holds_group.command("list")
@click.pass_context
def list_(context: click.Context) -> None:
    """Print the holds in force."""
    zone = group.settings(context).zone
    with group.database(context).reading() as session:
        found = holds.listed(session)
    for each in found:
        click.echo(f"{each.uid} {walltime.local_day(each.since, zone)} {each.name}: {each.reason}")
