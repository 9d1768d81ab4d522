"""What is found of a closed month later: which figure is another now, by how much, and what came in between."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from timeclock.core.spans import DaySpan

# Overtime is that of the month in which its week begins (TVöD §7 Abs. 7).
REST_OF_A_WEEK = timedelta(days=6)


class Arrival(StrEnum):
    """What kind of thing came after a month was closed.

    `rules`: a law, model or release worked it out otherwise. `other`: nothing of these, for example another person's.
    """

    STAMP = "stamp"
    CORRECTION = "correction"
    RULING = "ruling"
    ABSENCE = "absence"
    ABSENCE_WITHDRAWN = "absence_withdrawn"
    ABSENCE_NOTED = "absence_noted"
    ORDER = "order"
    ORDER_WITHDRAWN = "order_withdrawn"
    DECLARATION = "declaration"
    PLAN = "plan"
    RULES = "rules"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Came:
    """One fact that came later: what, when it was recorded, under which name it is on record, and why it was said."""

    what: Arrival
    at: datetime
    fact: str = ""
    by: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class LateDay:
    """A day of a closed month whose difference is another than was known: −12 minutes before, +18 now."""

    day: date
    before: int
    now: int

    @property
    def amount(self) -> int:
        """Return by how much: from −12 to +18 it is +30."""
        return self.now - self.before


def late_days(before: Mapping[date, int], now: Mapping[date, int]) -> tuple[LateDay, ...]:
    """Return the days whose difference is another now; one that is open, or is not there any more, is worth nothing."""
    pairs = ((day, before.get(day, 0), now.get(day, 0)) for day in sorted(before.keys() | now.keys()))
    return tuple(LateDay(*pair) for pair in pairs if pair[1] != pair[2])


def with_followers(days: DaySpan) -> DaySpan:
    """Return the days with which a month may come to something else: its own, and the rest of its last week."""
    return DaySpan(days.from_day, days.to_day + REST_OF_A_WEEK)
