"""One act for many at once: what is asked for whom, whom it leaves out and why, and what it does to a balance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import StrEnum
from uuid import UUID

from timeclock.core import posting_acts
from timeclock.core.absences import AbsenceReason, Credit
from timeclock.core.accounts import AccountKind, Opened, PostingKind
from timeclock.core.day import DayResult
from timeclock.core.lines import Part
from timeclock.core.posting_acts import Act
from timeclock.core.spans import MINUTE, ZERO, DaySpan
from timeclock.core.walltime import ONE_DAY

# What many may be away for at once: it needs neither a certificate nor figures of its own.
CREDITS = frozenset({Credit.PLANNED, Credit.NO_TARGET, Credit.NOTHING})


class MassState(StrEnum):
    """proposed: somebody else has to agree; in_force: it counts; undone: it counted once; the others never did."""

    PROPOSED = "proposed"
    IN_FORCE = "in_force"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    UNDONE = "undone"


class LeftOut(StrEnum):
    """Why somebody who was selected is not hit."""

    NOT_EMPLOYED = "not_employed"
    AWAY = "away"
    NO_PLAN = "no_plan"
    MONTH_CLOSED = "month_closed"
    NO_ACCOUNT = "no_account"
    BEYOND_LIMIT = "beyond_limit"


@dataclass(frozen=True, slots=True)
class Away:
    """Everybody is away for a reason from the first day to the last, both included; clocks where it is hours."""

    reason: str
    first: date
    last: date
    from_clock: time | None = None
    to_clock: time | None = None

    @property
    def days(self) -> DaySpan:
        return DaySpan(self.first, self.last + ONE_DAY)


@dataclass(frozen=True, slots=True)
class Written:
    """Everybody gets, or with a minus loses, minutes on an account as of a day."""

    account: str
    day: date
    minutes: int

    @property
    def days(self) -> DaySpan:
        return DaySpan.one(self.day)


@dataclass(frozen=True, slots=True)
class Selection:
    """Who is meant: the people of units and models, and single staff numbers besides or not at all.

    Without units it is everybody within reach, without models whoever works by whichever.
    """

    units: frozenset[UUID] = frozenset()
    with_below: bool = True
    models: frozenset[str] = frozenset()
    also: frozenset[str] = frozenset()
    but: frozenset[str] = frozenset()
    only_planned: bool = True

    def takes(self, staff_no: str, model: str, *, in_units: bool) -> bool:
        """Say whether somebody is meant; a number named counts before units and models do."""
        if staff_no in self.but:
            return False
        return staff_no in self.also or (in_units and (not self.models or model in self.models))


@dataclass(frozen=True, slots=True)
class Order:
    """What is done for whom, and why, in words the people read."""

    act: Away | Written
    selection: Selection
    why: str


@dataclass(frozen=True, slots=True)
class Effect:
    """What it does to one: what was planned, what is credited for it, and by how much the balance moves.

    `moved` is None where a day is open, so that nobody knows yet.
    """

    planned: timedelta = ZERO
    credited: timedelta = ZERO
    moved: timedelta | None = ZERO


@dataclass(frozen=True, slots=True)
class Account:
    """What somebody's account would be written on by: its kind on the day, None where there is none, and hers.

    `is_hers`: she has it already; `regime` is hers on the day; `balance` is what stands on it, in minutes.
    """

    kind: AccountKind | None
    is_hers: bool
    regime: str
    balance: int

    @property
    def is_to_have(self) -> bool:
        """Say whether she has it, or comes to it by rule."""
        if self.kind is None:
            return False
        return self.is_hers or (self.kind.opened is Opened.BY_RULE and self.kind.is_for(self.regime))


@dataclass(frozen=True, slots=True)
class Looked:
    """What is known of one who was selected: on which the act depends.

    `is_employed` on all of the days; `is_away` for the whole of one of them; `is_closed`: the month of one is.
    `account` is None where nothing is written on any.
    """

    is_employed: bool
    is_away: bool
    is_closed: bool
    effect: Effect
    account: Account | None = None


def fits_many(reason: AbsenceReason) -> bool:
    """Say whether a reason can be entered for many at once."""
    return reason.credit in CREDITS and not reason.needs_certificate


def left_out(order: Order, looked: Looked) -> LeftOut | None:
    """Return why somebody is left out, None where she is hit.

    Who is away already stays so: illness is not turned into a bridge day. In a closed month an absence becomes a
    difference found later; on an account nothing is written there.
    """
    if not looked.is_employed:
        return LeftOut.NOT_EMPLOYED
    if isinstance(order.act, Away) and looked.is_away:
        return LeftOut.AWAY
    if order.selection.only_planned and not looked.effect.planned:
        return LeftOut.NO_PLAN
    if isinstance(order.act, Written) and looked.account is not None:
        return _not_written(order.act, looked.account, is_closed=looked.is_closed)
    return None


def _not_written(act: Written, account: Account, *, is_closed: bool) -> LeftOut | None:
    if is_closed:
        return LeftOut.MONTH_CLOSED
    if account.kind is None or not account.is_to_have:
        return LeftOut.NO_ACCOUNT
    wanted = Act(PostingKind.MANUAL, act.minutes, account.kind)
    return None if posting_acts.refused(wanted, account.balance) is None else LeftOut.BEYOND_LIMIT


def effect(now: Sequence[DayResult], then: Sequence[DayResult], today: date) -> Effect:
    """Return what days change: a bridge day credited in advance moves nothing, a flextime day costs its target.

    A day that is not over counts for nothing yet, so of it the whole difference is what is to come.
    """
    moved: timedelta | None = ZERO
    for before, after in zip(now, then, strict=True):
        counted = before.difference if before.day < today else ZERO
        if moved is None or after.difference is None or counted is None:
            moved = None
        else:
            moved += after.difference - counted
    return Effect(sum((each.target for each in now), ZERO), _credited(then) - _credited(now), moved)


def _credited(days: Sequence[DayResult]) -> timedelta:
    lines = (line for day in days for line in day.lines)
    return sum((line.amount for line in lines if line.part is Part.WORKED and "of_class" in line.figures), ZERO)


def written(minutes: int, planned: timedelta) -> Effect:
    """Return what a posting does."""
    return Effect(planned, ZERO, minutes * MINUTE)
