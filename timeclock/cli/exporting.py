"""What other systems take: files of a period."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from typing import TextIO

import click

from timeclock import clock
from timeclock.cli import group
from timeclock.core.spans import DaySpan
from timeclock.service import on_call_files, on_call_months, sessions_export


def _day(_context: click.Context, _parameter: click.Parameter, value: datetime) -> date:
    return value.date()


@click.group("export", cls=group.Group)
def exporting() -> None:
    """Write files for other systems."""


@exporting.command("sessions")
@click.option("--from", "first", type=click.DateTime(["%Y-%m-%d"]), callback=_day, required=True, help="the first day")
@click.option("--to", "last", type=click.DateTime(["%Y-%m-%d"]), callback=_day, required=True, help="the last day")
@click.option(
    "--out", type=click.File("w", encoding="utf-8", lazy=False), required=True, help="the file, one JSON a line"
)
@click.pass_context
def sessions(context: click.Context, first: date, last: date, out: TextIO) -> None:
    """Write every work session that begins from the first to the last day, both included, as it was stamped."""
    if last < first:
        raise click.UsageError(f"--to {last} lies before --from {first}")
    city = group.settings(context)
    with group.database(context).transaction() as session:
        days = DaySpan(first, last + timedelta(days=1))
        found = sessions_export.sessions(session, days, city.zone, clock.now())
    out.writelines(json.dumps(each.to_json()) + "\n" for each in found)
    click.echo(f"{len(found)} sessions, {sum(each.to_at is None for each in found)} of them open")


@exporting.command("on-call")
@click.argument("month", type=click.DateTime(["%Y-%m"]))
@click.option("--out", type=click.File("w", encoding="utf-8", lazy=False), required=True, help="the file, CSV")
@click.pass_context
def on_call(context: click.Context, month: datetime, out: TextIO) -> None:
    """Write what being on call gives payroll in a MONTH (2026-12); of closed months what they were closed with."""
    zone = group.settings(context).zone
    with group.database(context).transaction() as session:
        found = on_call_months.of_everybody(session, month.date(), zone, clock.now())
    out.write(on_call_files.written(found))
    click.echo(f"{len(found)} on call, {sum(len(each.entries) for each in found)} entries")
