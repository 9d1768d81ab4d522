"""A table as values: what stands in each column, the rows, and their sums; its forms are written out of it alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Of(StrEnum):
    """What a column holds; the value of a cell is a text, a whole number, or a day.

    minutes, signed: lengths and balances in minutes. days: thousandths of days. word: a code that has a name in each
    language, by the name of the column. clock: a time of day as it is read. pay_hours: thousandths of hours of pay.
    per_mille: shares, of which 47 are 4.7 %.
    """

    TEXT = "text"
    WORD = "word"
    COUNT = "count"
    MINUTES = "minutes"
    SIGNED = "signed"
    DAYS = "days"
    DAY = "day"
    CLOCK = "clock"
    PAY_HOURS = "pay_hours"
    PER_MILLE = "per_mille"

    @property
    def is_figure(self) -> bool:
        return self not in (Of.TEXT, Of.WORD)


class Rest(StrEnum):
    """What stands in a row that is of all those who have none of their own."""

    OTHERS = "others"


@dataclass(frozen=True, slots=True)
class Column:
    """A column by its name; of a month where it has one, called otherwise where it says so."""

    name: str
    of: Of = Of.TEXT
    month: date | None = None
    called: str = ""


Cell = str | int | date | None
Cells = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Columns, rows, and the sums of the columns that have one; without rows there are none."""

    columns: tuple[Column, ...]
    rows: tuple[Cells, ...]
    total: Cells | None


def summed(columns: Sequence[Column], rows: Iterable[Cells], names: Iterable[str]) -> Table:
    """Return a table with the sums of some columns; a cell that is hidden or empty brings nothing."""
    found, wanted = tuple(rows), frozenset(names)
    total = tuple(_sum(found, no) if column.name in wanted else None for no, column in enumerate(columns))
    return Table(tuple(columns), found, total if found and wanted else None)


def _sum(rows: Sequence[Cells], no: int) -> int | None:
    """Return the sum of a column; None where not one of its cells says a number."""
    numbers = [cell for cell in (row[no] for row in rows) if isinstance(cell, int)]
    return sum(numbers) if numbers else None
