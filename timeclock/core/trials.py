"""What days and an account come to by what holds and by what is tried, and which causes move the balance."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TypeVar

from timeclock.core import cut_offs
from timeclock.core.accounts import CutOff, Light, Limits, light
from timeclock.core.changed_figures import Changed
from timeclock.core.day import DayResult
from timeclock.core.figures import LapseFigures
from timeclock.core.findings import Code, Finding, Severity
from timeclock.core.lines import Line, Part, Reason
from timeclock.core.premiums import PremiumKind
from timeclock.core.spans import MINUTE

T = TypeVar("T")


class Cause(StrEnum):
    """What makes a balance another one."""

    WORK = "work"
    TARGET = "target"
    BREAKS = "breaks"
    FRAME = "frame"
    STANDBY = "standby"
    LESSONS = "lessons"
    HOLIDAYS = "holidays"
    ABSENCES = "absences"
    CUT_OFF = "cut_off"


BY_REASON: Mapping[Cause, frozenset[Reason]] = {
    Cause.TARGET: frozenset(
        {Reason.PATTERN, Reason.SPECIAL_PLAN, Reason.SHIFT, Reason.OFF_DUTY, Reason.RECOGNISED, Reason.NOT_RECORDED}
    ),
    Cause.BREAKS: frozenset({Reason.BREAK_DEDUCTED, Reason.BREAK_CONTESTED, Reason.BREAK_PAID}),
    Cause.FRAME: frozenset({Reason.OUTSIDE_FRAME, Reason.ORDERED}),
    Cause.STANDBY: frozenset({Reason.STANDBY_ON_SITE, Reason.STANDBY_SHARE}),
    Cause.LESSONS: frozenset({Reason.LESSONS, Reason.LESSONS_COUNT, Reason.PREPARATION, Reason.PATTERN_LESSONS}),
    Cause.HOLIDAYS: frozenset({Reason.HOLIDAY, Reason.HOLIDAY_SHARE, Reason.HOLIDAY_PAID, Reason.CLOSED_DAY}),
    Cause.WORK: frozenset(
        {
            Reason.WORK,
            Reason.ERRAND,
            Reason.MOBILE_WORK,
            Reason.CALL_OUT,
            Reason.REMOTE_CALL,
            Reason.DOUBLED_STAMP,
            Reason.WRONG_KEY,
            Reason.HONORARY,
        }
    ),
}
CAUSE_OF = {reason: cause for cause, reasons in BY_REASON.items() for reason in reasons}
# How many causes are told.
BIGGEST = 3


@dataclass(frozen=True, slots=True)
class Side:
    """What some days come to by one of the two, in minutes where it is no count.

    `cut`: what lapsed or went to another account at cut-offs; `waiting`: what people have to decide of then. `beyond`:
    at how many ends of months the account lay beyond a limit. `other_violations` and `other_warnings`: those whose kind
    is not told.
    """

    worked: int = 0
    open_days: int = 0
    balance: int = 0
    cut: int = 0
    waiting: int = 0
    beyond: int = 0
    violations: Mapping[Code, int] = field(default_factory=dict)
    warnings: Mapping[Code, int] = field(default_factory=dict)
    premiums: Mapping[PremiumKind, int] = field(default_factory=dict)
    other_violations: int = 0
    other_warnings: int = 0

    @property
    def violated(self) -> int:
        """How often law was violated, whatever the kind."""
        return sum(self.violations.values()) + self.other_violations

    @property
    def warned(self) -> int:
        return sum(self.warnings.values()) + self.other_warnings

    @property
    def premium(self) -> int:
        """The minutes that earn a premium, of all kinds."""
        return sum(self.premiums.values())


def together(sides: Iterable[Side]) -> Side:
    """Return the sums of several people."""
    every = list(sides)
    return Side(
        sum(each.worked for each in every),
        sum(each.open_days for each in every),
        sum(each.balance for each in every),
        sum(each.cut for each in every),
        sum(each.waiting for each in every),
        sum(each.beyond for each in every),
        added(each.violations for each in every),
        added(each.warnings for each in every),
        added(each.premiums for each in every),
        sum(each.other_violations for each in every),
        sum(each.other_warnings for each in every),
    )


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an account stands in the end, and what became of it at its cut-offs and at the ends of months."""

    balance: int
    cut: int = 0
    waiting: int = 0
    beyond: int = 0


@dataclass(frozen=True, slots=True)
class Cutting:
    """A cut-off of an account: the balance after its day, and what it has moved that by, nothing if it is to come.

    `law` is None where nothing lapses.
    """

    on: date
    balance: int
    posted: int
    cut_off: CutOff
    law: LapseFigures | None


