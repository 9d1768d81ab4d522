"""Reading a file of stamps by a profile: bytes in, one entry per physical line out, nothing judged yet."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from timeclock.core import walltime
from timeclock.core.stamps import StampKind
from timeclock.service import time_patterns
from timeclock.service.profiles import Cell, Profile, StampLayout
from timeclock.service.time_patterns import Unreadable

LINE_END = re.compile(rb"\r\n|\n|\r")
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
# A stamp may be this much later than its arrival: clocks of old terminals are not exact.
FUTURE = timedelta(days=1)
LONGEST_NUMBER = 20
# Which faults lie in whose number, in the time, and in the kind; all others in the line as a whole.
OF_NUMBER = frozenset(
    {
        "no_id",
        "not_numeric_id",
        "unknown_badge",
        "blocked_badge",
        "badge_not_held",
        "unknown_person",
        "badge_person_mismatch",
        "not_employed_on_date",
        "several_employments",
    }
)
OF_TIME = frozenset(
    {
        "missing_time",
        "missing_offset",
        "unreadable_time",
        "impossible_date",
        "impossible_time",
        "impossible_offset",
        "implausible_date",
        "nonexistent_local_time",
        "ambiguous_local_time",
    }
)


@dataclass(frozen=True, slots=True)
class Said:
    """One stamp as a line says it. `at` is None where `fault` says why no instant can be believed.

    `earliest` is the instant said; in the repeated hour the first it can be, in the hour left out the end of it.
    `clock` is the moment as written.
    """

    badge: int | None
    staff_no: int | None
    kind: StampKind
    clock: str
    at: datetime | None
    earliest: datetime
    fault: str | None


@dataclass(frozen=True, slots=True)
class Line:
    """A physical line: the stamps it carries, or why it carries none (`ignored`) or none that can be read (`fault`)."""

    no: int
    raw: bytes
    said: tuple[Said, ...] = ()
    ignored: str | None = None
    fault: str | None = None


def lines(raw: bytes, profile: Profile, zone: ZoneInfo, now: datetime) -> tuple[Line, ...]:
    """Return every physical line of a file; what ends without a line end is the last."""
    reading = _Reading(profile, zone, now + FUTURE)
    pieces, whole = _pieces(raw, profile.record_end)
    found = [reading.line(no, piece) for no, piece in enumerate(pieces, start=1)]
    if not whole and (found[-1].fault is not None or reading.breaks_off(pieces[-1])):
        found[-1] = Line(found[-1].no, found[-1].raw, fault="truncated_line")
    return tuple(found)


def places(fault: str, profile: Profile) -> tuple[Cell, ...]:
    """Return where in a line to look for a fault: the fields of the layout it can lie in, from left to right."""
    found: set[Cell | None] = set()
    for layout in profile.stamps:
        if fault in OF_NUMBER:
            found |= {layout.badge, layout.staff_no}
        elif fault in OF_TIME:
            found |= {cell for cell, _ in layout.at}
        elif fault == "unknown_kind":
            found.add(layout.kind)
    return tuple(sorted((cell for cell in found if cell is not None), key=lambda cell: cell.first))


def _pieces(raw: bytes, record_end: str | int) -> tuple[list[bytes], bool]:
    """Return the physical lines, and whether the last has its end.

    With NULs a device fills the last block of its memory: nothing but NULs after the last line's end is no line.
    """
    if isinstance(record_end, int):
        starts = range(0, len(raw), record_end)
        return [raw[start : start + record_end] for start in starts], len(raw) % record_end == 0
    found = LINE_END.split(raw) if not record_end else raw.split(record_end.encode())
    return (found, False) if found[-1].strip(b"\0") else (found[:-1], True)


@dataclass(frozen=True, slots=True)
class _Reading:
    """A file being read; no stamp in it is later than `latest`."""

    profile: Profile
    zone: ZoneInfo
    latest: datetime

    def line(self, no: int, raw: bytes) -> Line:
        try:
            text = raw.removeprefix(BYTE_ORDER_MARK).decode(self.profile.encoding)
        except UnicodeDecodeError:
            return Line(no, raw, fault="garbage")
        # A line of separators alone is a record without values, and that is no blank line.
        if not text.strip(" "):
            return Line(no, raw, ignored="blank")
        if text.startswith(self.profile.comment):
            return Line(no, raw, ignored="comment")
        if CONTROL.search(text):
            return Line(no, raw, fault="garbage")
        try:
            cells = self._cells(text)
            if self.profile.header and tuple(cells) == self.profile.header:
                return Line(no, raw, ignored="header")
            self._demand_size(text, cells)
            return Line(no, raw, tuple(self._stamps(text, cells)))
        except Unreadable as fault:
            return Line(no, raw, fault=fault.code)

    def breaks_off(self, raw: bytes) -> bool:
        """Say whether a last line without its end stops before a field every record has: …⇥0⇥1⇥ lacks its last."""
        if self.profile.separator is None:
            return False
        mark = self.profile.separator.encode(self.profile.encoding)
        return raw.endswith(mark) and raw.count(mark) < self.profile.least_fields

    def _cells(self, text: str) -> Sequence[str]:
        """Return the fields of a line with separators; a fixed record is cut where it is asked."""
        separator, quote = self.profile.separator, self.profile.quote
        if separator is None:
            return ()
        if quote is None or quote not in text:
            return [cell.strip() for cell in text.split(separator)]
        try:
            [found] = csv.reader([text], delimiter=separator, quotechar=quote, strict=True)
        except (csv.Error, ValueError):
            raise Unreadable("unterminated_quote") from None
        return [cell.strip() for cell in found]

    def _demand_size(self, text: str, cells: Sequence[str]) -> None:
        profile = self.profile
        if profile.separator is None:
            if len(text) < profile.least_length:
                raise Unreadable("short_record")
            if profile.most_length is not None and len(text.rstrip()) > profile.most_length:
                raise Unreadable("long_record")
        elif not any(cells) or len(cells) < profile.least_fields:
            raise Unreadable("too_few_fields")
        elif profile.most_fields is not None and len(cells) > profile.most_fields:
            raise Unreadable("too_many_fields")

    def _stamps(self, text: str, cells: Sequence[str]) -> Iterator[Said]:
        """Yield the stamps of a record; where it has room for several, one without a time is none."""
        several = len(self.profile.stamps) > 1
        found = 0
        for layout in self.profile.stamps:
            written = [(pattern, _cut(text, cells, cell)) for cell, pattern in layout.at]
            if several and not all(each for _, each in written):
                continue
            found += 1
            yield self._said(layout, written, text, cells)
        if not found:
            raise Unreadable("missing_time")

    def _said(self, layout: StampLayout, written: Sequence[tuple[str, str]], text: str, cells: Sequence[str]) -> Said:
        badge, staff_no = _number(text, cells, layout.badge), _number(text, cells, layout.staff_no)
        if badge is None and staff_no is None and layout.staff_no_is is None:
            raise Unreadable("no_id")
        kind = layout.kind_is or self.profile.kinds.get(_cut(text, cells, layout.kind))
        if kind is None:
            raise Unreadable("unknown_kind")
        moment = time_patterns.read(written)
        instants = moment.instants(self.zone)
        earliest = instants[0] if instants else walltime.instant(moment.day, moment.clock, self.zone)
        fault = self._fault(instants, moment.day < self.profile.not_before)
        at = None if fault else earliest
        return Said(badge, staff_no or layout.staff_no_is, kind, moment.said, at, earliest, fault)

    def _fault(self, instants: Sequence[datetime], too_early: bool) -> str | None:
        if not instants:
            return "nonexistent_local_time"
        if too_early or instants[0] > self.latest:
            return "implausible_date"
        return "ambiguous_local_time" if len(instants) > 1 else None


def _cut(text: str, cells: Sequence[str], cell: Cell | None) -> str:
    if cell is None:
        return ""
    if cells:
        return cells[cell.first - 1] if cell.first <= len(cells) else ""
    return text[cell.first - 1 : cell.last].strip()


def _number(text: str, cells: Sequence[str], cell: Cell | None) -> int | None:
    """Return a badge's or person's number, for zeros may be missing; None where the field is empty or nought."""
    written = _cut(text, cells, cell)
    if not written:
        return None
    if not (written.isascii() and written.isdigit() and len(written) <= LONGEST_NUMBER):
        raise Unreadable("not_numeric_id")
    return int(written) or None
