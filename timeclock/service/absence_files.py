"""Absences as another system lists them, in CSV: each line entered or refused by itself, with the reason."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TypeVar
from zoneinfo import ZoneInfo

from timeclock.core import absences as absence_values
from timeclock.service import absence_changes
from timeclock.service.absences import Asked, NotEntered, Refusal
from timeclock.store.db import Session

Read = TypeVar("Read")

# As the headings name them; those of the second row may be missing.
NEEDED = ("staff_no", "reason", "first_day", "last_day")
FIGURES = sorted(frozenset[str]().union(*absence_values.FIGURES.values()))
FURTHER = ("from_clock", "to_clock", "certificate", *FIGURES)


class NotAList(ValueError):
    """The file cannot be read as a list of absences."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a line: entered, or refused for a reason."""

    line: int
    staff_no: str
    refused: NotEntered | None


def take_in(session: Session, content: bytes, zone: ZoneInfo, now: datetime) -> tuple[Verdict, ...]:
    """Enter every line of a file that can be entered; raise `NotAList` where it has none of our headings."""
    return tuple(_verdict(session, line, cells, zone, now) for line, cells in _lines(content))


def _lines(content: bytes) -> Iterator[tuple[int, Mapping[str, str]]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise NotAList("the file is not UTF-8; save it as CSV UTF-8") from None
    separator = ";" if ";" in text.partition("\n")[0] else ","
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    headings = [cell.strip() for cell in next(rows, [])]
    if not set(NEEDED) <= set(headings) <= {*NEEDED, *FURTHER}:
        raise NotAList(f"the first line names the columns: {', '.join(NEEDED)}, and any of {', '.join(FURTHER)}")
    for row in rows:
        if any(cell.strip() for cell in row):
            yield rows.line_num, {name: cell.strip() for name, cell in zip(headings, row, strict=False)}


def _verdict(session: Session, line: int, cells: Mapping[str, str], zone: ZoneInfo, now: datetime) -> Verdict:
    staff_no = cells.get("staff_no", "")
    try:
        absence_changes.enter(session, _asked(cells), zone, now)
    except NotEntered as refused:
        return Verdict(line, staff_no, refused)
    return Verdict(line, staff_no, None)


def _asked(cells: Mapping[str, str]) -> Asked:
    if empty := [name for name in NEEDED if not cells.get(name)]:
        raise NotEntered(Refusal.MISSING, fields=", ".join(empty))
    return Asked(
        cells["staff_no"],
        cells["reason"],
        _read(cells, "first_day", date.fromisoformat),
        _read(cells, "last_day", date.fromisoformat),
        _optional(cells, "from_clock", time.fromisoformat),
        _optional(cells, "to_clock", time.fromisoformat),
        _optional(cells, "certificate", date.fromisoformat),
        {name: _read(cells, name, int) for name in FIGURES if cells.get(name)},
    )


def _optional(cells: Mapping[str, str], name: str, read: Callable[[str], Read]) -> Read | None:
    return _read(cells, name, read) if cells.get(name) else None


def _read(cells: Mapping[str, str], name: str, read: Callable[[str], Read]) -> Read:
    try:
        return read(cells[name])
    except ValueError:
        raise NotEntered(Refusal.UNREADABLE, column=name, value=cells[name]) from None
