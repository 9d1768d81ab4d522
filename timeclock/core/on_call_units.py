"""What a month on call is worth to payroll, entry by entry: flat rates, hours, calls, and the premiums of calls."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import TypeAlias

from timeclock.core.amounts import Amount, AmountKind, Unit
from timeclock.core.day import DayResult
from timeclock.core.premiums import Premium, PremiumKind
from timeclock.core.sessions import CALLS, work_spans
from timeclock.core.spans import MINUTE, ZERO, clip, total

KINDS = (AmountKind.ON_CALL, AmountKind.ON_CALL_HOURS, AmountKind.CALL_OUT, AmountKind.REMOTE_CALL)
UnitKind: TypeAlias = AmountKind | PremiumKind


@dataclass(frozen=True, slots=True)
class Entry:
    """What a day gives payroll for being on call.

    Duties and calls stand on the day the duty begins, premiums on the day the work is credited to.
    """

    day: date
    paid: Amount | Premium

    @property
    def amount(self) -> Fraction:
        """Return hours of pay or minutes."""
        return self.paid.amount if isinstance(self.paid, Amount) else Fraction(self.paid.amount // MINUTE)

    @property
    def unit(self) -> Unit:
        return self.paid.unit if isinstance(self.paid, Amount) else Unit.MINUTES

    @property
    def percent(self) -> int | None:
        """Return the share of an hour's pay that an hour of a premium is worth."""
        return None if isinstance(self.paid, Amount) else self.paid.percent


def entries(days: Iterable[DayResult]) -> tuple[Entry, ...]:
    """Return what days have of being on call: of Friday 15:00 to Monday 7:00 with a call on Sunday 10 and 60 min."""
    return tuple([Entry(day.day, paid) for day in days for paid in _paid(day)])


def _paid(day: DayResult) -> Iterator[Amount | Premium]:
    yield from (each for each in day.amounts if each.kind in KINDS)
    yield from _premiums(day)


def _premiums(day: DayResult) -> Iterator[Premium]:
    """Yield of each premium the part that was earned in calls, by the minute; what else was worked has its own way."""
    called = [span for session in day.sessions if session.kind in CALLS for span in work_spans(session)]
    for premium in day.premiums:
        parts = tuple([part for call in called for part in clip(premium.spans, call)])
        if (length := total(parts)) > ZERO:
            yield replace(premium, amount=length, spans=parts)


@dataclass(frozen=True, slots=True)
class UnitSum:
    """What entries of one kind come to."""

    kind: UnitKind
    percent: int | None
    amount: Fraction
    unit: Unit


def sums(found: Iterable[Entry]) -> tuple[UnitSum, ...]:
    """Return what entries come to by kind and percent, in the order in which payroll reads them."""
    by_kind: dict[tuple[UnitKind, int | None, Unit], Fraction] = {}
    for each in found:
        key = each.paid.kind, each.percent, each.unit
        by_kind[key] = by_kind.get(key, Fraction(0)) + each.amount
    order: Mapping[UnitKind, int] = {kind: no for no, kind in enumerate((*KINDS, *PremiumKind))}
    keys = sorted(by_kind, key=lambda key: (order[key[0]], key[1] or 0))
    return tuple(UnitSum(kind, percent, by_kind[kind, percent, unit], unit) for kind, percent, unit in keys)
