"""What a day should look like: day plans, the weekly pattern they stand in, and the rules of the model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from enum import StrEnum
from fractions import Fraction
from math import floor

from timeclock.core.dated import Since
from timeclock.core.lines import Reason
from timeclock.core.spans import MINUTE, ZERO

WEEK_DAYS = 7
HALF = Fraction(1, 2)


@dataclass(frozen=True, slots=True)
class ClockSpan:
    """Wall-clock from (included) to (excluded) within one civil day, 06:00–20:00; to 00:00 means the day's end."""

    from_clock: time
    to_clock: time

    def __post_init__(self) -> None:
        if self.to_clock != time(0) and self.to_clock <= self.from_clock:
            raise ValueError(f"a clock span ends after it begins, got {self.from_clock} to {self.to_clock}")


@dataclass(frozen=True, slots=True)
class DayPlan:
    """A day's target and, where agreed, its frame (Rahmenzeit) and core time (Kernzeit).

    `begins`: when people come who work by it; only where stamps show which plan somebody works by.
    `standby`: how much of the work is Bereitschaftszeit (TVöD §9), waiting for work that counts by half.
    """

    code: str
    target: timedelta
    frame: ClockSpan | None = None
    core_time: ClockSpan | None = None
    begins: time | None = None
    standby: timedelta = ZERO

    def __post_init__(self) -> None:
        if self.target < ZERO:
            raise ValueError(f"a target cannot be negative, got {self.target}")


@dataclass(frozen=True, slots=True)
class Pattern:
    """Day plans that repeat from an anchor day: seven from a Monday is a plain week."""

    days: tuple[DayPlan, ...]
    anchor_day: date

    def on(self, day: date) -> DayPlan:
        """Return the plan of a civil day, before or after the anchor."""
        return self.days[(day - self.anchor_day).days % len(self.days)]


