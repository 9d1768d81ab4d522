"""Overtime that was ordered, or approved afterwards."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import click

from timeclock import clock
from timeclock.cli import group
from timeclock.core.spans import DaySpan, Span
from timeclock.core.walltime import clock_of, instant, local_day
from timeclock.i18n import formats
from timeclock.service import overtime
from timeclock.service.overtime import NobodyMeant, Wanted, WantedBudget
from timeclock.store.orders import Listed

CLOCKS = click.DateTime(["%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M"])
DAYS = click.DateTime(["%Y-%m-%d"])


@click.group("overtime", cls=group.Group)
def ordered() -> None:
    """Overtime that was ordered, or approved afterwards."""


@ordered.command("order")
@click.option("--staff-no", help="whose work is ordered …")
@click.option("--unit", help="… or the name of the unit, for everybody placed in it")
@click.option("--from", "first", type=CLOCKS, required=True, help='the first minute, "2026-11-28 08:00"')
@click.option("--to", "last", type=CLOCKS, required=True, help="the end")
@click.option("--minutes", type=click.IntRange(min=1), help="of each day's work at most so much; else all of it")
@click.option("--reason", required=True, help="why it has to be done")
@click.pass_context
def order(
    context: click.Context,
    staff_no: str | None,
    unit: str | None,
    first: datetime,
    last: datetime,
    minutes: int | None,
    reason: str,
) -> None:
    """Order work within a span of time, or approve it afterwards; print the uid of the order."""
    if (staff_no is None) == (unit is None):
        raise click.UsageError("name either --staff-no or --unit")
    if last <= first:
        raise click.UsageError(f"--to {last} does not lie after --from {first}")
    zone = group.settings(context).zone
    span = Span(*(instant(at.date(), at.time(), zone) for at in (first, last)))
    budget = None if minutes is None else timedelta(minutes=minutes)
    with group.database(context).transaction() as session:
        try:
            click.echo(overtime.order(session, Wanted(span, reason, staff_no, unit, budget), zone, clock.now()))
        except NobodyMeant as fault:
            raise click.ClickException(str(fault)) from None


@ordered.command("withdraw")
@click.argument("uid", type=click.UUID)
@click.pass_context
def withdraw(context: click.Context, uid: UUID) -> None:
    """Let the order of that UID hold no more; it stays on record."""
    with group.database(context).transaction() as session:
        if not overtime.withdraw(session, uid, group.settings(context).zone, clock.now()):
            raise click.ClickException(f"{uid}: no such order holds; `timeclock overtime list` shows all")


@ordered.command("list")
@click.option("--from", "first", type=DAYS, required=True, help="the first day")
@click.option("--to", "last", type=DAYS, required=True, help="the last day")
@click.pass_context
def listed(context: click.Context, first: datetime, last: datetime) -> None:
    """Print the orders that hold on any day from the first to the last, both included."""
    if last < first:
        raise click.UsageError(f"--to {last:%Y-%m-%d} lies before --from {first:%Y-%m-%d}")
    city = group.settings(context)
    days = DaySpan(first.date(), last.date() + timedelta(days=1))
    with group.database(context).transaction() as session:
        found = overtime.listed(session, days, city.zone, clock.now())
    for each in found:
        first_day, last_day = (f"{local_day(at, city.zone)} {clock_of(at, city.zone):%H:%M}" for at in _ends(each))
        at_most = "" if each.budget is None else f", at most {each.budget // timedelta(minutes=1)} minutes a day"
        click.echo(f"{each.uid}  {first_day} to {last_day}{at_most}  {each.whose}: {each.reason}")


@ordered.command("budget")
@click.option("--unit", required=True, help="the name of the unit; units below it draw from it too")
@click.option("--from", "first", type=DAYS, required=True, help="the first day")
@click.option("--to", "last", type=DAYS, required=True, help="the last day")
@click.option("--hours", type=click.IntRange(min=0), required=True, help="what may be approved in these days")
@click.option("--reason", required=True, help="where it is written")
@click.pass_context
def budget(context: click.Context, unit: str, first: datetime, last: datetime, hours: int, reason: str) -> None:
    """Say how much overtime of a unit may be approved on request; print the uid of the budget."""
    if last < first:
        raise click.UsageError(f"--to {last:%Y-%m-%d} lies before --from {first:%Y-%m-%d}")
    days = DaySpan(first.date(), last.date() + timedelta(days=1))
    wanted = WantedBudget(unit, days, timedelta(hours=hours), reason)
    with group.database(context).transaction() as session:
        try:
            click.echo(overtime.budget(session, wanted, clock.now()))
        except NobodyMeant as fault:
            raise click.ClickException(str(fault)) from None


@ordered.command("withdraw-budget")
@click.argument("uid", type=click.UUID)
@click.pass_context
def withdraw_budget(context: click.Context, uid: UUID) -> None:
    """Let the budget of that UID hold no more; what was approved of it stays."""
    with group.database(context).transaction() as session:
        if not overtime.withdraw_budget(session, uid, clock.now()):
            raise click.ClickException(f"{uid}: no such budget holds; `timeclock overtime budgets` shows all")


@ordered.command("budgets")
@click.pass_context
def budgets(context: click.Context) -> None:
    """Print the budgets that hold today or later, and how much was approved of each."""
    with group.database(context).transaction() as session:
        found = overtime.listed_budgets(session, group.settings(context).zone, clock.now())
    for each in found:
        last = each.days.to_day - timedelta(days=1)
        drawn, amount = (formats.duration(length) for length in (each.drawn, each.amount))
        click.echo(f"{each.uid}  {each.days.from_day} to {last}, {drawn} of {amount}  {each.unit_name}: {each.reason}")


def _ends(each: Listed) -> tuple[datetime, datetime]:
    return each.span.from_at, each.span.to_at
