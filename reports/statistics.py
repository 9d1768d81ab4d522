"""Statistics as CSV: a row for each row of the page, this year and last."""

from __future__ import annotations

from collections.abc import Iterator

from reports.csv_file import table
from timeclock.core.statistics import Told
from timeclock.i18n import Translator, formats
from timeclock.i18n.wording import HIDDEN_BECAUSE, STATISTIC
from timeclock.service.statistics import Row, Table


def write(seen: Table, say: Translator) -> bytes:
    """Return the file; what is not shown on the page is not in it either, but why."""
    year, kind = seen.asked.year or 0, say.text(STATISTIC[seen.asked.kind])
    headings = (kind, str(year), str(year - 1), say.text("People"), say.text("Remark"))
    return table(headings, _rows(seen, say))


def _rows(seen: Table, say: Translator) -> Iterator[tuple[str, ...]]:
    for row in seen.rows:
        yield _row(row, name(row, say), say)
    if seen.others is not None:
        yield _row(seen.others, say.text("All others together"), say)
    if seen.total is not None:
        yield _row(seen.total, say.text("Total"), say)


def name(row: Row, say: Translator) -> str:
    """Return what a row is called."""
    if row.unit is not None:
        return row.unit.name
    if row.month is not None:
        return formats.month_name(row.month, say.locale)
    return row.title or say.text("without a model")


def _row(row: Row, called: str, say: Translator) -> tuple[str, ...]:
    reason = next((each.hidden for each in (row.this, row.last) if each is not None and each.hidden), None)
    remark = say.text(HIDDEN_BECAUSE[reason]) if reason else ""
    people = str(row.this.people) if row.this.people else ""
    return called, _figure(row.this), _figure(row.last), people, remark


def _figure(told: Told | None) -> str:
    return "" if told is None or told.amount is None else str(told.amount)
