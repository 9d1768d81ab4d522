"""What a day should look like: day plans, the weekly pattern they stand in, and the rules of the model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import StrEnum

from timeclock.core.spans import ZERO


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
    """A day's target and, where agreed, its frame (Rahmenzeit) and core time (Kernzeit)."""

    code: str
    target: timedelta
    frame: ClockSpan | None = None
    core_time: ClockSpan | None = None

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


class BreakDeduction(StrEnum):
    """How a missing statutory break is taken off the credit."""

    PLATEAU = "plateau"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class ModelRules:
    """The figures of a working-time model that do not belong to one weekday.

    `longest_session`: an in and an out further apart are not one work session but two missing stamps.
    `day_starts`: when days turn (Tageswechsel); a badge held without a key after that is a coming, whatever was open.
    None where work goes round the clock.
    `doubled_within`: a second stamp of the same kind so soon after the first is the same act, done twice.
    `agreement`: how the model's own figures (frame, core time, target) are cited.
    """

    break_deduction: BreakDeduction = BreakDeduction.PLATEAU
    longest_session: timedelta = timedelta(hours=16)
    day_starts: time | None = time(4)
    doubled_within: timedelta = timedelta(minutes=2)
    agreement: str = ""


@dataclass(frozen=True, slots=True)
class PlanInForce:
    """What holds for one employment on one day: `plan` is None where no model is assigned.

    `sunday_exemption`: the number of ArbZG §10 that allows this unit work on Sundays and holidays; empty means none.
    """

    employment_id: int
    plan: DayPlan | None
    rules: ModelRules
    sunday_exemption: str = ""


PlansByDay = Mapping[date, PlanInForce]
