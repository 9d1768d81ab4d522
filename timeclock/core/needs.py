"""How many people a unit needs: there on a day, on a shift of its roster, or from one clock to another."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time
from zoneinfo import ZoneInfo

from timeclock.core.spans import Span, clip
from timeclock.core.walltime import ONE_DAY, instant

HOLIDAY = 7
FIGURES = 8
CLOCKS = re.compile(r"(\d\d:\d\d)-(\d\d:\d\d)")


@dataclass(frozen=True, slots=True)
class Part:
    """What of a day a number is about: all of it, a shift by its key, or from one clock to another."""

    key: str = ""
    clocks: tuple[time, time] | None = None

    @property
    def text(self) -> str:
        """Return how it is written: "" for the day, "F", "06:00-22:00"."""
        return self.key if self.clocks is None else "-".join(f"{clock:%H:%M}" for clock in self.clocks)

    def span(self, day: date, zone: ZoneInfo) -> Span:
        """Return when it is on a day; who needs somebody from 22:00 to 6:00 needs her until the next morning."""
        begins, ends = self.clocks or (time(0), time(0))
        return Span(instant(day, begins, zone), instant(day if ends > begins else day + ONE_DAY, ends, zone))


WHOLE_DAY = Part()


def part_of(text: str) -> Part:
    """Return the part that is written so."""
    found = CLOCKS.fullmatch(text)
    if found is None:
        return Part(text)
    return Part(clocks=(time.fromisoformat(found[1]), time.fromisoformat(found[2])))


@dataclass(frozen=True, slots=True)
class Heads:
    """How many a unit needs from a day on, until before `to_day` or for good: Monday to Sunday, and on holidays."""

    unit_id: int
    from_day: date
    to_day: date | None
    by_weekday: tuple[int, ...]
    part: Part = WHOLE_DAY

    def __post_init__(self) -> None:
        if len(self.by_weekday) != FIGURES or min(self.by_weekday) < 0:
            raise ValueError(f"heads are {FIGURES} numbers, Monday to Sunday and holidays, got {self.by_weekday}")

    def on(self, day: date, *, holiday: bool) -> int:
        """Return how many are needed on one of its days."""
        return self.by_weekday[HOLIDAY if holiday else day.weekday()]

    def __contains__(self, day: date) -> bool:
        return self.from_day <= day and (self.to_day is None or day < self.to_day)


def fewest(asked: Span, present: Iterable[Span]) -> int:
    """Return the smallest number of spans that hold at any moment of one; it changes where one begins or ends."""
    held = clip(present, asked)
    moments = {asked.from_at} | {span.to_at for span in held if span.to_at < asked.to_at}
    return min(sum(1 for span in held if span.from_at <= moment < span.to_at) for moment in moments)
