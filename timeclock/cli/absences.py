"""Who is away: entered, withdrawn, listed and brought in by whoever runs the city, until people can ask for it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime, time
from pathlib import Path
from uuid import UUID

import click

from timeclock import clock
from timeclock.cli import group, schema
from timeclock.core import walltime
from timeclock.core.spans import DaySpan
from timeclock.core.walltime import ONE_DAY
from timeclock.i18n import LOCALES, translator
from timeclock.jobs import work
from timeclock.service import absence_changes, absence_files, absences
from timeclock.service.absence_files import NotAList, Verdict
from timeclock.service.absences import Asked, NotEntered
from timeclock.store.absences import Entered

DAY = click.DateTime(["%Y-%m-%d"])
CLOCK = click.DateTime(["%H:%M"])
LANGUAGE = click.option("--language", type=click.Choice(LOCALES), default="de", show_default=True)


@click.group("absences", cls=group.Group)
def absences_group() -> None:
    """Who is away: enter, withdraw, list, and bring in."""


def _figures(_context: click.Context, _parameter: click.Parameter, given: tuple[str, ...]) -> Mapping[str, int]:
    """Read site_min=360, what some reasons need besides days."""
    pairs = [text.partition("=") for text in given]
    if odd := [name for name, _, value in pairs if not value.isdigit()]:
        raise click.BadParameter(f"write {odd[0]}=360, a name and a whole number")
    return {name: int(value) for name, _, value in pairs}


@absences_group.command("add")
@click.argument("staff_no")
@click.argument("reason")
@click.argument("first_day", type=DAY)
@click.argument("last_day", type=DAY, required=False)
@click.option("--from", "from_clock", type=CLOCK, help="away from this clock on, 12:00")
@click.option("--to", "to_clock", type=CLOCK, help="and until this one")
@click.option("--certificate", type=DAY, help="the day a certificate was seen")
@click.option("--figure", "figures", metavar="NAME=N", multiple=True, callback=_figures, help="what the reason needs")
@LANGUAGE
@click.pass_context
def add(
    context: click.Context,
    staff_no: str,
    reason: str,
    first_day: datetime,
    last_day: datetime | None,
    from_clock: datetime | None,
    to_clock: datetime | None,
    certificate: datetime | None,
    figures: Mapping[str, int],
    language: str,
) -> None:
    """Enter that STAFF_NO is away for REASON (leave, sick …) from FIRST_DAY to LAST_DAY, both included."""
    say, city = translator(language), group.settings(context)
    asked = Asked(
        staff_no,
        reason,
        first_day.date(),
        (last_day or first_day).date(),
        _time(from_clock),
        _time(to_clock),
        None if certificate is None else certificate.date(),
        figures,
    )
    try:
        with group.database(context).transaction() as session:
            uid = absence_changes.enter(session, asked, city.zone, clock.now())
    except NotEntered as refused:
        raise click.ClickException(say.text(refused.sentence, **refused.figures)) from None
    click.echo(say.text("Entered as {uid}", uid=uid))


def _time(given: datetime | None) -> time | None:
    return None if given is None else given.time()


@absences_group.command("withdraw")
@click.argument("uid", type=click.UUID)
@LANGUAGE
@click.pass_context
def withdraw(context: click.Context, uid: UUID, language: str) -> None:
    """Let the absence UID count no more; it stays on record."""
    say = translator(language)
    with group.database(context).transaction() as session:
        ended = absence_changes.withdraw(session, uid, group.settings(context).zone, clock.now())
    if ended is None:
        raise click.ClickException(say.text("There is no absence {uid} that counts", uid=uid))
    click.echo(say.text("Withdrawn: {what}", what=_told(ended)))


@absences_group.command("list")
@click.argument("staff_no")
@click.option("--from", "from_day", type=DAY, help="the first day; one year ago if not given")
@click.option("--to", "to_day", type=DAY, help="the day after the last; in one year if not given")
@LANGUAGE
@click.pass_context
def list_of(
    context: click.Context, staff_no: str, from_day: datetime | None, to_day: datetime | None, language: str
) -> None:
    """Print the absences of STAFF_NO that count, with the uid to withdraw them by; the look is recorded."""
    say, now = translator(language), clock.now()
    today = walltime.local_day(now, group.settings(context).zone)
    days = DaySpan(
        today.replace(year=today.year - 1, day=1) if from_day is None else from_day.date(),
        today.replace(year=today.year + 1, day=1) if to_day is None else to_day.date(),
    )
    try:
        with group.database(context).transaction() as session:
            found = absences.listed(session, staff_no, today, days, now)
    except NotEntered as refused:
        raise click.ClickException(say.text(refused.sentence, **refused.figures)) from None
    for each in found:
        click.echo(f"{each.uid}  {_told(each)}")


def _told(each: Entered) -> str:
    """Return an absence as a line: "sick 2026-11-03 – 2026-11-05 12:00 – …"."""
    clocks = "" if each.from_clock is None else f" {each.from_clock:%H:%M} –"
    if each.to_clock is not None:
        clocks += f" {each.to_clock:%H:%M}"
    return f"{each.reason} {each.days.from_day} – {each.days.to_day - ONE_DAY}{clocks}"


@absences_group.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="say what would become of each line, and enter nothing")
@click.option(
    "--report", type=click.Path(dir_okay=False, path_type=Path), help="a file with one verdict a line, in JSON"
)
@LANGUAGE
@click.pass_context
def import_(context: click.Context, file: Path, dry_run: bool, report: Path | None, language: str) -> None:
    """Enter the absences of FILE (CSV in UTF-8 with headings), each line by itself."""
    say = translator(language)
    try:
        found = _taken(context, file.read_bytes(), dry_run=dry_run)
    except (NotAList, OSError) as fault:
        raise click.ClickException(f"{file}: {fault}") from None
    for each in found:
        if each.refused is not None:
            why = say.text(each.refused.sentence, **each.refused.figures)
            click.echo(
                say.text(
                    "Line {line}: rejected. {why} ({reason})", line=each.line, why=why, reason=each.refused.refusal
                )
            )
    refused = sum(1 for each in found if each.refused is not None)
    click.echo(
        say.text("{entered} absences entered, {rejected} rejected", entered=len(found) - refused, rejected=refused)
    )
    if dry_run:
        click.echo(say.text("This was a trial: nothing has been written"))
    if report is not None:
        report.write_text("".join(f"{json.dumps(each, ensure_ascii=False)}\n" for each in _reported(found)), "utf-8")


def _taken(context: click.Context, content: bytes, *, dry_run: bool) -> tuple[Verdict, ...]:
    city, now = group.settings(context), clock.now()
    if dry_run:
        with schema.tried_on(context) as session:
            return absence_files.take_in(session, content, city.zone, now)
    database = group.database(context)
    with database.transaction() as session:
        found = absence_files.take_in(session, content, city.zone, now)
    work.sequence_all(database)
    return found


def _reported(found: tuple[Verdict, ...]) -> Iterator[Mapping[str, object]]:
    for each in found:
        refused = each.refused
        yield {
            "line": each.line,
            "verdict": "accepted" if refused is None else "rejected",
            "reason": None if refused is None else refused.refusal,
            "staff_no": each.staff_no,
            "message": None
            if refused is None
            else {locale: translator(locale).text(refused.sentence, **refused.figures) for locale in LOCALES},
        }
