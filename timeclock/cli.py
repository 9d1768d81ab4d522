"""Operators' commands: one thing each, in words of the trade."""

from __future__ import annotations

import signal
import sys
from datetime import datetime
from pathlib import Path
from types import FrameType
from typing import Any, TextIO
from uuid import UUID

import click
from gunicorn.app.base import BaseApplication
from rich.console import Console

from timeclock import clock, explain, settings
from timeclock.core import walltime
from timeclock.i18n import LOCALES, translator
from timeclock.jobs import schedule, work
from timeclock.ledger import keys
from timeclock.ledger.keys import KEY_BYTES, from_b64url
from timeclock.service import devices, setup, times, verification
from timeclock.service.rulebook import Rulebook
from timeclock.service.trust import Trusted
from timeclock.settings import Settings, SettingsError
from timeclock.store import db, migrate
from timeclock.store.db import Database
from timeclock.web.app import create_app

LISTED = 50


@click.group()
@click.option("--config", type=click.Path(path_type=Path), envvar="TIMECLOCK_CONFIG", help="the city's settings file")
@click.pass_context
def main(context: click.Context, config: Path | None) -> None:
    """Timeclock: electronic time recording."""
    clock.use_pinned_zones()
    try:
        context.obj = settings.load(config)
    except SettingsError as fault:
        raise click.ClickException(str(fault)) from None


def _database(context: click.Context) -> Database:
    database = db.connect(_settings(context).database_url)
    context.call_on_close(database.dispose)
    return database


def _settings(context: click.Context) -> Settings:
    found: Settings = context.obj
    return found


@main.command()
@click.pass_context
def init(context: click.Context) -> None:
    """Make what is missing: keys, database schema, holidays. Existing keys and data stay."""
    city = _settings(context)
    for path in (city.secret_key_file, city.receipt_key_file, city.log_key_file, city.badge_key_file):
        click.echo(f"{path}: {'made' if keys.write_secret(path) else 'exists'}")
    keys.write_public(city.log_key_file)
    database = _database(context)
    migrate.upgrade(database)
    this_year = walltime.local_day(clock.now(), city.zone).year
    with database.transaction() as session:
        days = setup.bring_holidays(session, city, range(this_year - 2, this_year + 3))
    click.echo(f"schema is up to date; {days} holidays added")


@main.group("db")
def database_group() -> None:
    """The database's schema."""


@database_group.command("upgrade")
@click.pass_context
def upgrade(context: click.Context) -> None:
    """Run the migrations that are missing."""
    migrate.upgrade(_database(context))


@database_group.command("check")
@click.pass_context
def check(context: click.Context) -> None:
    """Say whether the schema is what the code expects."""
    found = migrate.differences(_database(context))
    if found:
        raise click.ClickException(found)
    click.echo("the schema is what the code expects")


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@click.option("--processes", default=1, show_default=True)
@click.option("--threads", default=8, show_default=True)
@click.pass_context
def serve(context: click.Context, host: str, port: int, processes: int, threads: int) -> None:
    """Serve pages and terminals."""
    options = {
        "bind": f"{host}:{port}",
        "workers": processes,
        "threads": threads,
        "worker_class": "gthread",
        # Its control socket wants a writable home, which a hardened service has not.
        "control_socket_disable": True,
    }
    _Server(create_app(_settings(context), _database(context)), options).run()


class _Server(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    """gunicorn with our application and options instead of a configuration file."""

    def __init__(self, app: Any, options: dict[str, object]) -> None:
        self._app = app
        self._options = options
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        return self._app


@main.group(invoke_without_command=True)
@click.pass_context
def jobs(context: click.Context) -> None:
    """Run the jobs on their schedule, or one of them now."""
    if context.invoked_subcommand is not None:
        return
    plan = schedule.scheduler(_settings(context), _database(context))

    def stop(_signal: int, _frame: FrameType | None) -> None:
        plan.shutdown(wait=False)

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    plan.start()


@jobs.command("recalculate")
@click.pass_context
def recalculate(context: click.Context) -> None:
    """Work off what waits to be evaluated."""
    done = work.recalculate(_database(context), Rulebook.of(_settings(context)))
    click.echo(f"{done} people evaluated")


@jobs.command("sequence")
@click.pass_context
def sequence(context: click.Context) -> None:
    """Give waiting records their place in the log."""
    click.echo(f"{work.sequence(_database(context))} records included")


@jobs.command("sign-head")
@click.pass_context
def sign_head(context: click.Context) -> None:
    """Sign the log's head."""
    city = _settings(context)
    signed = work.sign_head(_database(context), city, keys.signing_key(city.log_key_file))
    click.echo("signed" if signed else "the log has not grown")


@jobs.command("turn-day")
@click.pass_context
def turn_day(context: click.Context) -> None:
    """Ask for yesterday's and today's results of everybody."""
    click.echo(f"{work.turn_day(_database(context), _settings(context))} people marked")


@main.group()
def terminals() -> None:
    """The terminals on the walls."""


@terminals.command("enrol")
@click.argument("name")
@click.argument("public_key")
@click.pass_context
def enrol(context: click.Context, name: str, public_key: str) -> None:
    """Enrol a terminal with the PUBLIC_KEY that `python -m terminals keygen` printed; print its uid."""
    try:
        raw = from_b64url(public_key)
    except ValueError:
        raw = b""
    if len(raw) != KEY_BYTES:
        raise click.ClickException("PUBLIC_KEY is the line that `python -m terminals keygen FILE` prints")
    with _database(context).transaction() as session:
        click.echo(devices.enrol(session, name, None, raw, clock.now()))


@terminals.command("revoke")
@click.argument("uid", type=click.UUID)
@click.pass_context
def revoke(context: click.Context, uid: UUID) -> None:
    """End a terminal's key at once; its stamps stay."""
    with _database(context).transaction() as session:
        if not devices.revoke(session, uid, clock.now()):
            raise click.ClickException(f"{uid}: no such terminal; the health page lists all")


@main.group()
def audit() -> None:
    """The evidence."""


@audit.command("verify")
@click.option("--checkpoint", "witnessed", type=click.File(), multiple=True, help="a checkpoint a witness kept")
@click.pass_context
def verify(context: click.Context, witnessed: tuple[TextIO, ...]) -> None:
    """Rebuild every column from the committed bytes, the tree from its leaves, and compare all."""
    city = _settings(context)
    key = keys.public_key(city.log_key_file)
    trusted = Trusted(city.log_origin, key, tuple(file.read() for file in witnessed))
    with _database(context).snapshot() as session:
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


@main.command("explain")
@click.argument("staff_no")
@click.argument("day", type=click.DateTime(["%Y-%m-%d"]))
@click.option("--language", type=click.Choice(LOCALES), default="de", show_default=True)
@click.pass_context
def explain_day(context: click.Context, staff_no: str, day: datetime, language: str) -> None:
    """Print the bill of STAFF_NO's DAY (2026-11-20): every minute with its rule and citation."""
    city = _settings(context)
    with _database(context).transaction() as session:
        bill = times.explained(session, staff_no, day.date(), city.zone, clock.now())
    if bill is None:
        raise click.ClickException(f"{staff_no}: nobody with this staff number is employed on {day.date()}")
    explain.show(Console(highlight=False), bill, translator(language), language, city.zone)
