"""A unit's roster of a month out of a file: what it would change, or publishing it, with a verdict for each line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import click

from timeclock import clock
from timeclock.cli import group, schema
from timeclock.core.planning import Objection
from timeclock.i18n import LOCALES, Translator, translator, wording
from timeclock.i18n.marking import N_
from timeclock.jobs import work
from timeclock.service import roster_import
from timeclock.service.roster_files import UnreadableRoster
from timeclock.service.roster_import import Asked, Found, Judged
from timeclock.service.rulebook import Rulebook

MONTH = click.DateTime(["%Y-%m"])
OBJECTION = {
    True: N_("Line {line}: blocked. Worked as planned, for {staff_no} this is found on {found}"),
    False: N_("Line {line}: please look. Worked as planned, for {staff_no} this is found on {found}"),
}
FORBIDDEN = N_("Line {line}: forbidden. Worked as planned, for {staff_no} this is found on {found}")


@click.command("roster", cls=group.Command)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--unit", required=True, metavar="NAME", help="the unit whose roster it is")
@click.option("--month", type=MONTH, required=True, help="the month it is of, 2026-12")
@click.option("--despite", metavar="TEXT", help="publish it although it breaks a limit: the legal ground, ArbZG §14")
@click.option("--dry-run", is_flag=True, help="only say what would happen; nothing is written")
@click.option("--report", type=click.Path(dir_okay=False, path_type=Path), help="write one JSON per line to this file")
@click.option("--language", type=click.Choice(LOCALES), default="de", show_default=True)
@click.pass_context
def roster(
    context: click.Context,
    file: Path,
    unit: str,
    month: datetime,
    despite: str | None,
    dry_run: bool,
    report: Path | None,
    language: str,
) -> None:
    """Publish the roster in FILE, CSV in UTF-8: staff number, day, kind, from, to, plan.

    It takes the place of the unit's roster of that month. If one line is refused nothing is published; nor is it, but
    for a legal ground that is recorded, if a plan breaks a limit of the law.
    """
    asked = Asked(unit, month.date(), Rulebook.of(group.settings(context)).around, despite)
    try:
        found = _taken(context, file.read_bytes(), asked, dry_run=dry_run)
    except UnreadableRoster as fault:
        raise click.ClickException(f"{file}: {fault}") from None
    for line in _told(found, translator(language), dry_run=dry_run):
        click.echo(line)
    if report is not None:
        said = (json.dumps(_reported(each), ensure_ascii=False) for each in found.judged)
        report.write_text("".join(f"{each}\n" for each in said), "utf-8")
    if found.rejected or found.forbidden or (found.blocked and despite is None):
        context.exit(1)


def _taken(context: click.Context, content: bytes, asked: Asked, *, dry_run: bool) -> Found:
    if dry_run:
        with schema.looked_at(context) as session:
            return roster_import.examine(session, content, asked, clock.now())
    database = group.database(context)
    with database.transaction() as session:
        found = roster_import.enter(session, content, asked, clock.now())
    work.sequence_all(database)
    return found


def _told(found: Found, say: Translator, *, dry_run: bool) -> Iterator[str]:
    for each in found.rejected:
        why = say.text(wording.ROSTER_LINE[str(each.fault)])
        yield say.text("Line {line}: rejected. {why} ({reason})", line=each.line, why=why, reason=each.fault)
    for each in found.judged:
        yield from _objections(each, say)
    yield say.text(
        "{lines} shifts: {new} new, {unchanged} unchanged, {rejected} rejected; {withdrawn} are withdrawn",
        lines=len(found.judged),
        new=sum(each.new for each in found.judged),
        unchanged=sum(each.shift is not None and not each.new for each in found.judged),
        rejected=len(found.rejected),
        withdrawn=found.withdrawn,
    )
    if dry_run:
        yield say.text("This was a trial: nothing has been written")
    elif found.days is None and found.rejected:
        yield say.text("Nothing is published: the roster that counts stays as it is")
    elif found.days is None and found.forbidden:
        yield say.text("Nothing is published: it breaks limits that no legal ground lifts")
    elif found.days is None:
        yield say.text("Nothing is published: it breaks limits. --despite publishes it on a legal ground")
    else:
        yield say.plural(
            "Published; {count} day is worked out again", "Published; {count} days are worked out again", found.days
        )


def _objections(each: Judged, say: Translator) -> Iterator[str]:
    for objection in each.objections:
        told = {"line": each.line, "staff_no": each.staff_no, "found": wording.finding_on(objection.finding, say)}
        yield say.text(FORBIDDEN if objection.final else OBJECTION[objection.blocks], **told)


def _reported(each: Judged) -> dict[str, object]:
    """Return a line as the report has it: `reason` is null where it is accepted."""
    message = None
    if each.fault is not None:
        message = {locale: translator(locale).text(wording.ROSTER_LINE[str(each.fault)]) for locale in LOCALES}
    return {
        "line": each.line,
        "verdict": "accepted" if each.fault is None else "rejected",
        "reason": each.fault,
        "staff_no": each.staff_no,
        "change": None if each.fault is not None else "new" if each.new else "unchanged",
        "message": message,
        "objections": [_objection(objection) for objection in each.objections],
    }


def _objection(each: Objection) -> dict[str, object]:
    found = each.finding
    return {
        "code": found.code,
        "day": found.day.isoformat(),
        "blocks": each.blocks,
        "final": each.final,
        "citation": found.citation,
        "message": {locale: wording.finding_on(found, translator(locale)) for locale in LOCALES},
    }