def shared_out(days: tuple[DayPlan, ...], weekly: timedelta) -> tuple[DayPlan, ...]:
    """Return the plans with targets of `weekly` in seven days: 39:00 on five are 7:48 each, 19:30 are 3:54.

    Each day keeps its share, and as much of it is standby time. Targets are whole minutes, and what rounding takes from
    one day the next one gets, so that a round of the pattern adds up.
    """
    full = sum((day.target // MINUTE for day in days), 0)
    if not full:
        return days
    factor = Fraction(weekly // MINUTE * len(days), WEEK_DAYS * full)
    due, before = [], 0
    reached = 0
    for day in days:
        reached += day.target // MINUTE
        until = whole_minutes(reached * factor)
        standby = whole_minutes(day.standby // MINUTE * factor) * MINUTE if day.standby else ZERO
        due.append(replace(day, target=(until - before) * MINUTE, standby=standby))
        before = until
    return tuple(due)


def average_week(pattern: Sequence[DayPlan]) -> timedelta:
    """Return what seven days of a round ask for on average: six duties of 24:00 in 21 days are 48:00."""
    due = sum((plan.target for plan in pattern), ZERO) // MINUTE
    return whole_minutes(Fraction(due * WEEK_DAYS, max(1, len(pattern)))) * MINUTE


def whole_minutes(minutes: Fraction) -> int:
    """Return an agreed working time in whole minutes, half a minute upwards: 39.83 hours are 39:50."""
    return floor(minutes + HALF)


class BreakDeduction(StrEnum):
    """How a missing statutory break is taken off the credit."""

    PLATEAU = "plateau"
    STEP = "step"
    NONE = "none"


class ShiftWork(StrEnum):
    """Shift work in the tariff's sense (TVöD §7): none, Schichtarbeit, or Wechselschichtarbeit round the clock."""

    NONE = "none"
    SHIFTS = "shifts"
    ROUND_THE_CLOCK = "round_the_clock"


class AveragingMethod(StrEnum):
    """Over which window the working day is averaged (ArbZG §3 Satz 2): weeks or calendar months; one, and kept to."""

    WEEKS = "weeks"
    MONTHS = "months"


@dataclass(frozen=True, slots=True)
class Gateway:
    """What a tariff or an agreement based on one opens (ArbZG §§7, 12): a longer day, no breaks, fewer free Sundays.

    `free_sundays`: how many of a year have to be free, None where the act's number stays.
    """

    citation: str
    longest_day: timedelta
    breaks_asked: bool = True
    free_sundays: int | None = None


@dataclass(frozen=True, slots=True)
class OnDemand:
    """Work on demand (TzBfG §12): the least or the most hours of a week that were agreed, or neither."""

    least: timedelta | None = None
    most: timedelta | None = None

    def __post_init__(self) -> None:
        if self.least is not None and self.most is not None:
            raise ValueError("of work on demand either the least or the most hours are agreed")


class CreditDay(StrEnum):
    """Which day a shift that goes past the turn of a day is credited to: first, last, the fullest, each its part."""

    START = "start"
    END = "end"
    MOST = "most"
    SPLIT = "split"


@dataclass(frozen=True, slots=True)
class Attribution:
    """Whose day a shift is; protective law asks its own working day whatever stands here (rulebook C-4).

    A shift is what one employment works within one working day of the rulebook. With `shift_gap` it is what has no gap
    so long, with `longest_shift` what begins within so long of its beginning. `day_starts`: when the days of the credit
    begin, 00:00 where they are civil days.
    """

    credit_day: CreditDay = CreditDay.START
    shift_gap: timedelta | None = None
    longest_shift: timedelta | None = None
    day_starts: time = time(0)


# As the rulebook has it: the local date of the working day's first stamp.
BY_RULEBOOK = Attribution()


@dataclass(frozen=True, slots=True)
class LongTerm:
    """What is worked beside what the terms pay, for long-term credit (Wertguthaben, SGB IV §7b).

    `times` the hours paid, and `more` than that: 2 for 1 in the first half of a block and none in its second, 5 for 4
    before a sabbatical, 3:00 more a week for an account of years.
    """

    citation: str
    times: Fraction = Fraction(1)
    more: timedelta = ZERO

    def worked(self, paid: timedelta) -> timedelta:
        """Return what is worked of a week, in whole minutes: 39:00 for 19:30 where it is twice."""
        return whole_minutes(paid // MINUTE * self.times) * MINUTE + self.more


class Bookable(StrEnum):
    """What may be booked into a working-time account (TVöD §10 Abs. 3).

    balance: what a month leaves above or below its targets; overtime: overtime that is not paid; premiums: premiums as
    time.
    """

    BALANCE = "balance"
    OVERTIME = "overtime"
    PREMIUMS = "premiums"


@dataclass(frozen=True, slots=True)
class TimeAccount:
    """A working-time account (TVöD §10) by an agreement: how far it may go either way, and what is booked into it."""

    citation: str
    most_credit: timedelta
    most_debit: timedelta
    books: frozenset[Bookable]


@dataclass(frozen=True, slots=True)
class LessonWorth:
    """How long a lesson is, and what it counts with all that belongs to it: 0:45 counts 1:18 where 30 are 39:00."""

    length: timedelta
    counts: timedelta

    def __post_init__(self) -> None:
        if not ZERO < self.length <= self.counts:
            raise ValueError(f"a lesson counts what it lasts at least, got {self.counts} for {self.length}")


@dataclass(frozen=True, slots=True)
class OnCallTerms:
    """How being on call binds those who are: how soon they have to be there, and how the city judges that.

    `assessment`: where that judgement is written, empty while there is none. `is_work`: by it being on call is working
    time for every protective limit (EuGH C-344/19), called or not; what is paid for it stays what the tariff says.
    `credits_rest`: planned work that has to wait because a call cut the rest is credited; where not, it stays due.
    """

    reaction_time: timedelta | None = None
    assessment: str = ""
    is_work: bool = False
    credits_rest: bool = False

    def __post_init__(self) -> None:
        if self.is_work and not self.assessment:
            raise ValueError("on call is working time where an assessment says so: name it")


@dataclass(frozen=True, slots=True)
class ModelRules:
    """The figures of a working-time model that do not belong to one weekday.

    `longest_session`: an in and an out further apart are not one work session but two missing stamps.
    `day_starts`: when days turn (Tageswechsel); a badge held without a key after that is a coming, whatever was open.
    None where work goes round the clock.
    `doubled_within`: a second stamp of the same kind so soon after the first is the same act, done twice.
    `wrong_key_within`: an in so soon after an out takes it back as a wrong key, and the other way round.
    `agreement`: how the model's own figures (frame, core time, target) are cited.
    `follows_terms`: the targets are shares of a full week; what is due follows the weekly hours of each one's terms.
    `balanced_days`: a longer day is made up for by shorter ones of the same week, as JArbSchG §8 Abs. 2a asks.
    `corridor`: the upper limit of a week in a working-time corridor (TVöD §6 Abs. 6); overtime only lies above it.
    `daily_frame`: the frame is a Rahmenzeit (TVöD §6 Abs. 7); overtime only lies outside. `account`: there is one of
    working time, as both need it (TVöD §10 Abs. 1).
    `season`: a week of this season is so many times that of the terms; others of the year make up for it.
    `shortened_rest`: it is work in a house in which ArbZG §5 Abs. 2 lets a rest be cut: hospitals, care, zoos.
    `on_demand`: the work is called when there is some.
    `lessons`: what is taught counts by lessons. `prepares`: the tariff keeps hours of each year for preparation (SuE).
    `long_term`: more or less is worked than is paid, and the difference is long-term credit.
    `holiday_time_off`: the roster gives time off for work on a holiday and says so, as TVöD §8 asks.
    `standby_percent`: what share of standby on site is credited. `standby_time`: it is Bereitschaftszeit within the
    regular week (TVöD §9), credited as the tariff says.
    `recognised`: who stands in for others (Springer) works by whichever of the day plans begins nearest to her coming.
    `attribution`: which day a shift is credited to.
    `on_call`: what binds those who are on call, None where the model has nothing to say of it.
    """

    break_deduction: BreakDeduction = BreakDeduction.PLATEAU
    longest_session: timedelta = timedelta(hours=16)
    day_starts: time | None = time(4)
    doubled_within: timedelta = timedelta(minutes=2)
    wrong_key_within: timedelta = timedelta(seconds=60)
    agreement: str = ""
    follows_terms: bool = False
    shift_work: ShiftWork = ShiftWork.NONE
    holiday_time_off: bool = False
    gateway: Gateway | None = None
    balanced_days: bool = False
    shortened_rest: bool = False
    averaging: AveragingMethod = AveragingMethod.WEEKS
    recognised: bool = False
    standby_percent: int = 100
    standby_time: bool = False
    corridor: timedelta | None = None
    on_demand: OnDemand | None = None
    lessons: LessonWorth | None = None
    prepares: bool = False
    long_term: LongTerm | None = None
    attribution: Attribution = BY_RULEBOOK
    daily_frame: bool = False
    account: TimeAccount | None = None
    season: Fraction = Fraction(1)
    on_call: OnCallTerms | None = None

    @property
    def without_overtime_in_the_week(self) -> bool:
        """Whether more than the target is no overtime in itself, for a corridor or a daily frame is agreed."""
        return self.corridor is not None or self.daily_frame

    def due(self, days: tuple[DayPlan, ...], weekly: timedelta) -> tuple[DayPlan, ...]:
        """Return the day plans of a round with the targets due where the terms say so many hours a week."""
        if not self.follows_terms:
            return days
        worked = weekly if self.long_term is None else self.long_term.worked(weekly)
        return shared_out(days, whole_minutes(worked // MINUTE * self.season) * MINUTE)


@dataclass(frozen=True, slots=True)
class PlanInForce:
    """What holds for one employment on one day: `plan` is None where no model is assigned.

    `sunday_exemption`: the number of ArbZG §10 that allows this unit work on Sundays and holidays; empty means none.
    `regime`: whose rules of pay the terms name (tvoed, azvo_nrw); empty where there are no terms.
    `choices`: the day plans among which the stamps choose. `held_by`: why this plan holds, the pattern being the rule.
    `weekly`: the hours of a week that the terms pay, None where there are none.
    `pattern`: the plans of a whole round.
    `since`: from when on its figures hold for her: those of the model's version, of her assignment and of her terms.
    """

    employment_id: int
    plan: DayPlan | None
    rules: ModelRules
    sunday_exemption: str = ""
    regime: str = ""
    choices: tuple[DayPlan, ...] = ()
    held_by: Reason = Reason.PATTERN
    weekly: timedelta | None = None
    pattern: tuple[DayPlan, ...] = ()
    since: Since | None = None

    @property
    def plan_since(self) -> Since | None:
        """From when on the plan holds: since its model's figures do, but where the day was given a plan of its own."""
        of_model = self.held_by is Reason.PATTERN or self.plan in self.pattern
        return self.since if of_model else None

    @property
    def weekly_work(self) -> timedelta | None:
        """The hours of a week that are worked: those of the terms, but where long-term credit is saved or used up."""
        return self.weekly if self.weekly is None or self.rules.long_term is None else average_week(self.pattern)


PlansByDay = Mapping[date, PlanInForce]
