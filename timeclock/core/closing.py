"""Closing a month: what it still wants, what it then holds, and whether it can be opened again."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from timeclock.core.balances import PeriodSum, sum_of
from timeclock.core.day import DayResult, DayState, PersonResult
from timeclock.core.spans import DaySpan

# An employment and the first day of a month.
MonthKey = tuple[int, date]


class Missing(StrEnum):
    """What a month still wants before it is closed."""

    NOT_OVER = "not_over"
    EARLIER_OPEN = "earlier_open"
    BEING_WORKED_OUT = "being_worked_out"
    NOT_WORKED_OUT = "not_worked_out"
    REQUESTS_WAIT = "requests_wait"
    OPEN_DAYS = "open_days"
    OBJECTED = "objected"
    NOT_CONFIRMED = "not_confirmed"
    CHANGED = "changed"


# Who closes may do without these where she says why; the others are true or false, and no reason makes them otherwise.
WITH_REASON = frozenset({Missing.OPEN_DAYS, Missing.OBJECTED, Missing.NOT_CONFIRMED, Missing.CHANGED})


@dataclass(frozen=True, slots=True)
class MonthStanding:
    """Where an employment's month stands before it is closed.

    `earlier_open`: a month before it has results and is not closed. `behind`: facts are stored that no result knows.
    `unfinished` days were not worked out up to their end. `confirmed` days were confirmed by somebody responsible,
    `unchanged` of them are still what she saw, of `days` in all.
    """

    over: bool
    earlier_open: bool
    behind: bool
    unfinished: int
    requests: int
    open_days: int
    objected: bool
    days: int
    confirmed: int
    unchanged: int


def missing(standing: MonthStanding) -> tuple[Missing, ...]:
    """Return what a month still wants: one with an open day that nobody confirmed wants two things."""
    wanted = {
        Missing.NOT_OVER: not standing.over,
        Missing.EARLIER_OPEN: standing.earlier_open,
        Missing.BEING_WORKED_OUT: standing.behind,
        Missing.NOT_WORKED_OUT: standing.unfinished > 0,
        Missing.REQUESTS_WAIT: standing.requests > 0,
        Missing.OPEN_DAYS: standing.open_days > 0,
        Missing.OBJECTED: standing.objected,
        Missing.NOT_CONFIRMED: standing.confirmed < standing.days,
        Missing.CHANGED: standing.unchanged < standing.confirmed,
    }
    return tuple(each for each, is_so in wanted.items() if is_so)


def hindering(wanted: Iterable[Missing], reason: str) -> tuple[Missing, ...]:
    """Return what keeps a month from being closed: with a reason said, only what no reason can replace."""
    said = bool(reason.strip())
    return tuple(each for each in wanted if not (said and each in WITH_REASON))


@dataclass(frozen=True, slots=True)
class MonthFile:
    """A month of an employment about to be closed: its days as known now, and each account before and what it gets."""

    employment_id: int
    month: DaySpan
    version: int
    days: tuple[DayResult, ...]
    before: Mapping[str, int]
    given: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class AccountMonth:
    """What a closed month did to an account, in its unit: 190 minutes before and −40 of the month are 150 after it."""

    kind: str
    before: int
    amount: int

    @property
    def after(self) -> int:
        return self.before + self.amount


@dataclass(frozen=True, slots=True)
class ClosedMonth:
    """What a closed month holds for good."""

    employment_id: int
    month: DaySpan
    version: int
    days: tuple[DayResult, ...]
    sums: PeriodSum
    accounts: tuple[AccountMonth, ...]


def close_month(file: MonthFile) -> ClosedMonth:
    """Return the month as it is closed: its days, their sums, and each account it books on, in order of their names."""
    return ClosedMonth(
        file.employment_id,
        file.month,
        file.version,
        file.days,
        sum_of(file.days),
        tuple(AccountMonth(kind, file.before.get(kind, 0), file.given[kind]) for kind in sorted(file.given)),
    )


def frozen(result: PersonResult, closed: Collection[MonthKey]) -> PersonResult:
    """Return results with the complete days of closed months frozen: what accounts hold of them are postings."""
    if not closed:
        return result
    return replace(result, days=tuple(_frozen(day) if is_closed(day, closed) else day for day in result.days))


def is_closed(day: DayResult, closed: Collection[MonthKey]) -> bool:
    """Say whether a day is one of a closed month."""
    return (day.employment_id, day.day.replace(day=1)) in closed


def _frozen(day: DayResult) -> DayResult:
    return replace(day, state=DayState.FROZEN) if day.state is DayState.COMPLETE else day


class MonthNews(StrEnum):
    """What people are told of a closed month: something was posted of it later, it was opened, or closed anew."""

    LATER = "later"
    REOPENED = "reopened"
    CLOSED_ANEW = "closed_anew"


class Hindrance(StrEnum):
    """Why a closed month is not opened again; what is found later is posted all the same."""

    NOT_CLOSED = "not_closed"
    HANDED_OVER = "handed_over"
    LATER_CLOSED = "later_closed"


def against_reopening(*, closed: bool, handed_over: bool, later_closed: bool) -> Hindrance | None:
    """Return why a month stays as it is: it went to payroll, or a later one was closed upon it."""
    if not closed:
        return Hindrance.NOT_CLOSED
    if handed_over:
        return Hindrance.HANDED_OVER
    return Hindrance.LATER_CLOSED if later_closed else None
