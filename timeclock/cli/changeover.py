"""The move from the punch card: comparing a unit's month with its cards, and signing what is carried over."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import click

from reports import reconciliation as papers
from timeclock import clock
from timeclock.cli import group
from timeclock.core import walltime
from timeclock.core.rollout import GoLive
from timeclock.core.user_agents import Device
from timeclock.i18n import LOCALES, formats, translator, wording
from timeclock.ledger import keys
from timeclock.service import logins, openings, reconciliation, rollout, second_factors
from timeclock.service.logins import SignInRules, Standing, TooManyAttempts
from timeclock.service.openings import NotDone
from timeclock.service.rollout import NotPlanned
from timeclock.service.second_factors import Step
from timeclock.service.sight import NotFound, Sight
from timeclock.settings import Settings
from timeclock.store.db import Database, Session

DAY = click.DateTime(["%Y-%m-%d"])
MONTH = click.DateTime(["%Y-%m"])
PAPER = click.Path(dir_okay=False, path_type=Path)
LANGUAGE = click.option("--language", type=click.Choice(LOCALES), default="de", show_default=True)
LOGIN = click.option("--login", required=True, help="who does it; the password is asked for")
# What failed sign-ins are counted under, as those of one address are.
SOURCE = "command line"


@click.group("changeover", cls=group.Group)
def changeover_group() -> None:
    """The move from the punch card: plan it unit by unit, sign opening balances, compare months."""


@changeover_group.command("reconcile")
@click.option("--unit", required=True, metavar="NAME", help="the unit whose cards are compared")
@click.option("--month", type=MONTH, required=True, help="the month, 2026-11")
@click.option("--csv", "table", type=PAPER, help="write the report to this file, for calculating")
@click.option("--pdf", "paper", type=PAPER, help="write the report to this file, for signing")
@LANGUAGE
@click.pass_context
def reconcile(
    context: click.Context, unit: str, month: datetime, table: Path | None, paper: Path | None, language: str
) -> None:
    """Print who of UNIT's month has another sum on the card and why, what nothing explains first; it is recorded."""
    say, now = translator(language), clock.now()
    with group.database(context).transaction() as session:
        try:
            found = reconciliation.of_unit(session, unit, month.date(), now)
        except NotFound:
            raise click.ClickException(f"no unit, or more than one, is called {unit!r} in that month") from None
    for each in found.people:
        click.echo(f"{each.employed.staff_no:<12}{papers.outcome_of(each, say)}")
        for line in wording.difference_sentences(each.differences, say):
            click.echo(f"    {line}")
    if table is not None:
        table.write_bytes(papers.write_csv(found, say))
    if paper is not None:
        paper.write_bytes(papers.write_pdf(found, group.settings(context).city_name, say, now))


@changeover_group.command("go-live")
@click.argument("unit")
@click.argument("day", type=DAY)
@click.option("--parallel-from", "parallel", type=DAY, help="from when on it clocks beside the card")
@LANGUAGE
@click.pass_context
def go_live(context: click.Context, unit: str, day: datetime, parallel: datetime | None, language: str) -> None:
    """Plan that UNIT, with the units below it, clocks without cards from DAY on."""
    new, now = GoLive(day.date(), None if parallel is None else parallel.date()), clock.now()
    today = walltime.local_day(now, group.settings(context).zone)
    with group.database(context).transaction() as session:
        try:
            rollout.plan_by_name(session, unit, new, today, now)
        except NotPlanned as refused:
            raise click.ClickException(translator(language).text(wording.NOT_PLANNED[refused.why])) from None


