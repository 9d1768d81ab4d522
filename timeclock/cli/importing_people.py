"""A personnel list out of a file: what it would change, or changing it, and a report with one line per record."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path

import click

from timeclock import clock
from timeclock.cli import group, schema
from timeclock.core import walltime
from timeclock.i18n import LOCALES, Translator, formats, translator
from timeclock.jobs import work
from timeclock.ledger import keys
from timeclock.ledger.keys import KEY_BYTES, KeyFileError
from timeclock.service import people_layout, staff_import
from timeclock.service.people_layout import ProfileError
from timeclock.service.people_reasons import DIFFERENCES, HINTS, SENTENCES, Hint, NotTaken
from timeclock.service.staff_changes import Difference
from timeclock.service.staff_import import Asked, Found, Judged
from timeclock.settings import Settings

DAY = click.DateTime(["%Y-%m-%d"])
# Names listed on the screen; all of them are counted.
LISTED = 20


@click.command("people", cls=group.Command)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="only say what would happen; nothing is written")
@click.option(
    "--report", type=click.Path(dir_okay=False, path_type=Path), help="write one JSON per record to this file"
)
@click.option(
    "--profile", type=click.Path(exists=True, path_type=Path), help="how this list differs from the usual one"
)
@click.option("--as-of", type=DAY, help="the day the list is of; what it changes changes on that day  [default: today]")
@click.option("--employer", metavar="NAME", help="whose people these are  [default: the setting city_name]")
@click.option("--language", type=click.Choice(LOCALES), default="de", show_default=True)
@click.pass_context
def people(
    context: click.Context,
    file: Path,
    dry_run: bool,
    report: Path | None,
    profile: Path | None,
    as_of: datetime | None,
    employer: str | None,
    language: str,
) -> None:
    """Bring in the people of a personnel list: FILE is CSV (CP1252 or UTF-8) or a workbook (XLSX)."""
    say, city, now = translator(language), group.settings(context), clock.now()
    try:
        if report is not None:
            # Rather now than after the import.
            report.touch()
        layout = people_layout.load(profile)
        if not dry_run:
            schema.prepare_if_empty(context)
        asked = Asked(
            layout,
            as_of.date() if as_of else walltime.local_day(now, city.zone),
            employer or city.city_name,
            city.zone,
            city.holiday_calendar,
            site_key(city, dry_run=dry_run),
        )
        found = _taken(context, file.read_bytes(), asked, now, dry_run=dry_run)
    except NotTaken as fault:
        raise click.ClickException(f"{file}: {say.text(fault.sentence, **fault.figures)}") from None
    except (ProfileError, KeyFileError, OSError) as fault:
        raise click.ClickException(str(fault)) from None
    for line in _told(found, say, dry_run=dry_run):
        click.echo(line)
    if report is not None:
        report.write_text("".join(f"{json.dumps(each, ensure_ascii=False)}\n" for each in _reported(found)), "utf-8")


def site_key(city: Settings, *, dry_run: bool) -> bytes:
    """Return the key of badge numbers; where none is there yet, no badge is either, and any will do for a look."""
    if dry_run and not city.badge_key_file.exists():
        return secrets.token_bytes(KEY_BYTES)
    return keys.read_secret(city.badge_key_file)


def _taken(context: click.Context, content: bytes, asked: Asked, now: datetime, *, dry_run: bool) -> Found:
    if dry_run:
        with schema.looked_at(context) as session:
            return staff_import.examine(session, content, asked)
    database = group.database(context)
    with database.transaction() as session:
        found = staff_import.enter(session, content, asked, now)
    work.sequence_all(database)
    return found


def _told(found: Found, say: Translator, *, dry_run: bool) -> Iterator[str]:
    """Yield what a person at the screen has to know: what is rejected, what changes, and how much of each."""
    for each in found.judged:
        yield from _told_of(each, say)
    yield from _hinted(found, say)
    if found.new_units:
        yield say.text("New units: {names}", names=", ".join(found.new_units))
    if found.new_models:
        yield say.text("New working-time models from the starter catalogue: {codes}", codes=", ".join(found.new_models))
    yield say.text(
        "{records} records: {new} new, {changed} changed, {unchanged} unchanged, {rejected} rejected",
        records=len(found.judged),
        rejected=len(found.rejected),
        **{change: found.count(change) for change in ("new", "changed", "unchanged")},
    )
    if found.released:
        yield say.plural(
            "{count} imported stamp that waited for its person counts now",
            "{count} imported stamps that waited for their people count now",
            found.released,
        )
    if found.missing:
        yield say.plural(
            "{count} person is employed here and missing from the list; nothing changes for her: {numbers}",
            "{count} people are employed here and missing from the list; nothing changes for them: {numbers}",
            len(found.missing),
            numbers=_some(found.missing),
        )
    if dry_run:
        yield say.text("This was a trial: nothing has been written")


def _told_of(each: Judged, say: Translator) -> Iterator[str]:
    if each.reason is not None:
        why = say.text(SENTENCES[each.reason], **each.figures)
        yield say.text("Line {line}: rejected. {why} ({reason})", line=each.line, why=why, reason=each.reason)
    elif each.change == "changed":
        what = "; ".join(_said_differently(one, say) for one in each.differences)
        yield say.text("Line {line}: {staff_no} changed. {what}", line=each.line, staff_no=each.staff_no, what=what)


def _hinted(found: Found, say: Translator) -> Iterator[str]:
    """Yield each hint once, with the lines it is about."""
    lines: dict[tuple[Hint, str], list[int]] = {}
    for each in found.judged:
        for hint, value in each.hints.items():
            lines.setdefault((hint, value), []).append(each.line)
    for (hint, value), about in lines.items():
        yield say.plural(
            "Line {lines}: {hint}", "Lines {lines}: {hint}", len(about),
            lines=_some(about), hint=say.text(HINTS[hint], value=value),
        )  # fmt: skip


def _some(listed: Sequence[object]) -> str:
    """Return the first of many: 4, 7, 9 …"""
    return ", ".join(str(each) for each in listed[:LISTED]) + (" …" if len(listed) > LISTED else "")


def _said_differently(one: Difference, say: Translator) -> str:
    name = say.text(DIFFERENCES[one.what])
    return f"{name} {_shown(one.what, one.old)} → {_shown(one.what, one.new)}"


def _shown(what: str, value: str | int | None) -> str:
    if value is None:
        return "–"
    return formats.duration(timedelta(minutes=int(value))) if what == "weekly_minutes" else str(value)


def _reported(found: Found) -> Iterator[dict[str, object]]:
    """Yield each record as the report has it: `reason` is null where it is accepted."""
    for each in found.judged:
        hints = {hint.value: _in_both(HINTS[hint], {"value": value}) for hint, value in each.hints.items()}
        yield {
            "line": each.line,
            "verdict": "accepted" if each.accepted else "rejected",
            "reason": each.reason,
            "staff_no": each.staff_no,
            "change": each.change,
            "differences": [{"what": one.what, "old": one.old, "new": one.new} for one in each.differences],
            "message": None if each.reason is None else _in_both(SENTENCES[each.reason], each.figures),
            "hints": hints,
        }


def _in_both(sentence: str, figures: Mapping[str, object]) -> dict[str, str]:
    return {locale: translator(locale).text(sentence, **figures) for locale in LOCALES}
