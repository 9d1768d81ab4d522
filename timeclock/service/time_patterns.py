"""Dates and times as old systems write them: a pattern like `YYYY-MM-DD hh:mm:ss` becomes a way to read them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from timeclock.core import walltime

PARTS = {
    "YYYY": r"(?P<year>\d{4})",
    "YY": r"(?P<short_year>\d{2})",
    "MM": r"(?P<month>\d{2})",
    "DD": r"(?P<day>\d{2})",
    "hh": r"(?P<hour>\d{2})",
    "mm": r"(?P<minute>\d{2})",
    "ss": r"(?P<second>\d{2})",
    "f": r"(?:[.,]\d{1,9})?",
    "z": r"(?P<offset>Z|(?P<sign>[+-])(?P<off_hour>\d{2}):?(?P<off_minute>\d{2}))",
}
TOKEN = re.compile("YYYY|YY|MM|DD|hh|mm|ss|f|z")
# Years written with two digits are of this century: no terminal is older.
CENTURY = 2000
# Nobody stamped outside these, and at the calendar's own ends no zone can be applied.
EARLIEST, LATEST = date(1900, 1, 1), date(2999, 12, 31)
# No place on earth is further from UTC.
FURTHEST_OFFSET = timedelta(hours=14)


class Unreadable(ValueError):
    """A text is no date or time of the pattern, or one that does not exist; `code` says which."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Moment:
    """A date and a clock as written; `offset` from UTC where the text has one."""

    day: date
    clock: time
    offset: timedelta | None

    def instants(self, zone: ZoneInfo) -> tuple[datetime, ...]:
        """Return the instants it can mean: one, two in the repeated hour, none in the hour that is left out."""
        if self.offset is not None:
            local = datetime.combine(self.day, self.clock, UTC)
            return (local - self.offset,)
        wall = datetime.combine(self.day, self.clock, zone)
        if wall.utcoffset() == wall.replace(fold=1).utcoffset():
            return (wall.astimezone(UTC),)
        passages = [walltime.instant(self.day, self.clock, zone, fold) for fold in (0, 1)]
        if walltime.clock_of(passages[0], zone) != self.clock:
            return ()
        return tuple(sorted(set(passages)))

    @property
    def said(self) -> str:
        """The moment as it was meant, in one spelling: 2026-03-28T06:41:10, in UTC where the offset is known."""
        if self.offset is None:
            return f"{self.day}T{self.clock}"
        return f"{datetime.combine(self.day, self.clock, UTC) - self.offset:%Y-%m-%dT%H:%M:%SZ}"


def check(patterns: Sequence[str]) -> None:
    """Raise ValueError unless the patterns together name each part once and are enough for a moment."""
    named = [token for pattern in patterns for token in TOKEN.findall(pattern)]
    twice = sorted({token for token in named if named.count(token) > 1})
    missing = [part for part in ("MM", "DD", "hh", "mm") if part not in named]
    if twice or missing or ("YYYY" in named) is ("YY" in named):
        raise ValueError(f"{' '.join(patterns)}: needs YYYY or YY, MM, DD, hh and mm, each once, and may have ss, f, z")


def read(texts: Sequence[tuple[str, str]]) -> Moment:
    """Return the moment that (pattern, text) pairs give together; raise `Unreadable`."""
    parts: dict[str, str | None] = {}
    for pattern, text in texts:
        found = _compiled(pattern).fullmatch(text)
        if found is None:
            raise Unreadable(_why(pattern, text))
        parts |= found.groupdict()
    return Moment(_day(parts), _clock(parts), _offset(parts))


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    made, end = "", 0
    for token in TOKEN.finditer(pattern):
        made += re.escape(pattern[end : token.start()]) + PARTS[token[0]]
        end = token.end()
    return re.compile(made + re.escape(pattern[end:]), re.ASCII)


def _why(pattern: str, text: str) -> str:
    if not text:
        return "missing_time"
    if "z" in TOKEN.findall(pattern) and _compiled(pattern.replace("z", "")).fullmatch(text):
        return "missing_offset"
    return "unreadable_time"


def _day(parts: Mapping[str, str | None]) -> date:
    short = parts.get("short_year")
    year = int(parts.get("year") or 0) if short is None else CENTURY + int(short)
    try:
        found = date(year, int(parts["month"] or 0), int(parts["day"] or 0))
    except ValueError:
        raise Unreadable("impossible_date") from None
    if not EARLIEST <= found <= LATEST:
        raise Unreadable("implausible_date")
    return found


def _clock(parts: Mapping[str, str | None]) -> time:
    try:
        return time(int(parts["hour"] or 0), int(parts["minute"] or 0), int(parts.get("second") or 0))
    except ValueError:
        raise Unreadable("impossible_time") from None


def _offset(parts: Mapping[str, str | None]) -> timedelta | None:
    if parts.get("offset") is None:
        return None
    hours, minutes = int(parts["off_hour"] or 0), int(parts["off_minute"] or 0)
    offset = timedelta(hours=hours, minutes=minutes)
    if offset > FURTHEST_OFFSET or minutes >= 60:
        raise Unreadable("impossible_offset")
    return -offset if parts["sign"] == "-" else offset
