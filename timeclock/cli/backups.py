"""The city in one file, and back out of it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from timeclock import clock
from timeclock import settings as city_settings
from timeclock.cli import group
from timeclock.ledger import checkpoint, keys
from timeclock.ledger.checkpoint import BadNote
from timeclock.ledger.keys import KeyFileError
from timeclock.service import archive, backups, verification
from timeclock.service.archive import BrokenBackup
from timeclock.service.backups import Contents, RestoreRefused
from timeclock.service.trust import Trusted
from timeclock.settings import Settings
from timeclock.store import db, migrate, tables
from timeclock.store.db import DBAPIError

LISTED = 20
# What SQLite puts beside its file.
BESIDE = ("-journal", "-wal", "-shm")
FILE = click.Path(path_type=Path, dir_okay=False)


def _use_var(context: click.Context, _parameter: click.Parameter, var: Path | None) -> None:
    if var is not None:
        context.obj = city_settings.moved(group.settings(context), var)


@contextmanager
def _said() -> Iterator[None]:
    """Say what is wrong in one sentence, without a trace."""
    try:
        yield
    except (BrokenBackup, RestoreRefused, KeyFileError, OSError, LookupError, ValueError) as fault:
        raise click.ClickException(str(fault)) from None
    except DBAPIError as fault:
        raise click.ClickException(str(fault.orig)) from None


@click.command(cls=group.Command)
@click.argument("file", type=FILE)
@click.option("--without-keys", is_flag=True, help="leave the private keys out; then keep them elsewhere")
@click.pass_context
def backup(context: click.Context, file: Path, without_keys: bool) -> None:
    """Write the whole city into FILE: database, documents, keys. It runs beside the running system."""
    city = group.settings(context)
    with (
        _said(),
        archive.writing(file) as writer,
        tables.standing_still(group.database(context), file.parent) as session,
    ):
        done = backups.back_up(session, writer, city, clock.now(), with_keys=not without_keys)
    log = done.contents.log
    click.echo(
        f"{file}: {done.contents.rows} rows of {len(done.contents.tables)} tables, {done.documents} documents, "
        f"{log.leaves} leaves of the log"
    )
    if done.keys:
        click.echo(f"with the private keys {', '.join(done.keys)}: keep it where only they might lie")
    else:
        click.echo("without private keys: nothing goes on from this file alone, keep them elsewhere")
    for name in done.damaged:
        click.echo(f"{name}: the file is not what was kept; bring it back from an older backup", err=True)
    context.exit(1 if done.damaged else 0)


@click.command(cls=group.Command)
@click.argument("file", type=FILE)
@click.option(
    "--var",
    type=click.Path(path_type=Path, file_okay=False),
    expose_value=False,
    is_eager=True,
    callback=_use_var,
    help="the data directory, in place of the setting var",
)
@click.pass_context
def restore(context: click.Context, file: Path) -> None:
    """Bring the city back from FILE into an empty database and an empty data directory."""
    city = group.settings(context)
    with _said(), archive.reading(file) as source:
        contents = backups.Contents.of(source)
        click.echo(f"{file}: made {contents.made_at:%Y-%m-%d %H:%M:%S} UTC by Timeclock {contents.product}")
        source.demand_whole()
        click.echo(f"whole: {len(source.parts)} parts as written")
        backups.demand_fit(contents, city, source.parts)
        with _new_database(city) as database:
            with backups.placing() as placed, database.transaction() as session:
                leaves = backups.restore(session, source, contents, clock.now())
                documents = backups.restore_files(source, contents, city, placed)
            click.echo(f"restored: {contents.rows} rows, equal to the backup table by table; {documents} documents")
            sound = _verified(database, city, contents)
    _say_head(contents, leaves, city)
    _say_next(contents, city)
    context.exit(0 if sound else 1)


@contextmanager
def _new_database(city: Settings) -> Iterator[db.Database]:
    """Open the database to restore into; a file made for it goes away again if nothing comes of it."""
    file = db.file_of(city.database_url)
    if file is not None:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            os.close(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        except FileExistsError:
            raise RestoreRefused(f"{file}: exists, and a backup is restored over nothing; move it away") from None
    database = db.connect(city.database_url)
    try:
        _demand_empty(database)
        yield database
    except BaseException:
        database.dispose()
        if file is not None:
            for made in (file, *(file.with_name(f"{file.name}{beside}") for beside in BESIDE)):
                made.unlink(missing_ok=True)
        raise
    database.dispose()


def _demand_empty(database: db.Database) -> None:
    if not migrate.is_empty(database):
        raise RestoreRefused("the database has tables already; a backup is restored over nothing: make a new one")


def _verified(database: db.Database, city: Settings, contents: Contents) -> bool:
    """Verify what was restored as an auditor would have when the backup was made; say what was found."""
    try:
        trusted = Trusted(city.log_origin, keys.public_key(city.log_key_file), city.documents)
    except KeyFileError as fault:
        click.echo(f"not verified: {fault}")
        return False
    with database.snapshot() as session:
        found = verification.verify(session, trusted, contents.made_at)
    for discrepancy in found.discrepancies[:LISTED]:
        click.echo(str(discrepancy))
    click.echo(
        f"verified: {found.records} records, {found.rows} rows, {found.heads} checkpoints: "
        f"{'all as committed' if found.sound else f'{len(found.discrepancies)} discrepancies'}"
    )
    return found.sound


def _say_head(contents: Contents, leaves: int, city: Settings) -> None:
    """Say up to where the log was signed, and whether a later head is known here already."""
    if contents.log.head is None:
        click.echo(f"the log has {leaves} leaves and was never signed")
        return
    size = contents.log.head.split("\n")[1]
    click.echo(f"the log has {leaves} leaves; its last signed head in the backup is over {size}")
    kept = keys.head_file(city.log_key_file)
    if kept.is_file():
        try:
            head = checkpoint.read(kept.read_text("utf-8"), city.log_origin, keys.public_key(city.log_key_file))
        except BadNote as fault:
            raise click.ClickException(f"{kept}: {fault}") from None
        click.echo(f"{kept} is over {head.size}")


def _say_next(contents: Contents, city: Settings) -> None:
    for name, value in backups.other_settings(contents, city).items():
        click.echo(f"setting {name} was {value!r}; it is another one here")
    for path in backups.missing_keys(contents, city):
        click.echo(f"missing: {path}; bring it back from where you keep the keys")
    click.echo(
        "Now: start the system, run `timeclock audit resume` with the newest checkpoints the witnesses hold "
        "(no head is signed before), then `timeclock audit verify`."
    )
