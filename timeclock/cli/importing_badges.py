"""Badges of the old system out of a file: what it would hand out, or handing it out, with a verdict for each line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from timeclock import clock
from timeclock.cli import group, importing_people, schema
from timeclock.cli.importing_changeover import DRY_RUN, FILE, LANGUAGE, REPORT, tell
from timeclock.core import walltime
from timeclock.core.badge_numbers import Writing
from timeclock.i18n import Translator, translator
from timeclock.jobs import work
from timeclock.ledger.keys import KeyFileError
from timeclock.service import badge_import
from timeclock.service.badge_import import Asked, Found
from timeclock.service.listings import UnreadableList


@click.command("badges", cls=group.Command)
@FILE
@click.option(
    "--written",
    type=click.Choice([each.value for each in Writing]),
    default=Writing.HEX.value,
    show_default=True,
    help="how the file writes numbers, where no column says it",
)
@click.option("--partly", is_flag=True, help="enter the good lines although others are rejected")
@DRY_RUN
@REPORT
@LANGUAGE
@click.pass_context
def badges(
    context: click.Context, file: Path, written: str, partly: bool, dry_run: bool, report: Path | None, language: str
) -> None:
    """Hand out the badges in FILE, CSV or a workbook: personnel number, badge number, valid from.

    If one line is rejected nothing is entered. Only keyed hashes of the numbers are kept.
    """
    city, now = group.settings(context), clock.now()
    try:
        key = importing_people.site_key(city, dry_run=dry_run)
        asked = Asked(Writing(written), walltime.local_day(now, city.zone), city.zone, key, partly)
        found = _taken(context, file.read_bytes(), asked, dry_run=dry_run)
    except UnreadableList as fault:
        raise click.ClickException(f"{file}: {fault}") from None
    except KeyFileError as fault:
        raise click.ClickException(str(fault)) from None
    besides = () if dry_run else tuple(_told(found, translator(language)))
    tell(context, found.judged, report, language, dry_run=dry_run, besides=besides)


def _taken(context: click.Context, content: bytes, asked: Asked, *, dry_run: bool) -> Found:
    if dry_run:
        with schema.looked_at(context) as session:
            return badge_import.examine(session, content, asked)
    database = group.database(context)
    with database.transaction() as session:
        found = badge_import.enter(session, content, asked, clock.now())
    work.sequence_all(database)
    return found


def _told(found: Found, say: Translator) -> Iterator[str]:
    if not found.entered:
        yield say.text("Nothing has been entered. --partly enters the good lines")
    elif found.released:
        yield say.plural(
            "{count} stamp that waited for a badge has its person now",
            "{count} stamps that waited for a badge have their people now",
            found.released,
        )
