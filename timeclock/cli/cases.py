"""Worked cases of the law against this version's own evaluation."""

from __future__ import annotations

from pathlib import Path

import click

from timeclock import law
from timeclock.cases import judging
from timeclock.cases.judging import Verdict
from timeclock.cases.lines import UnreadableCase, cases_of
from timeclock.cases.world import World
from timeclock.cli import group
from timeclock.settings import data_directory

UNREADABLE = 2


@click.command("cases", cls=group.Command)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.pass_context
def cases(context: click.Context, file: Path) -> None:
    """Work out the cases of FILE (JSON lines) and compare; exit 1 where one fails, 2 where a line cannot be read."""
    world = World(law.load(data_directory("config") / "law"), group.settings(context).zone)
    try:
        verdict = judging.judge(list(cases_of(file.read_text(encoding="utf-8").splitlines())), world)
    except UnicodeDecodeError as fault:
        click.echo(f"{file}: line {_line_of(file, fault.start)}: this is not UTF-8", err=True)
        context.exit(UNREADABLE)
    except UnreadableCase as fault:
        click.echo(f"{file}: {fault}", err=True)
        context.exit(UNREADABLE)
    _show(verdict)
    if verdict.failed:
        context.exit(1)


def _line_of(file: Path, position: int) -> int:
    return file.read_bytes()[:position].count(b"\n") + 1


def _show(verdict: Verdict) -> None:
    for case, found in verdict.failed:
        click.echo(f"{case.id} ({case.kind}): {case.title}")
        for each in found:
            click.echo(f"  {each.field}: expected {_words(each.expected)}, got {_words(each.got)}")
    if verdict.behaviour:
        click.echo(f"not counted: {len(verdict.behaviour)} behaviour, told in words and proven by tests of their own")
    for kind, number in sorted(verdict.not_built.items()):
        click.echo(f"not counted: {number} {kind}, not built yet")
    for case in verdict.decided:
        click.echo(f"not counted: {case.id}, read otherwise by decision {case.decision}")
    click.echo(f"{len(verdict.passed)} passed, {len(verdict.failed)} failed")


def _words(value: object) -> str:
    return ", ".join(sorted(value)) or "none" if isinstance(value, frozenset) else str(value)
