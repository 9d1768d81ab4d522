"""A table as a workbook: real numbers and days, written row by row, and nothing that a spreadsheet takes for a formula.

Lengths are hours, because a spreadsheet shows no time below zero: 7:30 is 7.50. A text is written as a text and marked
as one, so that it stays one when somebody edits it.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, BinaryIO

import xlsxwriter

from timeclock.core.amounts import THOUSAND
from timeclock.core.tables import Cell, Cells, Column, Of, Table

MEDIA = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HOUR = 60
# The program's own limits: a sheet holds no more rows, a cell no more characters.
MOST_ROWS = 1_048_575
LONGEST = 32_767
WIDEST = 60
NARROWEST = 9
OPTIONS: dict[str, Any] = {
    # Rows go to the disk as they come, so a million of them takes no more memory than one.
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}
NUMBERS = {
    Of.COUNT: "#,##0",
    Of.MINUTES: "#,##0.00",
    Of.SIGNED: "+#,##0.00;-#,##0.00;0.00",
    Of.DAYS: "#,##0.0##",
    Of.PAY_HOURS: "#,##0.0##",
    Of.PER_MILLE: "0.0%",
    Of.DAY: "dd.mm.yyyy",
}


@dataclass(frozen=True, slots=True)
class Head:
    """What is said beside the table: its title, its headings, what the sums are called, and how it came about."""

    title: str
    city: str
    said: tuple[tuple[str, str], ...]
    headings: tuple[str, ...]
    total: str
    rest: str
    made_at: datetime


class TooManyRows(ValueError):
    """A sheet cannot hold so many rows."""


def write(table: Table, head: Head, told: Callable[[Cell, Column], str]) -> bytes:
    """Return the workbook; `told` puts codes and what is hidden in words."""
    content = io.BytesIO()
    write_into(content, table.columns, table.rows, table.total, head, told)
    return content.getvalue()


def write_into(
    file: BinaryIO,
    columns: Sequence[Column],
    rows: Iterable[Cells],
    total: Cells | None,
    head: Head,
    told: Callable[[Cell, Column], str],
) -> None:
    """Write the workbook into a file as its rows come; a million of them take no more memory than one."""
    with xlsxwriter.Workbook(file, OPTIONS) as book:
        book.set_properties({"title": head.title, "company": head.city, "created": head.made_at.astimezone(UTC)})
        page, looks = book.add_worksheet(_sheet_name(head.title)), _Looks(book)
        _headings(page, columns, head, looks)
        last = 0
        for last, row in enumerate(rows, start=1):
            if last >= MOST_ROWS:
                raise TooManyRows(last)
            _row(page, last, row, columns, looks, told, bold=False)
        page.autofilter(0, 0, max(1, last), len(columns) - 1)
        if total is not None:
            _row(page, last + 1, (head.total, *total[1:]), columns, looks, told, bold=True)
        _about(book, head)


def _headings(page: Any, columns: Sequence[Column], head: Head, looks: _Looks) -> None:
    page.freeze_panes(1, 0)
    for no, column in enumerate(columns):
        page.set_column(no, no, _width(column, head.headings[no]))
    for no, heading in enumerate(head.headings):
        page.write_string(0, no, heading, looks.bold)


def _row(
    page: Any,
    at: int,
    cells: Cells,
    columns: Sequence[Column],
    looks: _Looks,
    told: Callable[[Cell, Column], str],
    *,
    bold: bool,
) -> None:
    for no, (cell, column) in enumerate(zip(cells, columns, strict=True)):
        match cell:
            case None | "":
                continue
            case int():
                page.write_number(at, no, _number(cell, column), looks.of(column.of, bold=bold))
            case date():
                page.write_datetime(at, no, datetime(cell.year, cell.month, cell.day), looks.of(Of.DAY, bold=bold))  # noqa: DTZ001  a day, which a workbook keeps as a time without a zone
            case str():
                said = cell if bold and no == 0 else told(cell, column)
                page.write_string(at, no, said[:LONGEST], looks.bold if bold else looks.text)


def _number(cell: int, column: Column) -> float:
    if column.of in (Of.MINUTES, Of.SIGNED):
        return cell / HOUR
    return cell / THOUSAND if column.of in (Of.DAYS, Of.PAY_HOURS, Of.PER_MILLE) else cell


class _Looks:
    """How cells are set; a text is marked as one."""

    def __init__(self, book: Any) -> None:
        self.text = book.add_format({"quote_prefix": True})
        self.bold = book.add_format({"quote_prefix": True, "bold": True})
        self._plain = {of: book.add_format({"num_format": number}) for of, number in NUMBERS.items()}
        self._bold = {of: book.add_format({"num_format": number, "bold": True}) for of, number in NUMBERS.items()}

    def of(self, of: Of, *, bold: bool) -> Any:
        return (self._bold if bold else self._plain)[of if of in NUMBERS else Of.COUNT]


def _about(book: Any, head: Head) -> None:
    page, text = book.add_worksheet(_sheet_name(head.rest)), book.add_format({"quote_prefix": True, "text_wrap": True})
    page.set_column(0, 0, WIDEST // 2)
    page.set_column(1, 1, WIDEST)
    for at, pair in enumerate(head.said):
        for no, said in enumerate(pair):
            page.write_string(at, no, said[:LONGEST], text)


def _sheet_name(title: str) -> str:
    """Return what a sheet may be called: 31 characters at most, and none that stands for a place in a formula."""
    return "".join(" " if char in "[]:*?/\\'" else char for char in title)[:31]


def _width(column: Column, heading: str) -> int:
    wide = WIDEST // 2 if column.of in (Of.TEXT, Of.WORD) else NARROWEST
    return min(max(len(heading) + 3, wide), WIDEST)
