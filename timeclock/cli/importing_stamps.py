"""Stamps of another system, out of a file."""

from __future__ import annotations

import json
import secrets
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, TextIO

import click

from timeclock import clock
from timeclock.cli import group, schema
from timeclock.i18n import LOCALES, Translator, translator, wording
from timeclock.jobs import work
from timeclock.ledger.keys import KEY_BYTES, KeyFileError
from timeclock.service import imports, profiles, stamp_files
from timeclock.service.imports import ImportRules
from timeclock.service.profiles import Profile, ProfileError
from timeclock.service.stamp_files import Line, Said
from timeclock.settings import Settings

# How many lines a dry run shows as it read them.
SHOWN = 10


@click.command(cls=group.Command)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--format", "format_", type=click.Choice(profiles.NAMED), help="a layout that is known for certain")
@click.option("--profile", "layout", type=click.Path(path_type=Path), help="a file that describes any other layout")
@click.option(
    "--report", type=click.File("w", encoding="utf-8", lazy=False), help="where the verdict of every line goes, as JSON"
)
@click.option("--dry-run", is_flag=True, help="judge every line and store nothing")
@click.option("--language", type=click.Choice(LOCALES), default="de", show_default=True)
@click.pass_context
def stamps(
    context: click.Context,
    file: Path,
    format_: str | None,
    layout: Path | None,
    report: TextIO | None,
    dry_run: bool,
    language: str,
) -> None:
    """Bring the stamps of FILE in; each line ends as accepted, duplicate, quarantined or ignored."""
    say, city = translator(language), group.settings(context)
    profile, raw = _profile(format_, layout), file.read_bytes()
    lines = stamp_files.lines(raw, profile, city.zone, clock.now())
    if dry_run:
        _show(lines[:SHOWN], say)
        told = _tried(context, profile, raw, lines)
        _write(report, told)
    else:
        schema.prepare_if_empty(context)
        told = _brought(context, profile, raw, lines, report, say)
    _sum_up(told, say)
    if dry_run:
        click.echo(say.text("This was a trial: nothing has been written"))


def _profile(format_: str | None, layout: Path | None) -> Profile:
    if (format_ is None) is (layout is None):
        raise click.UsageError(f"give --format ({', '.join(profiles.NAMED)}) or --profile FILE.toml")
    try:
        return profiles.named(format_) if format_ is not None else profiles.load(layout or Path())
    except ProfileError as fault:
        raise click.ClickException(str(fault)) from None


def _brought(
    context: click.Context,
    profile: Profile,
    raw: bytes,
    lines: tuple[Line, ...],
    report: TextIO | None,
    say: Translator,
) -> list[dict[str, Any]]:
    """Take the lines in, a portion a transaction; whoever is broken off goes on where the last one ended."""
    database, rules = group.database(context), _rules(group.settings(context), dry_run=False)
    with database.transaction() as session:
        batch, through = imports.begin(session, profile.name, raw, len(lines), clock.now())
        unsure = imports.direction_unsure(session, lines, rules)
    if through:
        click.echo(say.text("Goes on after {through} lines of an import that was broken off", through=through))
    for portion in imports.chunks(lines):
        with database.transaction() as session:
            imports.take_in(session, batch, portion, rules, unsure, clock.now())
        # Tens of thousands of records: the log takes them in as they come, for each was promised within a minute.
        work.sequence(database)
    with database.reading() as session:
        told = imports.report(session, batch)
    _write(report, told)
    # Not before the report is out: else nobody could ever tell it again.
    with database.transaction() as session:
        released = imports.judge_again(session, clock.now()).assigned
        imports.conclude(session, batch, told, clock.now())
    work.sequence_all(database)
    if released:
        click.echo(
            say.plural("{count} stamp that had waited counts now", "{count} stamps that had waited count now", released)
        )
    return told


def _write(report: TextIO | None, told: Iterable[Mapping[str, Any]]) -> None:
    if report is None:
        return
    try:
        report.writelines(json.dumps(line, ensure_ascii=False) + "\n" for line in told)
        report.flush()
    except OSError as fault:
        raise click.ClickException(f"{report.name}: {fault.strerror}") from None


def _tried(context: click.Context, profile: Profile, raw: bytes, lines: tuple[Line, ...]) -> list[dict[str, Any]]:
    """Do the same in one transaction that is never committed."""
    rules = _rules(group.settings(context), dry_run=True)
    with schema.tried_on(context) as session:
        batch, _ = imports.begin(session, profile.name, raw, len(lines), clock.now())
        unsure = imports.direction_unsure(session, lines, rules)
        for portion in imports.chunks(lines):
            imports.take_in(session, batch, portion, rules, unsure, clock.now())
        return imports.report(session, batch)


def _rules(city: Settings, *, dry_run: bool) -> ImportRules:
    """Return what lines are judged by; where no site key is there yet, no badge is either, and any key will do."""
    if dry_run and not city.badge_key_file.exists():
        return ImportRules(city.zone, secrets.token_bytes(KEY_BYTES))
    try:
        return ImportRules.of(city)
    except KeyFileError as fault:
        raise click.ClickException(str(fault)) from None


def _show(lines: Iterable[Line], say: Translator) -> None:
    for line in lines:
        read = ", ".join(_as_read(said) for said in line.said) or _reason(line.ignored or line.fault or "", say)
        click.echo(say.text("Line {line}: {read}", line=line.no, read=read))


def _as_read(said: Said) -> str:
    """Return a stamp as it was read: 4711 / –: 2026-09-18T07:31:12 in."""
    return f"{said.badge or '–'} / {said.staff_no or '–'}: {said.clock} {said.kind}"


def _sum_up(told: Iterable[Mapping[str, Any]], say: Translator) -> None:
    verdicts, reasons = Counter[str](), Counter[str]()
    for line in told:
        verdicts[line["verdict"]] += 1
        if line["reason"]:
            reasons[line["reason"]] += 1
    for code, count in reasons.most_common():
        click.echo(say.text("{count} × {reason} ({code})", count=count, reason=_reason(code, say), code=code))
    click.echo(
        say.text(
            "{lines} lines: {accepted} accepted, {duplicate} duplicate, {quarantined} quarantined, {ignored} ignored",
            lines=verdicts.total(),
            **{verdict: verdicts[verdict] for verdict in imports.Verdict},
        )
    )


def _reason(code: str, say: Translator) -> str:
    return say.text({**wording.LINE, **wording.QUARANTINE, **wording.RULED}[code])
