"""The days of a month as CSV, for whoever goes on calculating: a row a day, durations in whole minutes."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import timedelta

from reports import day_words
from reports.sheet import Reading
from timeclock.core.spans import MINUTE
from timeclock.i18n import Translator
from timeclock.service.reports import MonthReport, ReportDay

# Excel reads a file as UTF-8 only if it begins with this; everything else passes it over.
BOM = "\ufeff"
# What a spreadsheet would take for a formula; figures of our own are none.
FORMULA = re.compile(r"[=+\-@\t\r]")
FIGURE = re.compile(r"-?\d+")


def write(month: MonthReport, say: Translator) -> bytes:
    """Return the file: `;` between the cells, as a German Excel wants it, headings in the reader's language."""
    text = io.StringIO()
    rows = csv.writer(text, delimiter=";", lineterminator="\r\n")
    rows.writerow(headings(say))
    for row in month.days:
        rows.writerow([safe(cell) for cell in _cells(month, row, Reading(say, month.zone))])
    return (BOM + text.getvalue()).encode()


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Return any table as such a file."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerows([safe(cell) for cell in row] for row in (headings, *rows))
    return (BOM + text.getvalue()).encode()


def headings(say: Translator) -> tuple[str, ...]:
    """Return the headings; docs/reference/reports.md says what stands below each."""
    return (
        say.text("Staff number"),
        say.text("Name"),
        say.text("Day"),
        say.text("State"),
        say.text("Begin"),
        say.text("End"),
        say.text("Spans"),
        say.text("Breaks"),
        say.text("Breaks (minutes)"),
        say.text("Deducted (minutes)"),
        say.text("Duration (minutes)"),
        say.text("Worked (minutes)"),
        say.text("Target (minutes)"),
        say.text("Difference (minutes)"),
        say.text("Balance (minutes)"),
        say.text("Origin"),
        say.text("Remarks"),
    )


def safe(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula: =1+1 becomes '=1+1."""
    return f"'{cell}" if FORMULA.match(cell) and not FIGURE.fullmatch(cell) else cell


def _cells(month: MonthReport, row: ReportDay, reading: Reading) -> tuple[str, ...]:
    words = day_words.told(row, reading)
    return (
        month.holder.staff_no,
        f"{month.holder.family_name}, {month.holder.given_name}",
        row.day.isoformat(),
        words.state,
        words.begin,
        words.end,
        words.spans,
        words.breaks,
        _minutes(None if row.result is None else row.interrupted),
        _minutes(None if row.result is None else row.deducted),
        _minutes(row.present),
        _minutes(row.worked),
        _minutes(row.target),
        _minutes(row.difference),
        _minutes(row.balance),
        words.origins,
        words.remarks,
    )


def _minutes(amount: timedelta | None) -> str:
    return "" if amount is None else str(amount // MINUTE)
