"""Holidays of the state and closed days of the employer, as values for the core."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import holidays

from timeclock.core.holidays import Holiday, HolidayCalendar, HolidayKind

# The act that makes a day a holiday is cited with every target it lowers, so a state without one is refused.
ACTS = {"NW": "FeiertagsG NW §2"}
CLOSED_KEYS = frozenset({"from", "month", "day", "name_de", "name_en", "source"})


class CalendarError(ValueError):
    """A calendar was asked for, or written, that cannot be read."""


@dataclass(frozen=True, slots=True)
class _ClosedDay:
    """One day of every year that the employer keeps closed, from its first day on."""

    from_day: date
    month: int
    day: int
    name_de: str
    name_en: str
    source: str

    def in_year(self, year: int) -> Holiday:
        return Holiday(date(year, self.month, self.day), HolidayKind.CLOSED, self.name_de, self.name_en, self.source)


def days_of(state: str = "NW", *, years: Iterable[int]) -> tuple[Holiday, ...]:
    """Return the statutory holidays of a state in ascending order: eleven a year in NW, no Easter Sunday."""
    if state not in ACTS:
        raise CalendarError(f"'{state}': no holiday act is known, only of {', '.join(ACTS)}; add it to calendar.ACTS")
    wanted = sorted(set(years))
    german = holidays.country_holidays("DE", subdiv=state, years=wanted, language="de")
    english = holidays.country_holidays("DE", subdiv=state, years=wanted, language="en_US")
    return tuple(
        Holiday(day, HolidayKind.HOLIDAY, name, english[day], ACTS[state]) for day, name in sorted(german.items())
    )


def closed_days(path: Path, years: Iterable[int]) -> tuple[Holiday, ...]:
    """Return the closed days of `config/holidays.toml` in those years: 24 and 31 December."""
    read = tomllib.loads(path.read_text(encoding="utf-8"))
    if set(read) - {"closed"}:
        raise CalendarError(f"{path.name}: only [[closed]] entries are known, got {sorted(set(read) - {'closed'})}")
    entries = [_closed_day(path, no, entry) for no, entry in enumerate(read.get("closed", []), start=1)]
    days = [(entry.from_day, entry.in_year(year)) for year in set(years) for entry in entries]
    return tuple(sorted((found for first, found in days if found.day >= first), key=lambda holiday: holiday.day))


def calendar_of(days: Iterable[Holiday]) -> HolidayCalendar:
    """Return the days as a calendar; a statutory holiday wins over a closed day on the same date."""
    ascending = sorted(days, key=lambda holiday: holiday.kind is HolidayKind.HOLIDAY)
    return HolidayCalendar({holiday.day: holiday for holiday in ascending})


def _closed_day(path: Path, no: int, entry: dict[str, object]) -> _ClosedDay:
    """Return one entry checked: all keys there, none unknown, every text filled."""
    where = f"{path.name}: [[closed]] no. {no}"
    if set(entry) != CLOSED_KEYS:
        raise CalendarError(f"{where}: give exactly {', '.join(sorted(CLOSED_KEYS))}, got {', '.join(sorted(entry))}")
    month, day, from_day = entry["month"], entry["day"], entry["from"]
    if not isinstance(month, int) or not isinstance(day, int) or not isinstance(from_day, date):
        raise CalendarError(f"{where}: month and day are whole numbers and from is a date")
    texts = [str(entry[key]).strip() for key in ("name_de", "name_en", "source")]
    if not all(texts):
        raise CalendarError(f"{where}: name_de, name_en and source must say something")
    return _ClosedDay(from_day, month, day, *texts)
