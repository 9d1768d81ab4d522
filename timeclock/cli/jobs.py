"""The jobs, on their schedule or one of them now."""

from __future__ import annotations

import signal
from types import FrameType

import click

from timeclock.cli import group
from timeclock.jobs import schedule, work
from timeclock.ledger import keys
from timeclock.service.log import HeadMissing, LogRewritten
from timeclock.service.rulebook import Rulebook


@click.group(cls=group.Group, invoke_without_command=True)
@click.pass_context
def jobs(context: click.Context) -> None:
    """Run the jobs on their schedule, or one of them now."""
    if context.invoked_subcommand is not None:
        return
    plan = schedule.scheduler(group.settings(context), group.database(context))

    def stop(_signal: int, _frame: FrameType | None) -> None:
        plan.shutdown(wait=False)

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    plan.start()


@jobs.command("recalculate")
@click.pass_context
def recalculate(context: click.Context) -> None:
    """Work off what waits to be evaluated."""
    done = work.recalculate(group.database(context), Rulebook.of(group.settings(context)))
    click.echo(f"{done} people evaluated")


@jobs.command("sequence")
@click.pass_context
def sequence(context: click.Context) -> None:
    """Give waiting records their place in the log."""
    click.echo(f"{work.sequence(group.database(context))} records included")


@jobs.command("sign-head")
@click.pass_context
def sign_head(context: click.Context) -> None:
    """Sign the log's head."""
    city = group.settings(context)
    try:
        signed = work.sign_head(group.database(context), city, keys.signing_key(city.log_key_file))
    except (HeadMissing, LogRewritten) as fault:
        raise click.ClickException(str(fault)) from None
    click.echo("signed" if signed else "the log has not grown")


@jobs.command("turn-day")
@click.pass_context
def turn_day(context: click.Context) -> None:
    """Ask for yesterday's and today's results of everybody."""
    click.echo(f"{work.turn_day(group.database(context), group.settings(context))} people marked")