@dataclass(frozen=True, slots=True)
class MonthEnd:
    """Where an account stood at the end of a month, and how far it might go."""

    on: date
    balance: int
    limits: Limits


@dataclass(frozen=True, slots=True)
class Course:
    """An account as it went: its cut-offs, the ends of months, and where it stands after the last day."""

    balance: int
    cuttings: Sequence[Cutting] = ()
    month_ends: Sequence[MonthEnd] = ()


def side(days: Sequence[DayResult], findings: Sequence[Finding], standing: Standing) -> Side:
    """Return what days come to, with what was found on them and where the account stands."""
    counted = [each.worked for each in days if each.worked is not None]
    premiums = Counter[PremiumKind]()
    for day in days:
        premiums.update({each.kind: each.amount // MINUTE for each in day.premiums})
    return Side(
        sum(each // MINUTE for each in counted),
        len(days) - len(counted),
        standing.balance,
        standing.cut,
        standing.waiting,
        standing.beyond,
        _counted(findings, Severity.VIOLATION),
        _counted(findings, Severity.WARNING),
        premiums,
    )


def _counted(findings: Sequence[Finding], severity: Severity) -> Mapping[Code, int]:
    return Counter(each.code for each in findings if each.severity is severity)


def moved(now: Sequence[DayResult], then: Sequence[DayResult]) -> Mapping[date, int]:
    """Return by how many minutes each day's difference would be another one, where it would; an open day has none."""
    pairs = zip(now, then, strict=True)
    found = {is_now.day: _difference(would_be) - _difference(is_now) for is_now, would_be in pairs}
    return {day: length for day, length in found.items() if length}


def _difference(day: DayResult) -> int:
    return 0 if day.difference is None else day.difference // MINUTE


def causes(now: Sequence[DayResult], then: Sequence[DayResult]) -> Mapping[Cause, int]:
    """Return what moves the differences of days, in minutes by cause; together they are what `moved` comes to.

    More work adds and a higher target takes: 7:48 due instead of 8:00 is twelve minutes more by the target.
    """
    found = Counter(_by_cause(then))
    found.subtract(_by_cause(now))
    return {cause: length for cause, length in found.items() if length}


def _by_cause(days: Iterable[DayResult]) -> Counter[Cause]:
    found = Counter[Cause]()
    for day in days:
        for line in day.lines if day.difference is not None else ():
            found[CAUSE_OF.get(line.reason, Cause.ABSENCES)] += _worth(line)
    return found


def _worth(line: Line) -> int:
    return (line.amount if line.part is Part.WORKED else -line.amount) // MINUTE


def biggest(found: Mapping[Cause, int]) -> Sequence[tuple[Cause, int]]:
    """Return the causes that move most, the biggest first; of two as big the one that stands first in their list."""
    order = list(Cause)
    ranked = sorted(found.items(), key=lambda item: (-abs(item[1]), order.index(item[0])))
    return ranked[:BIGGEST]


def added(several: Iterable[Mapping[T, int]]) -> Mapping[T, int]:
    """Return the sums by key."""
    found = Counter[T]()
    for each in several:
        found.update(each)
    return found


def standing(course: Course, moves: Mapping[date, int], changed: Changed) -> Standing:
    """Return where an account stands as it went, moved by days, with its cut-offs taken as they are agreed or tried.

    What a cut-off leaves follows from the balance of that day: of 35:00 it takes nothing where 40:00 are kept, and
    15:00 where it is 20:00; an hour more before it is an hour more that goes.
    """
    events: list[Cutting | MonthEnd] = [*course.cuttings, *course.month_ends]
    found, shift, reached = Counter[str](), 0, date.min
    for event in sorted(events, key=_in_order):
        shift += _between(moves, reached, event.on)
        reached = event.on
        if isinstance(event, MonthEnd):
            found["beyond"] += light(event.balance + shift, changed.limits(event.limits)) is Light.RED
        else:
            before, cut_off = event.balance - event.posted + shift, changed.cut_off(event.cut_off)
            left = cut_offs.applied(before, cut_off, event.law).carried
            found.update(cut=before - left, waiting=cut_offs.waiting(before, cut_off, event.law))
            shift = left - event.balance
    shift += _between(moves, reached, date.max)
    return Standing(course.balance + shift, found["cut"], found["waiting"], found["beyond"])


def _between(moves: Mapping[date, int], reached: date, until: date) -> int:
    return sum(length for day, length in moves.items() if reached < day <= until)


def _in_order(event: Cutting | MonthEnd) -> tuple[date, bool]:
    """Return what comes first: of one day the cut-off, so that the month ends with what it leaves."""
    return event.on, isinstance(event, MonthEnd)
