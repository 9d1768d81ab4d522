"""Accounts for whoever runs the city: what somebody has, what stands on it, and openings for somebody to confirm."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import click

from timeclock import clock
from timeclock.cli import group
from timeclock.core import walltime
from timeclock.core.accounts import PostingKind
from timeclock.i18n import LOCALES, translator, wording
from timeclock.service import account_desk
from timeclock.service.account_desk import Line, NobodyMeant
from timeclock.service.postings import NotWritten

DAY = click.DateTime(["%Y-%m-%d"])
LANGUAGE = click.option("--language", type=click.Choice(LOCALES), default="de", show_default=True)
KINDS = click.Choice([kind.value for kind in (PostingKind.OPENING, PostingKind.MANUAL, PostingKind.PAYOUT)])
HEADINGS = ("staff_no", "account", "day", "amount", "reason")


@click.group("account", cls=group.Group)
def account_group() -> None:
    """Accounts: show, open by hand, and propose postings that somebody in the office confirms."""


@account_group.command("show")
@click.argument("staff_no")
@click.option("--on", "on", type=DAY, help="before this day; today if not given")
@LANGUAGE
@click.pass_context
def show(context: click.Context, staff_no: str, on: datetime | None, language: str) -> None:
    """Print where each account of STAFF_NO stands; the look is recorded."""
    now, zone = clock.now(), group.settings(context).zone
    day = walltime.local_day(now, zone) if on is None else on.date()
    with group.database(context).transaction() as session:
        try:
            found = account_desk.standing(session, staff_no, day, now)
        except NobodyMeant as fault:
            raise click.ClickException(str(fault)) from None
    for each in found:
        amount = wording.posted_amount(each.balance, each.kind.unit, language)
        light = translator(language).text(wording.LIGHT[each.light])
        click.echo(f"{each.kind.code:<14}{amount:>10}  {each.kind.names[f'name_{language}']}, {light}")


@account_group.command("open")
@click.argument("staff_no")
@click.argument("kind")
@click.argument("day", type=DAY)
@click.pass_context
def open_(context: click.Context, staff_no: str, kind: str, day: datetime) -> None:
    """Give STAFF_NO an account of KIND from DAY on, as she wishes it."""
    with group.database(context).transaction() as session:
        try:
            account_desk.open_(session, staff_no, kind, day.date(), clock.now())
        except NobodyMeant as fault:
            raise click.ClickException(str(fault)) from None
        except NotWritten as refused:
            raise click.ClickException(translator("en").text(wording.NOT_WRITTEN[refused.why])) from None


@account_group.command("propose")
@click.argument("staff_no")
@click.argument("account")
@click.argument("amount")
@click.option("--kind", type=KINDS, default=PostingKind.OPENING.value, show_default=True)
@click.option("--day", type=DAY, required=True, help="from which day on it counts")
@click.option("--reason", required=True, help="why; the person reads it")
@LANGUAGE
@click.pass_context
def propose(
    context: click.Context,
    staff_no: str,
    account: str,
    amount: str,
    kind: str,
    day: datetime,
    reason: str,
    language: str,
) -> None:
    """Propose a posting of AMOUNT (1:30 or -0:45) on an ACCOUNT of STAFF_NO; somebody in the office confirms it."""
    line = Line(staff_no, account, day.date(), amount, reason, PostingKind(kind))
    refused = _proposed(context, [line], language)
    if refused:
        raise click.ClickException(refused[0])


@account_group.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@LANGUAGE
@click.pass_context
def import_(context: click.Context, file: Path, language: str) -> None:
    """Propose the opening balances of FILE (CSV in UTF-8 with headings), all of them or none."""
    try:
        lines = list(_lines(file))
    except (ValueError, UnicodeDecodeError) as fault:
        raise click.ClickException(f"{file}: {fault}") from None
    refused = _proposed(context, lines, language)
    for each in refused:
        click.echo(each)
    if refused:
        raise click.ClickException(f"{len(refused)} of {len(lines)} lines refused, nothing was proposed")
    click.echo(f"{len(lines)} opening balances proposed; somebody in the office confirms them")


def _lines(file: Path) -> Iterator[Line]:
    text = file.read_text("utf-8-sig")
    rows = csv.DictReader(text.splitlines(), delimiter=";" if ";" in text.partition("\n")[0] else ",")
    if set(rows.fieldnames or ()) != set(HEADINGS):
        raise ValueError(f"the first line names the columns {', '.join(HEADINGS)}")
    for row in rows:
        day = datetime.strptime(row["day"], "%Y-%m-%d").date()  # noqa: DTZ007  a day has no zone
        yield Line(row["staff_no"], row["account"], day, row["amount"], row["reason"], PostingKind.OPENING)


def _proposed(context: click.Context, lines: list[Line], language: str) -> list[str]:
    """Propose all lines or none; return why lines were refused."""
    say, refused = translator(language), []
    with group.database(context).transaction() as session:
        for no, line in enumerate(lines, start=1):
            try:
                account_desk.propose(session, line, clock.now())
            except NotWritten as fault:
                refused.append(f"{no}: {say.text(wording.NOT_WRITTEN[fault.why])}")
            except NobodyMeant as fault:
                refused.append(f"{no}: {fault}")
        if refused:
            session.rollback()
    return refused
