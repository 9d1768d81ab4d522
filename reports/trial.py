"""A unit's trial as CSV: the figures before and after, whole minutes and counts; with names, or without."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from reports.csv_file import BOM, safe
from timeclock.core.trials import Side
from timeclock.i18n import Translator
from timeclock.service.trial_papers import Paper
from timeclock.service.unit_trials import UnitTrial


def named(trial: UnitTrial, say: Translator) -> bytes:
    """Return the file for the time office: a row for each employment, under its staff number and name."""
    who = (say.text("Staff number"), say.text("Name"))
    rows = (
        ((each.employed.staff_no, f"{each.employed.family_name}, {each.employed.given_name}"), each.now, each.then)
        for each in trial.rows
    )
    worked = (say.text("Worked (minutes)"), say.text("Worked then (minutes)"))
    return _file(
        [(*who, *worked, *_headings(say))],
        ((*cells, str(now.worked), str(then.worked), *_figures(now, then)) for cells, now, then in rows),
    )


def unnamed(paper: Paper, say: Translator) -> bytes:
    """Return the file for the staff council: a row for each employment, under a number of this trial alone."""
    found = paper.found
    sums = (say.text("Sum"), *_figures(found.now, found.then, found.hidden))
    rows = ((str(no), *_figures(now, then, found.hidden)) for no, (now, then) in enumerate(found.rows, start=1))
    return _file([(say.text("Number of this trial"), *_headings(say)), sums], rows)


def _headings(say: Translator) -> tuple[str, ...]:
    return (
        say.text("Balance (minutes)"),
        say.text("Balance then (minutes)"),
        say.text("Violations"),
        say.text("Violations then"),
        say.text("Warnings"),
        say.text("Warnings then"),
        say.text("Premiums (minutes)"),
        say.text("Premiums then (minutes)"),
    )


def _figures(now: Side, then: Side, hidden: frozenset[str] = frozenset()) -> Iterator[str]:
    """Yield what stands below the headings; nothing where a figure is hidden."""
    for name in ("balance", "violated", "warned", "premium"):
        for side in (now, then):
            yield "" if name in hidden else str(getattr(side, name))


def _file(first: Iterable[Sequence[str]], rows: Iterable[Sequence[str]]) -> bytes:
    text = io.StringIO()
    lines = csv.writer(text, delimiter=";", lineterminator="\r\n")
    for row in (*first, *rows):
        lines.writerow(map(safe, row))
    return (BOM + text.getvalue()).encode()
