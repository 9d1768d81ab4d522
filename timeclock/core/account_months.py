"""What a month gives a working-time account to book (TVöD §10 Abs. 3): balance, overtime, premiums as time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from timeclock.core import overtime_weeks, periods
from timeclock.core.periods import CreditedDay, KnownDays, PeriodKind, PeriodResult
from timeclock.core.plans import Bookable, TimeAccount
from timeclock.core.premium_time import as_time
from timeclock.core.spans import MINUTE, ZERO, DaySpan

_Accounts = Mapping[tuple[int, date], TimeAccount]


def judged(known: KnownDays) -> Iterator[PeriodResult]:
    """Yield the months that are over in which somebody worked under an agreement with an account."""
    plans, credited = known.file.plans, known.file.credited
    accounts = {key: plan.rules.account for key, plan in plans.items() if plan.rules.account and key in credited}
    if not accounts:
        return
    overtime = _overtime(known)
    for month in periods.months(1, known.file.years):
        held = {key: account for key, account in accounts.items() if key[1] in month}
        if held and known.is_over(month):
            yield _month(known, month, held, overtime)


def _overtime(known: KnownDays) -> Mapping[tuple[int, date], timedelta]:
    """Return what is left of each week as extra work and overtime, by its Monday."""
    return {
        (employment_id, week.from_day): left.left.extra_work + left.left.overtime
        for employment_id, week, left in overtime_weeks.left_of_weeks(known)
    }


def _month(
    known: KnownDays, month: DaySpan, accounts: _Accounts, overtime: Mapping[tuple[int, date], timedelta]
) -> PeriodResult:
    """Return what may be booked; what its agreement does not name an account does not take.

    Overtime is no balance any more, and is that of the month in which its week begins.
    """
    booked = booked_by(known, accounts, overtime)
    told: dict[str, int | str] = {f"{kind.value}_min": length // MINUTE for kind, length in booked.items()}
    first = next(iter(accounts.values()))
    return PeriodResult(PeriodKind.ACCOUNT_MONTH, month, {**told, "citation": first.citation}, ok=True)


def booked_by(
    known: KnownDays, accounts: _Accounts, overtime: Mapping[tuple[int, date], timedelta]
) -> Mapping[Bookable, timedelta]:
    """Return what agreements book of the (employment, day) with an account; `overtime` is by the Monday of its week."""
    booked = dict.fromkeys(Bookable, ZERO)
    for key, account in accounts.items():
        day, beyond = known.file.credited[key], overtime.get(key, ZERO)
        worth = {
            Bookable.BALANCE: day.above - beyond,
            Bookable.OVERTIME: beyond,
            Bookable.PREMIUMS: premiums(day),
        }
        for kind in account.books:
            booked[kind] += worth[kind]
    return booked


def premiums(day: CreditedDay) -> timedelta:
    """Return what a day's premiums are worth as time."""
    shares = ((each.amount, each.percent) for each in day.premiums)
    return sum((as_time(amount, percent) for amount, percent in shares if percent is not None), ZERO)
