"""Reading a month's roster out of a CSV file: one shift a line, nothing known yet of whose it is."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from timeclock.core.duties import DutyKind
from timeclock.core.spans import Span
from timeclock.core.walltime import ONE_DAY, readings

# In this order; the heading is in the words of either language.
HEADINGS = {
    ("staff_no", "day", "kind", "from", "to", "plan"),
    ("personalnummer", "tag", "art", "von", "bis", "tagesplan"),
}
FIELDS = len(next(iter(HEADINGS)))
KINDS = {
    "work": DutyKind.WORK,
    "dienst": DutyKind.WORK,
    "standby_on_site": DutyKind.STANDBY_ON_SITE,
    "bereitschaftsdienst": DutyKind.STANDBY_ON_SITE,
    "on_call": DutyKind.ON_CALL,
    "rufbereitschaft": DutyKind.ON_CALL,
    "lessons": DutyKind.LESSONS,
    "unterricht": DutyKind.LESSONS,
    "preparation": DutyKind.PREPARATION,
    "verfügungszeit": DutyKind.PREPARATION,
}
# Being on call goes over holidays at most.
LONGEST = timedelta(days=31)
DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)|(\d\d)\.(\d\d)\.(\d{4})")


class Fault(StrEnum):
    """Why a line is refused."""

    TOO_FEW_FIELDS = "too_few_fields"
    IMPOSSIBLE_DAY = "impossible_day"
    OTHER_MONTH = "other_month"
    UNKNOWN_KIND = "unknown_kind"
    IMPOSSIBLE_TIME = "impossible_time"
    TIME_NOT_SHOWN = "time_not_shown"
    UNKNOWN_PERSON = "unknown_person"
    NOT_EMPLOYED = "not_employed"
    NOT_IN_UNIT = "not_in_unit"
    UNKNOWN_PLAN = "unknown_plan"
    OVERLAPS = "overlaps"


class Unreadable(StrEnum):
    """Why a file is no roster at all."""

    NOT_UTF8 = "not_utf8"
    NO_END = "no_end"
    NO_HEADING = "no_heading"
    NO_SHIFT = "no_shift"
    NO_UNIT = "no_unit"


# Which fields of a line, counted from 1, a fault lies in; the line as a whole where it is not here.
FIELDS_OF: Mapping[Fault, tuple[int, ...]] = {
    Fault.UNKNOWN_PERSON: (1,),
    Fault.NOT_EMPLOYED: (1, 2),
    Fault.NOT_IN_UNIT: (1, 2),
    Fault.IMPOSSIBLE_DAY: (2,),
    Fault.OTHER_MONTH: (2,),
    Fault.UNKNOWN_KIND: (3,),
    Fault.IMPOSSIBLE_TIME: (4, 5),
    Fault.TIME_NOT_SHOWN: (4, 5),
    Fault.OVERLAPS: (4, 5),
    Fault.UNKNOWN_PLAN: (6,),
}


class UnreadableRoster(ValueError):
    """A file that is no roster at all; the message says why."""

    def __init__(self, message: str, why: Unreadable) -> None:
        super().__init__(message)
        self.why = why


class Refused(Exception):
    """A line cannot be taken."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Said:
    """What one line says; `plan` is empty where it names none."""

    staff_no: str
    day: date
    kind: DutyKind
    span: Span
    plan: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line with its number in the file: what it says, or why that is nothing."""

    no: int
    staff_no: str
    said: Said | None = None
    fault: Fault | None = None


def read(content: bytes, month: date, zone: ZoneInfo) -> tuple[Line, ...]:
    """Return the shifts of a file in UTF-8 with a heading, fields apart by semicolon or comma."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UnreadableRoster("the file is not UTF-8", Unreadable.NOT_UTF8) from None
    heading, _, _ = text.partition("\n")
    try:
        rows = list(csv.reader(text.splitlines(), delimiter=";" if ";" in heading else ","))
    except csv.Error:
        raise UnreadableRoster("a field has no end", Unreadable.NO_END) from None
    if not rows or tuple(cell.strip().lower() for cell in rows[0]) not in HEADINGS:
        wanted = " or ".join(sorted(";".join(each) for each in HEADINGS))
        raise UnreadableRoster(f"the first line must be {wanted}", Unreadable.NO_HEADING)
    found = judged(rows[1:], month, zone, first=2)
    if not found:
        raise UnreadableRoster("there is no shift in the file", Unreadable.NO_SHIFT)
    return found


def judged(rows: Iterable[Sequence[str]], month: date, zone: ZoneInfo, *, first: int = 1) -> tuple[Line, ...]:
    """Return what each row says, by its number; `first` is that of the first one. Empty rows are none."""
    return tuple(_lines(enumerate(rows, first), month, zone))


def _lines(rows: Iterable[tuple[int, Sequence[str]]], month: date, zone: ZoneInfo) -> Iterator[Line]:
    for no, row in rows:
        cells = [cell.strip() for cell in row]
        if not any(cells):
            continue
        try:
            yield Line(no, cells[0], _said(cells, month, zone))
        except Refused as refused:
            yield Line(no, cells[0], fault=refused.fault)


def _said(cells: list[str], month: date, zone: ZoneInfo) -> Said:
    if len(cells) != FIELDS:
        raise Refused(Fault.TOO_FEW_FIELDS)
    staff_no, day_text, kind, begin, end, plan = cells
    day = _day(day_text)
    if day.replace(day=1) != month:
        raise Refused(Fault.OTHER_MONTH)
    if kind.lower() not in KINDS:
        raise Refused(Fault.UNKNOWN_KIND)
    return Said(staff_no, day, KINDS[kind.lower()], _span(day, begin, end, zone), plan)


def _day(text: str) -> date:
    found = DAY.fullmatch(text)
    if found is None:
        raise Refused(Fault.IMPOSSIBLE_DAY)
    year, month, day = found.group(1, 2, 3) if found[1] else found.group(6, 5, 4)
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        raise Refused(Fault.IMPOSSIBLE_DAY) from None


def _span(day: date, begin: str, end: str, zone: ZoneInfo) -> Span:
    """Return a shift: to 06:00 is the next morning for one from 22:00; "2026-11-09 07:00" names the day it ends on."""
    from_clock, (end_day_text, _, clock) = _clock(begin), end.rpartition(" ")
    to_clock = _clock(clock.replace("24:00", "00:00"))
    end_day = _day(end_day_text.strip()) if end_day_text else day
    if not end_day_text and to_clock <= from_clock:
        end_day += ONE_DAY
    if end_day - day > LONGEST:
        raise Refused(Fault.IMPOSSIBLE_TIME)
    from_at, to_at = _instant(day, from_clock, zone), _instant(end_day, to_clock, zone)
    if to_at <= from_at:
        raise Refused(Fault.IMPOSSIBLE_TIME)
    return Span(from_at, to_at)


def _clock(text: str) -> time:
    try:
        found = time.fromisoformat(text)
    except ValueError:
        raise Refused(Fault.IMPOSSIBLE_TIME) from None
    if found.tzinfo is not None:
        raise Refused(Fault.IMPOSSIBLE_TIME)
    return found


def _instant(day: date, clock: time, zone: ZoneInfo) -> datetime:
    """Return the instant of a clock; in the hour that comes twice it is the first, and one left out is refused."""
    shown = readings(day, clock, zone)
    if not shown:
        raise Refused(Fault.TIME_NOT_SHOWN)
    return shown[0]
