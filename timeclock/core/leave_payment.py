"""Which entitlement pays for a day of leave: of those that may, the one that expires first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from timeclock.core.leave_year import NONE, LeaveKind

WHOLE = Fraction(1)
HALF_DAY = Fraction(1, 2)
# Which kinds pay for which reason of an absence.
PAYING: Mapping[str, frozenset[LeaveKind]] = {
    "leave": frozenset({LeaveKind.ANNUAL, LeaveKind.DISABILITY, LeaveKind.SHIFT}),
    "extra_leave": frozenset({LeaveKind.DISABILITY, LeaveKind.SHIFT}),
    "exchange_day": frozenset({LeaveKind.EXCHANGE}),
    "regeneration_day": frozenset({LeaveKind.REGENERATION}),
    "conversion_day": frozenset({LeaveKind.CONVERSION}),
}


@dataclass(frozen=True, slots=True)
class Entitlement:
    """Leave of one kind and year: how much there is, from which day on it can be taken, and until which.

    `begun`: it is enough that the absence begins by the last day. `until` is None where it does not lapse.
    """

    kind: LeaveKind
    year: int
    days: Fraction
    from_day: date
    until: date | None = None
    begun: bool = False


@dataclass(frozen=True, slots=True)
class LeaveDay:
    """A day that uses up leave: how much of it, for which reason, and when its absence began."""

    day: date
    reason: str
    began: date
    share: Fraction = WHOLE


@dataclass(frozen=True, slots=True)
class Use:
    """What one entitlement pays of a day; kind and year are None for what none pays."""

    day: date
    days: Fraction
    kind: LeaveKind | None = None
    year: int | None = None


@dataclass(slots=True)
class _Purse:
    entitlement: Entitlement
    left: Fraction = field(default=NONE)

    def pays(self, wanted: LeaveDay) -> bool:
        held = self.entitlement
        latest = wanted.began if held.begun else wanted.day
        in_time = held.until is None or latest <= held.until
        return self.left > 0 and held.kind in PAYING[wanted.reason] and held.from_day <= wanted.day and in_time


def paid(entitlements: Sequence[Entitlement], days: Iterable[LeaveDay]) -> tuple[Use, ...]:
    """Return who pays for each day, in the order of days; what is left of a day goes on to the next entitlement."""
    purses = [_Purse(each, each.days) for each in sorted(entitlements, key=_expires_first)]
    return tuple(use for each in sorted(days, key=_in_order) for use in _paid(purses, each))


def _paid(purses: Iterable[_Purse], wanted: LeaveDay) -> Iterable[Use]:
    due = wanted.share
    for purse in purses:
        if due and purse.pays(wanted):
            taken = min(due, purse.left)
            purse.left -= taken
            due -= taken
            yield Use(wanted.day, taken, purse.entitlement.kind, purse.entitlement.year)
    if due:
        yield Use(wanted.day, due)


def _expires_first(each: Entitlement) -> tuple[date, int, str]:
    return each.until or date.max, each.year, each.kind


def _in_order(each: LeaveDay) -> tuple[date, str]:
    return each.day, each.reason
