"""The month before and after, for going through a year page by page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Neighbours:
    before: date
    after: date


def neighbours(first_day: date) -> Neighbours:
    """Return the first days of the months before and after."""
    before = (first_day - timedelta(days=1)).replace(day=1)
    after = (first_day + timedelta(days=31)).replace(day=1)
    return Neighbours(before, after)


def next_month(day: date) -> date:
    """Return the first day of the month after a day's."""
    return neighbours(day.replace(day=1)).after
