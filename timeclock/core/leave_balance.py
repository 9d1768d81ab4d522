"""What an employment's leave comes to: entitlements with their expiry, what paid for which day, and what is left."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from timeclock.core.leave_expiry import Expiry
from timeclock.core.leave_file import LeaveFile, certified_days
from timeclock.core.leave_payment import HALF_DAY, PAYING, WHOLE, Entitlement, LeaveDay, Use, paid
from timeclock.core.leave_situation import Ground, Told, lapses
from timeclock.core.leave_use import used_days
from timeclock.core.leave_year import NONE, LeaveKind
from timeclock.core.walltime import ONE_DAY

Key = tuple[LeaveKind, int]


@dataclass(frozen=True, slots=True)
class Held:
    """Leave of one kind and year as a person sees it on a day: had, taken, planned, lapsed, and what is left."""

    kind: LeaveKind
    year: int
    days: Fraction
    taken: Fraction
    planned: Fraction
    expiry: Expiry
    is_over: bool

    @property
    def left(self) -> Fraction:
        """What can still be taken or is planned for nothing yet; none once it has lapsed."""
        return NONE if self.is_over else self.days - self.taken - self.planned

    @property
    def lapsed(self) -> Fraction:
        return self.days - self.taken - self.planned if self.is_over else NONE


@dataclass(frozen=True, slots=True)
class Balance:
    """All leave of an employment, oldest first, with its uses; `uncovered` are the days that nothing pays for."""

    held: tuple[Held, ...]
    uses: tuple[Use, ...]
    uncovered: tuple[Use, ...] = field(default=())


def balance(
    file: LeaveFile, had: Mapping[Key, Fraction], told: Sequence[Told], grounds: Sequence[Ground] = ()
) -> Balance:
    """Return what became of the days somebody had of each kind and year."""
    until = {key: lapses(file, *key, told, grounds) for key in had}
    entitlements = [_entitlement(key, days, until[key]) for key, days in had.items()]
    uses = paid(entitlements, leave_days(file))
    held = (_held(file, key, had[key], until[key], uses) for key in sorted(had, key=lambda key: (key[1], key[0])))
    return Balance(tuple(held), uses, tuple(use for use in uses if use.kind is None))


def leave_days(file: LeaveFile) -> Iterator[LeaveDay]:
    """Yield the days of an employment's absences that use up leave; of one that takes a part of a day, half of it."""
    sick = certified_days(file)
    for absence in file.absences:
        if absence.reason.code in PAYING:
            share = WHOLE if absence.is_whole else HALF_DAY
            for day in used_days(absence.days, file.plans, file.calendar, file.law, sick):
                yield LeaveDay(day, absence.reason.code, absence.days.from_day, share)


def _entitlement(key: Key, days: Fraction, until: Expiry) -> Entitlement:
    """Return what can be taken from the first day of its year on; exchange days from that of the next."""
    kind, year = key
    first = date(year + 1 if kind is LeaveKind.EXCHANGE else year, 1, 1)
    return Entitlement(kind, year, days, first, until.on, until.begun)


def _held(file: LeaveFile, key: Key, days: Fraction, until: Expiry, uses: Sequence[Use]) -> Held:
    own = [use for use in uses if (use.kind, use.year) == key]
    taken = sum((use.days for use in own if use.day < file.today), NONE)
    planned = sum((use.days for use in own if use.day >= file.today), NONE)
    is_over = until.on is not None and until.on + ONE_DAY <= file.today
    return Held(*key, days, taken, planned, until, is_over)
