"""Statistics of a year beside the year before: sums of blocks by unit, by model and by month, as far as shown."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from timeclock.core import disclosure
from timeclock.core.amounts import THOUSAND
from timeclock.core.disclosure import Group, Hidden
from timeclock.core.spans import DaySpan

MONTHS_OF_QUARTER = 3
# What figures are rounded to: hours, days or people.
STEP = 5
HOUR_MINUTES = 60


class Subject(StrEnum):
    """What a block is for: statistics of absences need more people in each."""

    TIMES = "times"
    ABSENCES = "absences"


class Kind(StrEnum):
    """What is counted: minutes, people who stamped themselves, or thousandths of days on which work was due."""

    WORKED = "worked"
    OVERTIME = "overtime"
    REACHED = "reached"
    BALANCE = "balance"
    SICK = "sick"
    LEAVE = "leave"
    OTHER = "other"
    DUE = "due"
    LEFT = "left"

    @property
    def subject(self) -> Subject:
        return Subject.TIMES if self in (Kind.WORKED, Kind.OVERTIME, Kind.REACHED, Kind.BALANCE) else Subject.ABSENCES

    @property
    def stands(self) -> bool:
        """Say whether it is what stands at the end of a quarter, and no sum over its days."""
        return self in (Kind.REACHED, Kind.BALANCE, Kind.LEFT)

    @property
    def whole(self) -> int:
        """Return what one of it is as it is kept: an hour has 60 minutes, a day a thousand thousandths."""
        if self is Kind.REACHED:
            return 1
        return HOUR_MINUTES if self.subject is Subject.TIMES else THOUSAND


class By(StrEnum):
    """What the rows of a table are."""

    UNIT = "unit"
    MODEL = "model"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Sum:
    """What the people of one block came to in a quarter, or in a month those of the whole city."""

    days: DaySpan
    subject: Subject
    groups: Mapping[Group, int]
    amounts: Mapping[Kind, int]


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of some people in some quarters, in hours, days or people rounded to steps; or why it is not.

    `people` of `of` were counted in the last of the quarters.
    """

    exact: int | None
    amount: int | None
    people: int
    of: int
    hidden: Hidden | None


@dataclass(frozen=True, slots=True)
class Forecast:
    """What a year may come to: what is expected, and between what it lies."""

    amount: int
    low: int
    high: int


Quarters = Sequence[Sequence[Sum]]


def quarter_of(day: date) -> DaySpan:
    """Return the quarter a day is in."""
    first = day.replace(month=(day.month - 1) // MONTHS_OF_QUARTER * MONTHS_OF_QUARTER + 1, day=1)
    last = DaySpan.month(first.year, first.month + MONTHS_OF_QUARTER - 1)
    return DaySpan(first, last.to_day)


def months_of(quarter: DaySpan) -> Iterator[DaySpan]:
    """Yield the months of a quarter."""
    first = quarter.from_day
    for no in range(MONTHS_OF_QUARTER):
        yield DaySpan.month(first.year, first.month + no)


def told(quarters: Quarters, kind: Kind, inside: Callable[[Group], bool], least: int, *, partly: bool = False) -> Told:
    """Return what can be told of the people of some groups: of all of them, or partly of those in blocks of their own.

    Where they cannot be told in one of the quarters, they are not in all of them together.
    """
    exact, people, of = 0, 0, 0
    hidden: Hidden | None = None
    for sums in quarters:
        found = disclosure.cut([each.groups for each in sums], inside)
        people, of = found.people, found.of
        if of and not found.blocks:
            hidden = found.hidden(least)
        elif not partly:
            hidden = hidden or found.hidden(least)
        counted = [sums[no].amounts.get(kind) for no in found.blocks]
        if None in counted:
            hidden = hidden or Hidden.NOT_COUNTED
        exact += sum(each for each in counted if each is not None)
    if hidden is not None:
        return Told(None, None, 0, of, hidden)
    return Told(exact, shown(exact, kind), people, of, None)


def of_month(sums: Sequence[Sum], month: DaySpan, kind: Kind) -> Told:
    """Return what is told of a month of the whole city."""
    of_it = next((each for each in sums if each.days == month), None)
    if of_it is None:
        return Told(None, None, 0, 0, Hidden.PEOPLE_CHANGED)
    exact = of_it.amounts.get(kind)
    if exact is None:
        return Told(None, None, 0, 0, Hidden.NOT_COUNTED)
    return Told(exact, shown(exact, kind), 0, 0, None)


def others(total: Told, rows: Sequence[Told], kind: Kind) -> Told | None:
    """Return what all others than those in these rows came to, None where there are none or the total is not told."""
    if total.exact is None:
        return None
    people = total.people - sum(each.people for each in rows)
    exact = total.exact - sum(each.exact or 0 for each in rows)
    if not people and not exact:
        return None
    return Told(exact, shown(exact, kind), people, people, None)


def shown(exact: int, kind: Kind) -> int:
    """Return a sum as it is shown: 1,234 hours and 40 minutes are 1,235 hours."""
    return disclosure.rounded(exact, STEP * kind.whole) // kind.whole


def forecast(this: Sequence[int], last: Sequence[int], rest: int) -> Forecast | None:
    """Return what a year comes to whose quarters so far stand beside the same quarters of the year before.

    What the year before brought in its `rest` is taken at this year's level; the range is what it is at the lowest and
    the highest level of any quarter so far, and as it was. 110 and 90 beside 100 and 100, with 200 to come, are 400,
    between 380 and 420. None where the year before brought nothing to be set beside.
    """
    if min(last, default=0) <= 0:
        return None
    so_far = sum(this)
    level = Fraction(so_far, sum(last))
    levels = [Fraction(1), level, *(Fraction(now, then) for now, then in zip(this, last, strict=True))]
    amount, low, high = (_stepped(so_far + rest * each) for each in (level, min(levels), max(levels)))
    return Forecast(amount, low, high)


def forecast_of_standing(now: int, then: int, end: int) -> Forecast:
    """Return where something stands at the year's end that changes as it did from the same quarter of the year before.

    It lies between what it is now and that: 120 now, 100 then and 70 at the end of that year are 90, from 90 to 120.
    """
    ahead = now + end - then
    return Forecast(ahead, min(now, ahead), max(now, ahead))


def _stepped(amount: Fraction) -> int:
    return disclosure.rounded(round(amount), STEP)
