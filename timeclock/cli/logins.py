"""Who cannot get in any more, or is not to: first passwords, lost phones, people who left."""

from __future__ import annotations

import click

from timeclock import clock
from timeclock.cli import group
from timeclock.service import login_desk
from timeclock.service.login_desk import NoSuchLogin


@click.group("login", cls=group.Group)
def login_group() -> None:
    """Help somebody in, or keep her out; her open sessions end."""


@login_group.command("give-password")
@click.argument("name")
@click.pass_context
def give_password(context: click.Context, name: str) -> None:
    """Give NAME a first password, and print it: good for 72 hours, and for choosing one of her own alone."""
    try:
        with group.database(context).transaction() as session:
            click.echo(login_desk.give_password(session, name, clock.now()))
    except NoSuchLogin as fault:
        raise click.ClickException(str(fault)) from None


@login_group.command("forget-second-factor")
@click.argument("name")
@click.pass_context
def forget_second_factor(context: click.Context, name: str) -> None:
    """Take the app and the codes of NAME, who lost them: make sure by another way that it is she who asks."""
    try:
        with group.database(context).transaction() as session:
            gone = login_desk.forget_second_factor(session, name, clock.now())
    except NoSuchLogin as fault:
        raise click.ClickException(str(fault)) from None
    click.echo("taken away" if gone else "there was none")


@login_group.command("disable")
@click.argument("name")
@click.pass_context
def disable(context: click.Context, name: str) -> None:
    """Let nobody in as NAME any more, and end her sessions."""
    try:
        with group.database(context).transaction() as session:
            login_desk.disable(session, name, clock.now())
    except NoSuchLogin as fault:
        raise click.ClickException(str(fault)) from None
