"""The days of a month as a workbook: lengths as numbers that can be summed, texts that are no formulas."""

from __future__ import annotations

from datetime import timedelta

from reports import day_words, sheet, xlsx_file
from reports.sheet import Reading
from reports.xlsx_file import Head
from timeclock.core import tables
from timeclock.core.spans import MINUTE
from timeclock.core.tables import Cells, Column, Of
from timeclock.i18n import Translator, formats, wording
from timeclock.service.documents import DocumentKind
from timeclock.service.reports import MonthReport, ReportDay

COLUMNS = (
    Column("day", Of.DAY),
    Column("state"),
    Column("begin", Of.CLOCK),
    Column("end", Of.CLOCK),
    Column("spans"),
    Column("breaks"),
    Column("interrupted", Of.MINUTES),
    Column("duration", Of.MINUTES),
    Column("worked", Of.MINUTES),
    Column("target", Of.MINUTES),
    Column("difference", Of.SIGNED),
    Column("balance", Of.SIGNED),
    Column("origin"),
    Column("remarks"),
)
# Of what stands above them, days that are still open among them.
SUMS = ("interrupted", "duration", "worked", "target", "difference")


def write(month: MonthReport, kind: DocumentKind, say: Translator) -> bytes:
    """Return the workbook; whose month it is stands on its second sheet."""
    reading = Reading(say, month.zone)
    rows = tuple(_cells(row, reading) for row in month.days)
    return xlsx_file.write(tables.summed(COLUMNS, rows, SUMS), _head(month, kind, say), lambda cell, _column: str(cell))


def _head(month: MonthReport, kind: DocumentKind, say: Translator) -> Head:
    title, month_name = say.text(wording.DOCUMENT[kind]), formats.month_name(month.month, say.locale)
    return Head(
        title=f"{title} {month.month:%Y-%m}",
        city=month.city,
        said=((title, month_name), *((pair.label, pair.value) for pair in sheet.holder_of(month.holder, say))),
        headings=headings(say),
        total=say.text("Total"),
        rest=say.text("About it"),
        made_at=month.made_at,
    )


def headings(say: Translator) -> tuple[str, ...]:
    """Return the headings; lengths below them are hours."""
    return (
        say.text("Day"),
        say.text("State"),
        say.text("Begin"),
        say.text("End"),
        say.text("Spans"),
        say.text("Breaks"),
        say.text("Breaks (hours)"),
        say.text("Duration"),
        say.text("Worked"),
        say.text("Target"),
        say.text("Difference"),
        say.text("Balance"),
        say.text("Origin"),
        say.text("Remarks"),
    )


def _cells(row: ReportDay, reading: Reading) -> Cells:
    words = day_words.told(row, reading)
    return (
        row.day,
        words.state,
        words.begin,
        words.end,
        words.spans,
        words.breaks,
        _minutes(None if row.result is None else row.interrupted),
        _minutes(row.present),
        _minutes(row.worked),
        _minutes(row.target),
        _minutes(row.difference),
        _minutes(row.balance),
        words.origins,
        words.remarks,
    )


def _minutes(amount: timedelta | None) -> int | None:
    return None if amount is None else amount // MINUTE
