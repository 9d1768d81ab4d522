"""Personnel lists as files: bytes of CSV or a workbook → rows of cells, each with the line it begins in."""

from __future__ import annotations

import codecs
import io
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetMetadata, SheetVisibleEnum

from timeclock.service import people_reasons
from timeclock.service.people_layout import AUTO, MANDATORY, TELLING, Field, Layout, heading
from timeclock.service.people_reasons import NotTaken, Reason

Cell = str | float | int | bool | date | datetime | time | timedelta

WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# An umlaut in UTF-8 that is read as CP1252: no word has a capital A with tilde before one of these signs.
READ_WRONG = re.compile(rb"\xc3[\x80-\xbf]")
LINE_END = re.compile(r"\r\n|\r|\n")
# Titles stand above the headings, but not for pages.
FURTHEST_HEADING = 30
LONGEST_QUOTATION = 80
QUOTE = '"'
REPLACEMENT = "\ufffd"


class UnreadableFile(NotTaken):
    """The file as a whole cannot be read as a personnel list."""


@dataclass(frozen=True, slots=True)
class Row:
    """One record; `fault` where its cells cannot be trusted."""

    line: int
    cells: tuple[Cell, ...]
    fault: Reason | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """The records under their headings; `width` is None in a workbook, where every row is as wide as the sheet."""

    columns: Mapping[Field, int]
    headings: tuple[str, ...]
    width: int | None
    rows: tuple[Row, ...]


def read(content: bytes, layout: Layout) -> Sheet:
    """Return the rows of a personnel list; raise UnreadableFile where there are no headings to read it by."""
    if content.startswith(WORKBOOKS):
        return _workbook(content, layout)
    if content.startswith(UTF_16):
        raise UnreadableFile(people_reasons.UTF_16)
    decoded = _Letters.of(content, layout.code_page)
    # One character per byte: lines and separators are cut first, so that one odd byte spoils one record alone.
    text = content.removeprefix(codecs.BOM_UTF8).decode("latin-1")
    first: tuple[str, ...] = ()
    for separator in layout.separators:
        rows = [_decoded(row, decoded) for row in _records(text, separator, layout) if _says_something(row)]
        first = first or _texts(rows[0].cells if rows else ())
        found = _under_headings(rows, layout, fixed_width=True)
        if found is not None:
            return found
    raise _no_headings(first)


def plain(cell: Cell) -> str:
    """Return a cell as text without the blanks around and doubled inside; a no-break space is a blank."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return " ".join(unicodedata.normalize("NFC", str(cell)).split())


@dataclass(frozen=True, slots=True)
class _Letters:
    """How bytes become letters: by the profile's code page, or by what the bytes themselves show."""

    code_page: str
    guessed: bool

    @classmethod
    def of(cls, content: bytes, code_page: str) -> _Letters:
        if code_page != AUTO:
            return cls(code_page, guessed=False)
        if content.startswith(codecs.BOM_UTF8):
            return cls("utf-8", guessed=False)
        return cls("utf-8" if _mostly_utf_8(content) else "cp1252", guessed=True)

    def fault_of(self, raw: bytes) -> Reason | None:
        """Return why these bytes are not the letters somebody wrote."""
        try:
            text = raw.decode(self.code_page)
        except UnicodeDecodeError:
            return Reason.MIXED_ENCODING if self._other_one(raw) else Reason.UNDECODABLE_BYTE
        if _has_odd_character(text):
            return Reason.UNDECODABLE_BYTE
        if self.guessed and self.code_page == "cp1252" and READ_WRONG.search(raw):
            return Reason.MIXED_ENCODING
        return None

    def _other_one(self, raw: bytes) -> bool:
        """Say whether a file of UTF-8 holds a record that reads well in CP1252."""
        try:
            return self.code_page == "utf-8" and not _has_odd_character(raw.decode("cp1252"))
        except UnicodeDecodeError:
            return False


def _mostly_utf_8(content: bytes) -> bool:
    """Say whether more lines with letters beyond ASCII are UTF-8 than are not."""
    lines = [line for line in re.split(rb"[\r\n]+", content) if not line.isascii()]
    valid = sum(1 for line in lines if _is_utf_8(line))
    return 2 * valid > len(lines)


def _is_utf_8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _has_odd_character(text: str) -> bool:
    return any(
        letter == REPLACEMENT or (unicodedata.category(letter) == "Cc" and letter not in "\t\r\n") for letter in text
    )


def _decoded(row: Row, letters: _Letters) -> Row:
    raw = [str(cell).encode("latin-1") for cell in row.cells]
    fault = letters.fault_of(b"\n".join(raw)) or row.fault
    page = letters.code_page
    return Row(row.line, tuple(cell.decode(page, "replace") for cell in raw), fault)


