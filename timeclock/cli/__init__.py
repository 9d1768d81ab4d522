"""Operators' commands: one thing each, in words of the trade; a module for each group of them."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import click

from timeclock import clock, logs, settings
from timeclock.cli import group
from timeclock.settings import SettingsError

# Each command, and where it stands: the module and the name in it.
COMMANDS = {
    "init": ("schema", "init"),
    "db": ("schema", "database_group"),
    "serve": ("serving", "serve"),
    "describe-api": ("serving", "describe_api"),
    "jobs": ("jobs", "jobs"),
    "terminals": ("terminals", "terminals"),
    "badges": ("badges", "badges_group"),
    "overtime": ("overtime", "ordered"),
    "staffing": ("staffing", "staffing"),
    "month": ("months", "month"),
    "import": ("importing", "importing"),
    "export": ("exporting", "exporting"),
    "audit": ("audit", "audit"),
    "backup": ("backups", "backup"),
    "restore": ("backups", "restore"),
    "explain": ("explaining", "explain_day"),
    "evaluate": ("evaluating", "evaluate"),
    "evacuation": ("evacuating", "evacuation"),
    "rebuild": ("rebuilding", "rebuild"),
    "simulate": ("simulating", "simulate"),
    "cases": ("cases", "cases"),
    "questions": ("questions", "questions"),
    "report": ("reporting", "report"),
    "protections": ("protections", "protections"),
    "absences": ("absences", "absences_group"),
    "leave": ("leave", "leave_group"),
    "account": ("accounts", "account_group"),
    "changeover": ("changeover", "changeover_group"),
    "mass": ("mass", "mass_group"),
    "holds": ("holds", "holds_group"),
    "places": ("places", "places_group"),
    "login": ("logins", "login_group"),
}


class Commands(click.Group):
    """Reads a command's module when the command is asked for: what all of them stand on takes seconds to read."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, name = COMMANDS[cmd_name]
        found: click.Command = getattr(import_module(f"timeclock.cli.{module}"), name)
        return found


@click.group(cls=Commands)
@click.option("--config", type=click.Path(path_type=Path), envvar="TIMECLOCK_CONFIG", help="the city's settings file")
@click.option("--database", metavar="URL", help="the database, in place of the setting database_url")
@click.pass_context
def main(context: click.Context, config: Path | None, database: str | None) -> None:
    """Timeclock: electronic time recording."""
    logs.configure()
    clock.use_pinned_zones()
    try:
        city = settings.load(config)
    except SettingsError as fault:
        raise click.ClickException(str(fault)) from None
    context.obj = city if database is None else group.at(database, city)