@changeover_group.command("plan")
@LANGUAGE
@click.pass_context
def plan(context: click.Context, language: str) -> None:
    """Print how far each unit has come today, and how many people were reached."""
    say, now = translator(language), clock.now()
    today = walltime.local_day(now, group.settings(context).zone)
    with group.database(context).reading() as session:
        found = rollout.of_everybody(session, today, now)
    for each in found.units:
        days = "" if each.plan is None else formats.plain_day(each.plan.live_from, language)
        told = f"{each.reached.people}/{each.reached.employed}"
        click.echo(f"{each.unit.name}: {say.text(wording.STAGE[each.stage])} {days} {told}")
        if each.without_badge:
            without = say.text("without a badge: {count}", count=each.without_badge)
            click.echo(f"    {without}")
    figures = {"people": found.reached.people, "employed": found.reached.employed}
    click.echo(say.text("People reached by the roll-out: {people} of {employed}", **figures))


@changeover_group.command("sign")
@click.argument("hash_", metavar="HASH")
@LOGIN
@LANGUAGE
@click.pass_context
def sign(context: click.Context, hash_: str, login: str, language: str) -> None:
    """Let the opening balances of the file with this HASH count, as the second person."""
    say = translator(language)
    with _as_somebody(context, login, language) as (session, sight):
        done = openings.sign(session, sight, hash_)
    for line, fault in done.held:
        why = say.text(wording.CHANGEOVER_LINE[fault])
        click.echo(say.text("{staff_no} is held back: {why}", staff_no=line.staff_no, why=why))
    click.echo(say.plural("{count} opening balance counts now.", "{count} opening balances count now.", done.written))


@changeover_group.command("undo")
@click.argument("hash_", metavar="HASH")
@LOGIN
@click.option("--reason", required=True, help="why; it stays on record")
@LANGUAGE
@click.pass_context
def undo(context: click.Context, hash_: str, login: str, reason: str, language: str) -> None:
    """Take back all that the file with this HASH carried over, before anything was built upon it."""
    with _as_somebody(context, login, language) as (session, sight):
        done = openings.undo(session, sight, hash_, reason)
    say = translator(language)
    click.echo(say.plural("{count} opening balance is taken back.", "{count} opening balances are taken back.", done))


def _second_step(database: Database, token: str, city: Settings, now: datetime) -> str | None:
    """Ask whoever has a second factor for its code, as the pages do."""
    rules = SignInRules.of(city)
    with database.reading() as session:
        arrived = logins.arrive(session, token, now, rules, city, polled=True)
    if arrived is not None and arrived.standing in {Standing.NEW_HERE, Standing.WITHOUT_SECOND}:
        raise click.ClickException("not all the way in yet; sign in on the pages first, they say what is missing")
    if arrived is None or arrived.standing is not Standing.HALFWAY:
        return token
    code, step = click.prompt("code"), Step(keys.read_secret(city.factor_key_file), rules, Device())
    try:
        with database.transaction() as session:
            logins.sign_out(session, token, now)
            return second_factors.enter(session, Sight(arrived.actor, now, city.zone), code, step)
    except TooManyAttempts as fault:
        raise click.ClickException(str(fault)) from None


@contextmanager
def _as_somebody(context: click.Context, login: str, language: str) -> Iterator[tuple[Session, Sight]]:
    """Sign somebody in by the password she types, for one act; refusals are told in words."""
    city, now, say = group.settings(context), clock.now(), translator(language)
    rules, database = SignInRules.of(city), group.database(context)
    password = click.prompt(login, hide_input=True)
    with database.transaction() as session:
        try:
            token = logins.sign_in(session, login, password, SOURCE, now, rules)
        except TooManyAttempts as fault:
            raise click.ClickException(str(fault)) from None
    if token is not None:
        token = _second_step(database, token, city, now)
    try:
        with database.transaction() as session:
            actor = None if token is None else logins.actor_of(session, token, now, rules, city)
            if actor is None or token is None:
                raise click.ClickException("name or password is not right")
            logins.sign_out(session, token, now)
            yield session, Sight(actor, now, city.zone)
    except NotDone as fault:
        raise click.ClickException(say.text(wording.FILE_NOT_DONE[fault.why], who=", ".join(fault.who))) from None
    except NotFound as fault:
        raise click.ClickException(str(fault)) from None
