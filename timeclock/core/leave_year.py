"""A year of leave: what it follows from, and what it gives as small bills of exact days."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from fractions import Fraction

from timeclock.core.periods import MONTHS
from timeclock.core.spans import DaySpan
from timeclock.core.walltime import ONE_DAY

NONE = Fraction()


class LeaveKind(StrEnum):
    """What the leave is for: annual, for a disability, for shift work, and days that were chosen in place of pay."""

    ANNUAL = "annual"
    DISABILITY = "disability"
    SHIFT = "shift"
    EXCHANGE = "exchange"
    REGENERATION = "regeneration"
    CONVERSION = "conversion"


class LeaveReason(StrEnum):
    """What a line of leave is for.

    year: what a year gives where work lies on so many days a week; part: only some months of it; reduced: months
    without work and pay; retired: half of it; rounded; least: what the statute gives in any case; status: of the
    disability; shifts: for months of shift work; regeneration: of the social service; declared: chosen in place of pay.
    """

    YEAR = "year"
    PART = "part"
    REDUCED = "reduced"
    RETIRED = "retired"
    ROUNDED = "rounded"
    LEAST = "least"
    STATUS = "status"
    SHIFTS = "shifts"
    REGENERATION = "regeneration"
    DECLARED = "declared"


@dataclass(frozen=True, slots=True)
class LeaveLine:
    """One signed line: days of leave, why, and by which rule."""

    reason: LeaveReason
    days: Fraction
    rule: str
    citation: str
    figures: Mapping[str, int | str] = field(default_factory=dict)


def total(lines: Iterable[LeaveLine]) -> Fraction:
    """Return the sum of signed lines: 30 less 12.5 rounded by 0.5 is 18."""
    return sum((line.days for line in lines), NONE)


@dataclass(frozen=True, slots=True)
class Granted:
    """What a year gives of one kind: the sum of its lines."""

    kind: LeaveKind
    lines: tuple[LeaveLine, ...]

    @property
    def days(self) -> Fraction:
        return total(self.lines)


@dataclass(frozen=True, slots=True)
class WorkedDays:
    """For how many months of a year work lies on how many days a week."""

    months: Fraction
    days_per_week: int


@dataclass(frozen=True, slots=True)
class ShiftMonths:
    """Months of shift work in a row that are completed within the year, and those of the same row before it."""

    months: int
    before: int = 0


@dataclass(frozen=True, slots=True)
class LeaveYear:
    """What an employment's leave of a calendar year follows from.

    `entry`, `exit`: its first and its last day; None where it began years ago, and while nobody knows its end.
    `reduced`: full calendar months without work and pay. `retires`: it ends because an official retires.
    `disabled`: the days of the year with the status of a severely disabled person, None without.
    `round_the_clock`, `shifts`: rows of months of such work. `social`: she is in the social and educational service.
    """

    year: int
    regime: str
    weeks: tuple[WorkedDays, ...]
    entry: date | None = None
    exit: date | None = None
    reduced: int = 0
    born_on: date | None = None
    retires: bool = False
    disabled: DaySpan | None = None
    round_the_clock: tuple[ShiftMonths, ...] = ()
    shifts: tuple[ShiftMonths, ...] = ()
    social: bool = False

    @property
    def new_year(self) -> date:
        return date(self.year, 1, 1)

    @property
    def employed(self) -> DaySpan:
        """The days of the employment within the year, none of them where it lies outside."""
        first = max(self.new_year, self.entry or self.new_year)
        last = date(self.year, MONTHS, 31) if self.exit is None else min(self.exit, date(self.year, MONTHS, 31))
        return DaySpan(first, max(first, last + ONE_DAY))

    @property
    def is_employed(self) -> bool:
        """Whether the employment has a day within the year."""
        return self.employed.from_day < self.employed.to_day

    @property
    def last(self) -> date:
        return self.employed.to_day - ONE_DAY

    @property
    def is_part(self) -> bool:
        """Whether the employment begins or ends within the year."""
        return self.employed != DaySpan(self.new_year, date(self.year + 1, 1, 1))

    @property
    def ends_within(self) -> bool:
        """Whether the employment ends before or with the year."""
        return self.exit is not None and self.exit.year <= self.year

    @property
    def days_per_week(self) -> Fraction:
        """On how many days a week work lies on average of the year's months."""
        months = sum((each.months for each in self.weeks), NONE)
        return sum((each.months * each.days_per_week for each in self.weeks), NONE) / months if months else NONE

    def with_disability(self, from_day: date | None, to_day: date | None = None) -> LeaveYear:
        """Return the year with the status of a severely disabled person from a day on, to (excluded) another."""
        employed = self.employed
        if from_day is None or from_day >= employed.to_day or (to_day is not None and to_day <= employed.from_day):
            return self
        until = employed.to_day if to_day is None else min(to_day, employed.to_day)
        return replace(self, disabled=DaySpan(max(from_day, employed.from_day), until))
