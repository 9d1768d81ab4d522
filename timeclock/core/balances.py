"""Balances over day results: open days carry no difference."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from itertools import repeat

from timeclock.core.day import DayResult
from timeclock.core.spans import ZERO


@dataclass(frozen=True, slots=True)
class PeriodSum:
    """The sums of some days, a month for example; only days with a difference count, so worked − target is it.

    `open_days` are the days left out because a stamp is missing or still to come.
    """

    worked: timedelta
    target: timedelta
    difference: timedelta
    open_days: int


def sum_of(days: Iterable[DayResult]) -> PeriodSum:
    """Return the sums of the days: 8:00 and 7:30 at 7:48 each are 15:30 worked, 15:36 target, −0:06."""
    worked, target, open_days = ZERO, ZERO, 0
    for day in days:
        if day.worked is None:
            open_days += 1
        else:
            worked += day.worked
            target += day.target
    return PeriodSum(worked, target, worked - target, open_days)


def running(
    differences: Iterable[timedelta | None], before: timedelta = ZERO, posted: Iterable[timedelta] = repeat(ZERO)
) -> tuple[timedelta, ...]:
    """Return the balance after each day; an open day leaves it: from 1:00, +0:12, open, −0:30 is 1:12, 1:12, 0:42.

    `posted` is what postings add to each day.
    """
    balances = []
    balance = before
    for difference, moved in zip(differences, posted, strict=False):
        balance += (difference or ZERO) + moved
        balances.append(balance)
    return tuple(balances)
