"""The command line's skeleton: every command takes `--database URL`, and opens the database in one way."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import click

from timeclock import logs
from timeclock.settings import Origin, Settings, Source
from timeclock.store import db
from timeclock.store.db import Database, OperationalError

KINDS = ("sqlite:///", "postgresql://", "postgresql+psycopg://")


def _use_database(context: click.Context, _parameter: click.Parameter, url: str | None) -> None:
    if url is not None:
        context.obj = at(url, settings(context))


def at(url: str, city: Settings) -> Settings:
    """Return the settings with another database; raise `BadParameter` where the URL names none."""
    if not url.startswith(KINDS):
        raise click.BadParameter(
            f"{url!r} names no database; write sqlite:///path/to/file.sqlite or postgresql://user@host/name"
        )
    option = {"database_url": Origin(Source.OPTION, "--database")}
    return replace(city, database_url=url, origins={**city.origins, **option})


def _option() -> click.Option:
    return click.Option(
        ["--database"],
        metavar="URL",
        expose_value=False,
        callback=_use_database,
        help="the database, in place of the setting database_url",
    )


class Command(click.Command):
    """A command that takes `--database URL` in place of the setting `database_url`."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.params.append(_option())

    def invoke(self, context: click.Context) -> Any:
        """Run the command; a database that does not answer, or is none of ours, is told in one line."""
        try:
            return super().invoke(context)
        except OperationalError as fault:
            raise click.ClickException(f"the database says: {logs.first_line(fault.orig or fault)}") from None


class Group(click.Group):
    """A group that takes it too, and whose commands are `Command`s, all the way down."""

    command_class = Command
    group_class = type

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.params.append(_option())


def settings(context: click.Context) -> Settings:
    """Return the settings in force for this command."""
    found: Settings = context.obj
    return found


def database(context: click.Context) -> Database:
    """Open the database; it is closed when the command ends."""
    opened = db.connect(settings(context).database_url)
    context.call_on_close(opened.dispose)
    return opened
