"""What protects single people, entered by HR: the way in until there are pages for it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta

import click

from timeclock import clock
from timeclock.cli import group, schema
from timeclock.core.protections import Figures, Protection, ProtectionKind
from timeclock.i18n import LOCALES, Translator, formats, translator, wording
from timeclock.service import protections as service
from timeclock.service.protections import NotEntered
from timeclock.store.db import Session

DAY = click.DateTime(["%Y-%m-%d"])
KIND = click.Choice([kind.value for kind in ProtectionKind])
LANGUAGE = click.option("--language", type=click.Choice(LOCALES), default="de", show_default=True)
DRY_RUN = click.option("--dry-run", is_flag=True, help="only say whether it would be entered; nothing is written")


@click.group(cls=group.Group)
def protections() -> None:
    """What protects single people: maternity, disability, consents. For HR alone (Art. 9 DSGVO)."""


@protections.command("list")
@click.argument("staff_no")
@LANGUAGE
@click.pass_context
def listed(context: click.Context, staff_no: str, language: str) -> None:
    """Print all that protects or protected STAFF_NO; that it was read is recorded."""
    say = translator(language)
    with _session(context, say) as session:
        found = service.listed(session, staff_no, clock.now())
    for each in found:
        click.echo(_told(each, say))
    if not found:
        click.echo(say.text("Nothing is entered"))


@protections.command("add")
@click.argument("staff_no")
@click.argument("kind", type=KIND)
@click.option("--from", "first", type=DAY, required=True, help="the first day it holds")
@click.option("--until", "last", type=DAY, help="the last day it holds  [default: nobody knows yet]")
@click.option("--due", "due_on", type=DAY, help="maternity: the day of birth expected")
@click.option(
    "--birth", "birth_on", type=DAY, help="maternity: the day of birth; parental_part_time: that of the child"
)
@click.option("--longer", is_flag=True, help="maternity: twelve weeks after the birth (premature, several, disabled)")
@click.option("--before-birth", is_flag=True, help="maternity: declared that she works in the six weeks before")
@click.option("--evenings", is_flag=True, help="maternity: may work until 22:00 (MuSchG §28)")
@click.option("--sundays", is_flag=True, help="maternity: declared that she works on Sundays and holidays (MuSchG §6)")
@click.option("--week", type=int, default=0, help="miscarriage: in which week of the pregnancy")
@click.option("--degree", type=int, default=0, help="disabled: the degree of disability")
@click.option("--replace", "in_place", is_flag=True, help="in place of those of this kind that it overlaps")
@DRY_RUN
@LANGUAGE
@click.pass_context
def add(
    context: click.Context,
    /,
    staff_no: str,
    kind: str,
    first: datetime,
    last: datetime | None,
    language: str,
    *,
    in_place: bool,
    dry_run: bool,
    **said: datetime | int | None,
) -> None:
    """Enter for STAFF_NO what protects her; every day it touches is worked out again."""
    say = translator(language)
    try:
        new = Protection(ProtectionKind(kind), first.date(), _day_after(last), _figures(said))
    except ValueError as fault:
        raise click.UsageError(str(fault)) from None
    with _session(context, say, keep=not dry_run) as session:
        service.add(session, staff_no, new, clock.now(), in_place=in_place)
    _conclude(new, say, dry_run=dry_run)


@protections.command("end")
@click.argument("staff_no")
@click.argument("kind", type=KIND)
@click.option("--until", "last", type=DAY, required=True, help="the last day it holds")
@DRY_RUN
@LANGUAGE
@click.pass_context
def end(context: click.Context, staff_no: str, kind: str, last: datetime, language: str, *, dry_run: bool) -> None:
    """Let what protects STAFF_NO end; every day it no longer touches is worked out again."""
    say = translator(language)
    with _session(context, say, keep=not dry_run) as session:
        ended = service.end(session, staff_no, ProtectionKind(kind), last.date(), clock.now())
    _conclude(ended, say, dry_run=dry_run)


@contextmanager
def _session(context: click.Context, say: Translator, *, keep: bool = True) -> Iterator[Session]:
    """Open a transaction, or one of which nothing stays; what is refused is told in one line."""
    try:
        with group.database(context).transaction() if keep else schema.tried_on(context) as session:
            yield session
    except NotEntered as fault:
        said = {name: _shown(value, say.locale) for name, value in fault.figures.items()}
        raise click.ClickException(say.text(fault.sentence, **said)) from None


def _figures(said: dict[str, datetime | int | None]) -> Figures:
    days = {name: value.date() if isinstance(value, datetime) else value for name, value in said.items()}
    return Figures(**days)  # type: ignore[arg-type]  # the options carry the names of the figures


def _day_after(last: datetime | None) -> date | None:
    return None if last is None else last.date() + timedelta(days=1)


def _told(each: Protection, say: Translator) -> str:
    """Return a protection in one line: Maternity from 02.11.2026 on: birth expected on 24.12.2026."""
    kind, first = say.text(wording.PROTECTION[each.kind]), _shown(each.from_day, say.locale)
    if each.to_day is None:
        head = say.text("{kind} from {first} on", kind=kind, first=first)
    else:
        last = _shown(each.to_day - timedelta(days=1), say.locale)
        head = say.text("{kind} from {first} to {last}", kind=kind, first=first, last=last)
    figures = [
        say.text(wording.PROTECTION_FIGURE[name], value=_shown(value, say.locale))
        for name, value in each.figures.said.items()
    ]
    return f"{head}: {'; '.join(figures)}" if figures else head


def _shown(value: object, locale: str) -> object:
    return formats.plain_day(value, locale) if isinstance(value, date) else value


def _conclude(entered: Protection, say: Translator, *, dry_run: bool) -> None:
    click.echo(_told(entered, say))
    if dry_run:
        click.echo(say.text("This was a trial: nothing has been written"))
