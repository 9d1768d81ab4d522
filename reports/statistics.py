"""Statistics as CSV and as a workbook: a row for each row of the page, this year and last."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from reports import xlsx_file
from reports.csv_file import table
from reports.xlsx_file import Head
from timeclock.core import tables
from timeclock.core.statistics import Told
from timeclock.core.tables import Column, Of
from timeclock.i18n import Translator, formats
from timeclock.i18n.wording import HIDDEN_BECAUSE, STATISTIC, STATISTIC_BY
from timeclock.service.statistics import Row, Table


def workbook(seen: Table, city: str, made_at: datetime, say: Translator) -> bytes:
    """Return the workbook; a figure that is not shown is an empty cell, and the last column says why."""
    year, kind = seen.asked.year or 0, say.text(STATISTIC[seen.asked.kind])
    ahead = (Column(name, Of.COUNT) for name in ("ahead", "low", "high"))
    columns = (
        Column("row"),
        *(Column(name, Of.COUNT) for name in ("this", "last", "people")),
        Column("remark"),
        *ahead,
    )
    head = Head(
        title=kind,
        city=city,
        said=((kind, say.text(STATISTIC_BY[seen.asked.by])), (say.text("Unit"), seen.unit.name if seen.unit else "")),
        headings=(kind, str(year), str(year - 1), say.text("People"), say.text("Remark"), *_ahead(say)),
        total=say.text("Total"),
        rest=say.text("About it"),
        made_at=made_at,
    )
    rows = tuple(_values(row, called, say) for row, called in _named(seen, say))
    total = None if seen.total is None else _values(seen.total, "", say)
    return xlsx_file.write(tables.Table(columns, rows, total), head, lambda cell, _column: str(cell))


def write(seen: Table, say: Translator) -> bytes:
    """Return the file; what is not shown on the page is not in it either, but why."""
    year, kind = seen.asked.year or 0, say.text(STATISTIC[seen.asked.kind])
    headings = (kind, str(year), str(year - 1), say.text("People"), say.text("Remark"), *_ahead(say))
    return table(headings, _rows(seen, say))


def _rows(seen: Table, say: Translator) -> Iterator[tuple[str, ...]]:
    for row, called in _named(seen, say):
        yield _row(row, called, say)
    if seen.total is not None:
        yield _row(seen.total, say.text("Total"), say)


def _named(seen: Table, say: Translator) -> Iterator[tuple[Row, str]]:
    for row in seen.rows:
        yield row, name(row, say)
    if seen.others is not None:
        yield seen.others, say.text("All others together")


def _values(row: Row, called: str, say: Translator) -> tables.Cells:
    last = None if row.last is None else row.last.amount
    ahead = (None, None, None) if row.ahead is None else (row.ahead.amount, row.ahead.low, row.ahead.high)
    return called, row.this.amount, last, row.this.people or None, _remark(row, say), *ahead


def name(row: Row, say: Translator) -> str:
    """Return what a row is called."""
    if row.unit is not None:
        return row.unit.name
    if row.month is not None:
        return formats.month_name(row.month, say.locale)
    return row.title or say.text("without a model")


def _row(row: Row, called: str, say: Translator) -> tuple[str, ...]:
    people = str(row.this.people) if row.this.people else ""
    ahead = ("", "", "") if row.ahead is None else tuple(map(str, (row.ahead.amount, row.ahead.low, row.ahead.high)))
    return called, _figure(row.this), _figure(row.last), people, _remark(row, say), *ahead


def _ahead(say: Translator) -> tuple[str, ...]:
    return say.text("Year end, forecast"), say.text("at least"), say.text("at most")


def _remark(row: Row, say: Translator) -> str:
    reason = next((each.hidden for each in (row.this, row.last) if each is not None and each.hidden), None)
    return say.text(HIDDEN_BECAUSE[reason]) if reason else ""


def _figure(told: Told | None) -> str:
    return "" if told is None or told.amount is None else str(told.amount)