def _records(text: str, separator: str, layout: Layout) -> Iterator[Row]:
    """Yield the records with the physical line each begins in; CRLF, LF and CR each end a line."""
    mark = re.escape(separator)
    quoted = re.compile(rf"{QUOTE}((?:[^{QUOTE}]|{QUOTE}{QUOTE})*){QUOTE}(?={mark}|\r|\n|\Z)")
    bare = re.compile(rf"[^{mark}\r\n]*")
    at, line = 0, 1
    while at < len(text):
        end = LINE_END.search(text, at)
        line_to = len(text) if end is None else end.start()
        if layout.is_furniture(text[at:line_to]):
            at, line = line_to + (len(end[0]) if end else 0), line + 1
            continue
        cells, stop = _cells(text, at, separator, quoted, bare)
        fault = None
        if stop is None:
            # Only this line is lost: the quotation mark may have swallowed those that follow.
            cells, stop, fault = text[at:line_to].split(separator), line_to, Reason.UNTERMINATED_QUOTE
        yield Row(line, tuple(cells), fault)
        line += len(LINE_END.findall(text, at, stop)) + 1
        ended = LINE_END.match(text, stop)
        at = ended.end() if ended else len(text)


def _cells(
    text: str, at: int, separator: str, quoted: re.Pattern[str], bare: re.Pattern[str]
) -> tuple[list[str], int | None]:
    """Return a record's cells and where it ends, or None for that if a quotation mark is never closed."""
    cells: list[str] = []
    while True:
        is_quoted = text.startswith(QUOTE, at)
        found = (quoted if is_quoted else bare).match(text, at)
        if found is None:
            return cells, None
        cells.append(found[1].replace(QUOTE * 2, QUOTE) if is_quoted else found[0])
        at = found.end()
        if not text.startswith(separator, at):
            return cells, at
        at += 1


def _workbook(content: bytes, layout: Layout) -> Sheet:
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        names = [sheet.name for sheet in book.sheets_metadata if _is_meant(sheet, layout)]
        sheets = [_rows(book.get_sheet_by_name(name)) for name in names]
    except CalamineError as fault:
        raise UnreadableFile(people_reasons.BROKEN_WORKBOOK, fault=fault) from None
    for rows in sheets:
        found = _under_headings(rows, layout, fixed_width=False)
        if found is not None:
            return found
    if not names:
        raise UnreadableFile(people_reasons.NO_SUCH_SHEET, sheet=layout.sheet, sheets=", ".join(book.sheet_names))
    raise _no_headings(_texts(sheets[0][0].cells) if sheets[0] else ())


def _is_meant(sheet: SheetMetadata, layout: Layout) -> bool:
    """Say whether a sheet may be the list: the one the profile names, else any that people see."""
    return sheet.name == layout.sheet if layout.sheet else sheet.visible == SheetVisibleEnum.Visible


def _rows(sheet: CalamineSheet) -> list[Row]:
    rows = (Row(no, tuple(cells)) for no, cells in enumerate(sheet.to_python(skip_empty_area=False), start=1))
    return [_checked(row) for row in rows if _says_something(row)]


def _checked(row: Row) -> Row:
    odd = any(isinstance(cell, str) and _has_odd_character(cell) for cell in row.cells)
    return Row(row.line, row.cells, Reason.UNDECODABLE_BYTE) if odd else row


def _says_something(row: Row) -> bool:
    return any(plain(cell) for cell in row.cells)


def _under_headings(rows: Sequence[Row], layout: Layout, *, fixed_width: bool) -> Sheet | None:
    """Return the rows below the one with the headings, or None where none of the first rows has them."""
    for no, row in enumerate(rows[:FURTHEST_HEADING]):
        headings = _texts(row.cells)
        named = [(layout.columns.get(heading(text)), index) for index, text in enumerate(headings)]
        columns = {field: index for field, index in reversed(named) if field is not None}
        if all(field in columns for field in TELLING):
            _demand_one_each(named, headings)
            _demand_mandatory(columns, layout)
            width = len(headings) if fixed_width else None
            return Sheet(columns, headings, width, tuple(rows[no + 1 :]))
    return None


def _demand_one_each(named: Sequence[tuple[Field | None, int]], headings: Sequence[str]) -> None:
    for field in Field:
        of_field = [headings[index] for found, index in named if found is field]
        if len(of_field) > 1:
            raise UnreadableFile(people_reasons.TWO_COLUMNS, headings=", ".join(of_field), field=field)


def _demand_mandatory(columns: Mapping[Field, int], layout: Layout) -> None:
    missing = [field for field in MANDATORY if field not in columns and field not in layout.defaults]
    if missing:
        raise UnreadableFile(people_reasons.NO_COLUMN, fields=", ".join(missing))


def _texts(cells: Sequence[Cell]) -> tuple[str, ...]:
    return tuple(plain(cell) for cell in cells)


def _no_headings(first: Sequence[str]) -> UnreadableFile:
    begins = " | ".join(first)[:LONGEST_QUOTATION]
    return UnreadableFile(people_reasons.NO_HEADINGS, fields=", ".join(TELLING), first=begins)
