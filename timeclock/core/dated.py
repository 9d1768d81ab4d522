"""Figures and functions that hold from a first day."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date
from operator import itemgetter
from typing import Generic, TypeVar

T = TypeVar("T")


class NotInForce(LookupError):
    """Nothing of this name holds on that day."""

    def __init__(self, name: str, day: date) -> None:
        super().__init__(f"{name}: nothing is in force on {day.isoformat()}; add an entry that begins earlier")


@dataclass(frozen=True, slots=True)
class Since:
    """From which day on a figure holds, and whether another held until the day before."""

    day: date
    replaces: bool = False


@dataclass(frozen=True, slots=True)
class Dated(Generic[T]):
    """Entries by first day, ascending; asked with `.on(day)`, silent about nothing."""

    name: str
    entries: tuple[tuple[date, T], ...]

    def __post_init__(self) -> None:
        days = [day for day, _ in self.entries]
        if not days or days != sorted(set(days)):
            raise ValueError(f"{self.name}: entries need ascending, distinct first days, got {days}")

    def if_on(self, day: date) -> T | None:
        """Return what holds on `day`, None before the first entry: nobody had it then."""
        return None if day < self.entries[0][0] else self.on(day)

    def on(self, day: date) -> T:
        """Return what holds on `day`; raise `NotInForce` before the first entry."""
        newest, held = self.entries[-1]
        if day >= newest:  # nearly always
            return held
        found = bisect_right(self.entries, day, key=itemgetter(0))
        if not found:
            raise NotInForce(self.name, day)
        return self.entries[found - 1][1]

    def since(self, day: date) -> Since:
        """Return from which day on what holds on `day` does; raise `NotInForce` before the first entry."""
        found = bisect_right(self.entries, day, key=itemgetter(0))
        if not found:
            raise NotInForce(self.name, day)
        return Since(self.entries[found - 1][0], replaces=found > 1)
