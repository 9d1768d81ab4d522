"""How many a unit needs on a day, for operators."""

from __future__ import annotations

from datetime import datetime

import click

from timeclock import clock
from timeclock.cli import group
from timeclock.core.needs import FIGURES, Heads, part_of
from timeclock.core.walltime import local_day
from timeclock.service import staffing as service
from timeclock.service.staffing import NotSet, Refusal

DAY = click.DateTime(["%Y-%m-%d"])
WEEK = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun", "holidays")


@click.group("staffing", cls=group.Group)
def staffing() -> None:
    """How many of a unit have to be there on a day."""


@staffing.command("list")
@click.pass_context
def listed(context: click.Context) -> None:
    """Print which units need how many, from today on."""
    today = local_day(clock.now(), group.settings(context).zone)
    with group.database(context).reading() as session:
        found = service.of_everybody(session, today)
    for each in found:
        for heads in each.heads:
            of = f"of {heads.part.text}: " if heads.part.text else ""
            click.echo(f"{each.unit.name}: from {heads.from_day} on {of}{_told(heads)}")


@staffing.command("set")
@click.option("--unit", required=True, help="the name of the unit")
@click.option("--from", "first", type=DAY, required=True, help="the first day it holds")
@click.option("--of", "part", default="", help="the key of a shift, or clocks as 06:00-22:00; without, of the day")
@click.argument("heads", nargs=FIGURES, type=click.IntRange(min=0))
@click.pass_context
def enter(context: click.Context, unit: str, first: datetime, part: str, heads: tuple[int, ...]) -> None:
    """Let a unit need so many: HEADS are eight numbers, Monday to Sunday and holidays; 0 is nobody."""
    with group.database(context).transaction() as session:
        try:
            service.enter_named(session, unit, first.date(), heads, clock.now(), part_of(part))
        except NotSet as refused:
            if refused.refusal is Refusal.NO_SHIFT:
                raise click.ClickException(f"{unit}: no shift {part} in its catalogue") from None
            raise click.ClickException(f"{unit}: no unit of this name, or several, on {first:%Y-%m-%d}") from None


def _told(heads: Heads) -> str:
    return ", ".join(f"{name} {number}" for name, number in zip(WEEK, heads.by_weekday, strict=True))
