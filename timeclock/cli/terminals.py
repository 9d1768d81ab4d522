"""The terminals on the walls."""

from __future__ import annotations

from uuid import UUID

import click

from timeclock import clock
from timeclock.cli import group
from timeclock.ledger.keys import KEY_BYTES, from_b64url
from timeclock.service import devices


@click.group(cls=group.Group)
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
    with group.database(context).transaction() as session:
        click.echo(devices.enrol(session, name, None, raw, clock.now()))


@terminals.command("revoke")
@click.argument("uid", type=click.UUID)
@click.pass_context
def revoke(context: click.Context, uid: UUID) -> None:
    """End a terminal's key at once; its stamps stay."""
    with group.database(context).transaction() as session:
        if not devices.revoke(session, uid, clock.now()):
            raise click.ClickException(f"{uid}: no such terminal; the health page lists all")
