"""What is found of a closed month later: which figure is another now, by how much, and what came in between."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from timeclock.core.closing import MonthKey, is_closed
from timeclock.core.day import DayResult
from timeclock.core.spans import MINUTE, ZERO, DaySpan

# An employment and a day.
DayKey = tuple[int, date]


class Arrival(StrEnum):
    """What kind of thing came after a month was closed.

    `rules`: a law, model or release worked it out otherwise. `other`: nothing of these, for example another person's.
    """

    STAMP = "stamp"
    CORRECTION = "correction"
    RULING = "ruling"
    ABSENCE = "absence"
    ABSENCE_WITHDRAWN = "absence_withdrawn"
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
class Late:
    """A figure of a closed month, in its account's unit: what is booked of it, and what it is now.

    `day` is None where the figure is one of the whole month, as overtime is.
    """

    employment_id: int
    month: date
    account: str
    day: date | None
    booked: int
    figure: int

    @property
    def amount(self) -> int:
        """Return what has to be posted: −36 booked and −6 now are +30."""
        return self.figure - self.booked


def late_days(
    account: str,
    booked: Mapping[DayKey, int],
    now: Iterable[DayResult],
    closed: Collection[MonthKey],
    days: DaySpan,
) -> Iterator[Late]:
    """Yield the days of closed months, among those worked out, whose difference is another than what is booked of it.

    A day that is open, or that the employment does not have any more, is worth nothing.
    """
    figures = {(day.employment_id, day.day): _worth(day.difference) for day in now if is_closed(day, closed)}
    for key in sorted(figures.keys() | {key for key in booked if key[1] in days}):
        employment_id, day = key
        found = Late(employment_id, day.replace(day=1), account, day, booked.get(key, 0), figures.get(key, 0))
        if found.amount:
            yield found


def _worth(difference: timedelta | None) -> int:
    return (difference or ZERO) // MINUTE


def late_months(key: MonthKey, booked: Mapping[str, int], figures: Mapping[str, int]) -> Iterator[Late]:
    """Yield the accounts of a closed month that get another amount of it now than is booked on them."""
    employment_id, month = key
    for account in sorted(booked.keys() | figures.keys()):
        found = Late(employment_id, month, account, None, booked.get(account, 0), figures.get(account, 0))
        if found.amount:
            yield found
