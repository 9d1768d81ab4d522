"""Who can get in and what she is entrusted with: new logins, first passwords, lost phones, people who left, roles."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click

from timeclock import clock
from timeclock.cli import group
from timeclock.core.walltime import local_day
from timeclock.service import login_desk
from timeclock.service.access import Role
from timeclock.service.login_desk import NewLogin, NoSuchLogin, NotAdded
from timeclock.service.role_changes import BY_UNIT, GIVEN
from timeclock.store.db import Session

ROLES = click.Choice([role.value for role in GIVEN])


@contextmanager
def _changing(context: click.Context) -> Iterator[Session]:
    """Open a transaction; what cannot be done is told in place of a traceback."""
    try:
        with group.database(context).transaction() as session:
            yield session
    except (NoSuchLogin, NotAdded) as fault:
        raise click.ClickException(str(fault)) from None


@click.group("login", cls=group.Group)
def login_group() -> None:
    """Add a login, help somebody in, keep her out, or entrust her with a role."""


@login_group.command("add")
@click.argument("name")
@click.option("--shown", required=True, help="the name others see")
@click.option("--staff-no", help="the staff number of an employee, whose own pages it then opens")
@click.pass_context
def add(context: click.Context, name: str, shown: str, staff_no: str | None) -> None:
    """Let somebody sign in as NAME, and print a first password: good for 72 hours, and for choosing one of her own."""
    now = clock.now()
    with _changing(context) as session:
        day = local_day(now, group.settings(context).zone)
        click.echo(login_desk.add(session, NewLogin(name, shown, staff_no), day, now))


@login_group.command("give-role")
@click.argument("name")
@click.argument("role", type=ROLES)
@click.option("--unit", help="the name of a unit; without one it is held for the whole city")
@click.pass_context
def give_role(context: click.Context, name: str, role: str, unit: str | None) -> None:
    """Entrust NAME with ROLE from today on; on the page Users this takes two people."""
    now, day = clock.now(), local_day(clock.now(), group.settings(context).zone)
    if unit is not None and Role(role) not in BY_UNIT:
        raise click.BadParameter(f"{role} is held for the whole city", param_hint="--unit")
    with _changing(context) as session:
        login_desk.give_role(session, name, Role(role), unit, day, now)


@login_group.command("end-role")
@click.argument("name")
@click.argument("role", type=ROLES)
@click.option("--unit", help="the name of the unit it is held for; without one the whole city")
@click.pass_context
def end_role(context: click.Context, name: str, role: str, unit: str | None) -> None:
    """Let NAME hold ROLE no more, and end her sessions."""
    now, day = clock.now(), local_day(clock.now(), group.settings(context).zone)
    with _changing(context) as session:
        login_desk.end_role(session, name, Role(role), unit, day, now)


@login_group.command("give-password")
@click.argument("name")
@click.pass_context
def give_password(context: click.Context, name: str) -> None:
    """Give NAME a first password, and print it: good for 72 hours, and for choosing one of her own alone."""
    with _changing(context) as session:
        click.echo(login_desk.give_password(session, name, clock.now()))


@login_group.command("forget-second-factor")
@click.argument("name")
@click.pass_context
def forget_second_factor(context: click.Context, name: str) -> None:
    """Take app, codes and passkeys of NAME, who lost them: make sure by another way that it is she who asks."""
    with _changing(context) as session:
        gone = login_desk.forget_second_factor(session, name, clock.now())
    click.echo("taken away" if gone else "there was none")


@login_group.command("disable")
@click.argument("name")
@click.pass_context
def disable(context: click.Context, name: str) -> None:
    """Let nobody in as NAME any more, and end her sessions."""
    with _changing(context) as session:
        login_desk.disable(session, name, clock.now())
