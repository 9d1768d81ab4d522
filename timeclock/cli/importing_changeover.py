"""What the old cards leave behind, out of files: their ledger and opening balances, with a verdict for each line."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Protocol

import click

from timeclock import clock
from timeclock.cli import group, schema
from timeclock.core import walltime
from timeclock.i18n import LOCALES, Translator, translator, wording
from timeclock.jobs import work
from timeclock.service import card_ledger, openings
from timeclock.service.listings import UnreadableList

FILE = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
DRY_RUN = click.option("--dry-run", is_flag=True, help="only say what would happen; nothing is written")
REPORT = click.option(
    "--report", type=click.Path(dir_okay=False, path_type=Path), help="write one JSON per line to this file"
)
LANGUAGE = click.option("--language", type=click.Choice(LOCALES), default="de", show_default=True)


class Verdict(Protocol):
    """What became of a line, whatever list it is of: `fault` where it is not taken, else `new` or `unchanged`."""

    @property
    def line(self) -> int: ...
    @property
    def staff_no(self) -> str: ...
    @property
    def fault(self) -> str | None: ...
    @property
    def change(self) -> str | None: ...


@click.command(cls=group.Command)
@FILE
@DRY_RUN
@REPORT
@LANGUAGE
@click.pass_context
def card(context: click.Context, file: Path, dry_run: bool, report: Path | None, language: str) -> None:
    """Bring the ledger of the cards in FILE in, CSV or a workbook, to compare months with it; it counts for nothing."""
    content = file.read_bytes()
    try:
        if dry_run:
            with schema.looked_at(context) as session:
                found = card_ledger.examine(session, content)
        else:
            database = group.database(context)
            with database.transaction() as session:
                found = card_ledger.enter(session, content, clock.now())
            work.sequence_all(database)
    except UnreadableList as fault:
        raise click.ClickException(f"{file}: {fault}") from None
    tell(context, found, report, language, dry_run=dry_run)


@click.command(cls=group.Command)
@FILE
@DRY_RUN
@REPORT
@LANGUAGE
@click.pass_context
def balances(context: click.Context, file: Path, dry_run: bool, report: Path | None, language: str) -> None:
    """Propose the opening balances and leave in FILE, CSV or a workbook; they count once HR has signed the file."""
    content, now = file.read_bytes(), clock.now()
    today = walltime.local_day(now, group.settings(context).zone)
    try:
        if dry_run:
            with schema.looked_at(context) as session:
                found = openings.examine(session, content, today)
        else:
            database = group.database(context)
            with database.transaction() as session:
                found = openings.propose(session, content, today, now)
            work.sequence_all(database)
    except UnreadableList as fault:
        raise click.ClickException(f"{file}: {fault}") from None
    if not dry_run and any(each.change == "new" for each in found):
        say, digest = translator(language), hashlib.sha256(content).hexdigest()
        click.echo(say.text("The new lines wait for a second signature, under the hash {hash}", hash=digest))
    tell(context, found, report, language, dry_run=dry_run)


def tell(
    context: click.Context,
    found: Sequence[Verdict],
    report: Path | None,
    language: str,
    *,
    dry_run: bool,
    besides: Sequence[str] = (),
) -> None:
    """Say what became of each line that was not taken, and of all together; end with 1 where one was not."""
    for line in (*_told(found, translator(language)), *besides):
        click.echo(line)
    if dry_run:
        click.echo(translator(language).text("This was a trial: nothing has been written"))
    if report is not None:
        said = (json.dumps(_reported(each), ensure_ascii=False) for each in found)
        report.write_text("".join(f"{each}\n" for each in said), "utf-8")
    if any(each.fault is not None for each in found):
        context.exit(1)


def _told(found: Sequence[Verdict], say: Translator) -> Iterator[str]:
    for each in found:
        if each.fault is not None:
            why = say.text(wording.CHANGEOVER_LINE[each.fault])
            yield say.text("Line {line}: rejected. {why} ({reason})", line=each.line, why=why, reason=each.fault)
    changes = [each.change for each in found]
    yield say.text(
        "{lines} lines: {new} new, {unchanged} unchanged, {rejected} rejected",
        lines=len(found),
        new=changes.count("new"),
        unchanged=changes.count("unchanged"),
        rejected=changes.count(None),
    )


def _reported(each: Verdict) -> dict[str, object]:
    """Return a line as the report has it: `reason` is null where it is taken."""
    message = None
    if each.fault is not None:
        message = {locale: translator(locale).text(wording.CHANGEOVER_LINE[each.fault]) for locale in LOCALES}
    return {
        "line": each.line,
        "verdict": "accepted" if each.fault is None else "rejected",
        "reason": each.fault,
        "staff_no": each.staff_no,
        "change": each.change,
        "message": message,
    }
