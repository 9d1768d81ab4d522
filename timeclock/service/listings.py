"""Small lists out of files: CSV or a workbook, columns known by their headings in either language."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

from timeclock.core.spans import MINUTE
from timeclock.service.people_files import WORKBOOKS, Cell, plain
from timeclock.service.people_layout import heading

SEPARATORS = (";", "\t", ",")
DAY = re.compile(r"(\d{4})-(\d\d?)-(\d\d?)|(\d\d?)\.(\d\d?)\.(\d{4})")
MONTH = re.compile(r"(\d{4})-(\d\d?)|(\d\d?)[./](\d{4})")
HOURS = re.compile(r"([-−+]?)(\d{1,5}):([0-5]\d)")
MINUTES = re.compile(r"([-−+]?)(\d{1,6})")
# A spreadsheet keeps fifteen digits of a number; what is longer has lost its end.
EXACT = 10**15
MINUSES = frozenset("-−")


class UnreadableList(ValueError):
    """The file as a whole is no such list; the message says why."""


class NotSaid(ValueError):
    """A cell does not say what its column is for."""


@dataclass(frozen=True, slots=True)
class Record:
    """One record: the line it stands in, and each column's cell, empty where there is none."""

    line: int
    cells: Mapping[str, str]


def read(content: bytes, columns: Mapping[str, Sequence[str]], needed: Iterable[str]) -> tuple[Record, ...]:
    """Return the records of a file; `columns` gives each column its headings, and `needed` have to be there."""
    rows = _workbook(content) if content.startswith(WORKBOOKS) else _separated(content)
    said = {heading(text): column for column, texts in columns.items() for text in (column, *texts)}
    first = next(rows, None)
    if first is None:
        raise UnreadableList("the file is empty")
    places = {said[heading(text)]: place for place, text in enumerate(first[1]) if heading(text) in said}
    missing = [column for column in needed if column not in places]
    if missing:
        raise UnreadableList(f"the first line names no column {', '.join(missing)}; it says {' | '.join(first[1])}")
    found = (Record(no, {c: cells[at] if at < len(cells) else "" for c, at in places.items()}) for no, cells in rows)
    return tuple(each for each in found if any(each.cells.values()))


def _separated(content: bytes) -> Iterator[tuple[int, list[str]]]:
    text = _decoded(content)
    first, _, _ = text.partition("\n")
    separator = next((each for each in SEPARATORS if each in first), SEPARATORS[0])
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    # A record begins one line after the one before it ended.
    begun = 1
    for cells in rows:
        if any(each.strip() for each in cells):
            yield begun, [plain(each) for each in cells]
        begun = rows.line_num + 1


def _decoded(content: bytes) -> str:
    try:
        return content.removeprefix(codecs.BOM_UTF8).decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _workbook(content: bytes) -> Iterator[tuple[int, list[str]]]:
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        seen = [sheet.name for sheet in book.sheets_metadata if sheet.visible == SheetVisibleEnum.Visible]
        rows = book.get_sheet_by_name(seen[0]).to_python(skip_empty_area=False) if seen else []
    except CalamineError as fault:
        raise UnreadableList(f"the workbook cannot be read: {fault}") from None
    for no, cells in enumerate(rows, start=1):
        texts = [_text(cell) for cell in cells]
        if any(texts):
            yield no, texts


def _text(cell: Cell) -> str:
    """Return a workbook's cell as one would write it: a day as 2026-01-31, hours as 152:30."""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, time):
        return f"{cell.hour}:{cell.minute:02}"
    if isinstance(cell, float) and abs(cell) >= EXACT:
        return f"{cell:e}"
    return _hours_and_minutes(cell) if isinstance(cell, timedelta) else plain(cell)


def _hours_and_minutes(amount: timedelta) -> str:
    # A workbook keeps hours as a fraction of a day, half a second off.
    minutes = round(abs(amount) / MINUTE)
    return f"{'-' if amount < timedelta(0) else ''}{minutes // 60}:{minutes % 60:02}"


def day_of(text: str) -> date:
    """Return the day of "2026-01-31" or "31.1.2026"."""
    found = DAY.fullmatch(text)
    if found is None:
        raise NotSaid(text)
    year, month, day = found.group(1, 2, 3) if found[1] else found.group(6, 5, 4)
    return _date(int(year), int(month), int(day))


def month_of(text: str) -> date:
    """Return the first day of "2026-01", "1/2026" or "01.2026", or of the month of a day."""
    found = MONTH.fullmatch(text)
    if found is None:
        return day_of(text).replace(day=1)
    year, month = found.group(1, 2) if found[1] else found.group(4, 3)
    return _date(int(year), int(month), 1)


def _date(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise NotSaid(f"{year}-{month}-{day}") from None


def minutes_of(text: str) -> int:
    """Return the minutes of "12:30" or "−0:45", or of minutes as a whole number."""
    hours = HOURS.fullmatch(text)
    if hours is not None:
        amount = int(hours[2]) * 60 + int(hours[3])
        return -amount if hours[1] in MINUSES else amount
    found = MINUTES.fullmatch(text)
    if found is None:
        raise NotSaid(text)
    return -int(found[2]) if found[1] in MINUSES else int(found[2])
