"""What a month gives each of an employment's accounts: from its days, what was ordered, premiums and hours of pay."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from timeclock.core import account_months, extra_duty, long_term, minijobs, overtime_weeks
from timeclock.core.accounts import FLEXTIME, AccountKind, Feed, Opened, Posting, PostingKind, converted
from timeclock.core.amounts import Unit
from timeclock.core.periods import CreditedDay, KnownDays
from timeclock.core.plans import Bookable, TimeAccount
from timeclock.core.spans import MINUTE, ZERO, DaySpan
from timeclock.core.walltime import ONE_DAY

# Of what is worked above the targets these are taken out of the difference.
ORDERED = (Feed.OVERTIME, Feed.EXTRA_WORK, Feed.EXTRA_DUTY)


@dataclass(frozen=True, slots=True)
class MonthFile:
    """An employment's month with all that is known of the person's days, and the kinds of accounts it feeds.

    `on_call`: the hours of pay of Rufbereitschaft within the month, in thousandths.
    """

    known: KnownDays
    employment_id: int
    month: DaySpan
    kinds: tuple[AccountKind, ...]
    on_call: int = 0


def fed(kinds: Mapping[str, AccountKind], held: frozenset[str], regime: str) -> tuple[AccountKind, ...]:
    """Return the kinds that somebody under such terms has: those she holds, and those one comes to by rule."""
    found = (each for each in kinds.values() if each.code in held or each.opened is Opened.BY_RULE)
    return tuple(sorted((each for each in found if each.is_for(regime)), key=lambda each: each.code))


def given(file: MonthFile) -> Mapping[str, int]:
    """Return what the month gives each account, in its unit: the flextime account always, others what is not nothing.

    What goes to another account is taken out of the difference, so that nothing is given twice. Where two kinds take
    the same, the first by its code does.
    """
    feeds = {feed: kind for kind in reversed(file.kinds) for feed in kind.feeds}
    worth = _worth(file, frozenset(feeds))
    found = {FLEXTIME: 0}
    for feed, kind in feeds.items():
        unit = Unit.PAY_HOURS if feed is Feed.ON_CALL else Unit.MINUTES
        found[kind.code] = found.get(kind.code, 0) + converted(worth[feed], unit, kind.unit)
    return {code: amount for code, amount in found.items() if amount or code == FLEXTIME}


def postings(file: MonthFile, origin: str, paid: int = 0) -> Iterator[tuple[str, Posting]]:
    """Yield what a closed month writes, each with the account's code, on its last day.

    Of a minijob the account takes no more than its share of the month, and the rest is paid (MiLoG §2 Abs. 2). `paid`
    is how much of it an earlier version of the month had paid, in minutes.
    """
    last = file.month.to_day - ONE_DAY
    for code, amount in given(file).items():
        yield code, Posting(last, amount, PostingKind.MONTH, origin, file.month.from_day)
        if code == FLEXTIME:
            beyond = minijobs.beyond_share(file.known, file.employment_id, file.month, max(amount, 0) * MINUTE)
            if beyond // MINUTE != paid:
                yield code, Posting(last, paid - beyond // MINUTE, PostingKind.PAYOUT, origin, file.month.from_day)


def deltas(
    now: Mapping[str, int], before: Mapping[str, int], month: date, day: date, origin: str
) -> Iterator[tuple[str, Posting]]:
    """Yield what is to be written where a closed month gives something else than it gave: the difference, on a day."""
    for code in sorted({*now, *before}):
        amount = now.get(code, 0) - before.get(code, 0)
        if amount:
            yield code, Posting(day, amount, PostingKind.DELTA, origin, month)


def _worth(file: MonthFile, feeds: frozenset[Feed]) -> Mapping[Feed, int]:
    """Return what each feed with an account is worth: minutes, and of on-call duty thousandths of hours of pay."""
    days = _days(file)
    above = sum((day.above for day in days.values()), ZERO)
    accounts = _agreements(file) if Feed.AGREED in feeds else {}
    booked, worth = _booked(file, accounts), _ordered(file, _unbooked(file, accounts))
    taken = sum((worth[feed] for feed in ORDERED if feed in feeds), ZERO)
    taken += booked[Bookable.BALANCE] + booked[Bookable.OVERTIME]
    premiums = sum((account_months.premiums(day) for key, day in days.items() if key not in accounts), ZERO)
    lengths = {
        Feed.DIFFERENCE: above - taken,
        Feed.AGREED: sum(booked.values(), ZERO),
        Feed.PREMIUMS: premiums,
        **worth,
    }
    minutes = {feed: length // MINUTE for feed, length in lengths.items()}
    saved = long_term.saved_in(file.known, file.employment_id, file.month)
    return {**minutes, Feed.LONG_TERM: saved, Feed.ON_CALL: file.on_call}


def _days(file: MonthFile) -> Mapping[tuple[int, date], CreditedDay]:
    keys = ((file.employment_id, on) for on in file.month)
    return {key: file.known.file.credited[key] for key in keys if key in file.known.file.credited}


def _agreements(file: MonthFile) -> Mapping[tuple[int, date], TimeAccount]:
    """Return the days whose model has an account by agreement (TVöD §10)."""
    plans = ((key, file.known.file.plans.get(key)) for key in _days(file))
    return {key: plan.rules.account for key, plan in plans if plan is not None and plan.rules.account is not None}


def _weeks(file: MonthFile) -> Sequence[tuple[date, overtime_weeks.Left]]:
    """Return what is left of the weeks that begin in the month, by their Monday."""
    found = overtime_weeks.left_of_weeks(file.known)
    return [(week.from_day, left) for each, week, left in found if each == file.employment_id and _begins(file, week)]


def _begins(file: MonthFile, week: DaySpan) -> bool:
    return week.from_day in file.month


def _booked(file: MonthFile, accounts: Mapping[tuple[int, date], TimeAccount]) -> Mapping[Bookable, timedelta]:
    beyond = {(file.employment_id, on): left.left.extra_work + left.left.overtime for on, left in _weeks(file)}
    return account_months.booked_by(file.known, accounts, beyond)


def _unbooked(
    file: MonthFile, accounts: Mapping[tuple[int, date], TimeAccount]
) -> Sequence[tuple[date, overtime_weeks.Left]]:
    """Return the weeks whose overtime no agreement books."""
    booking = {day for (_, day), account in accounts.items() if Bookable.OVERTIME in account.books}
    return [(on, left) for on, left in _weeks(file) if on not in booking]


def _ordered(file: MonthFile, weeks: Sequence[tuple[date, overtime_weeks.Left]]) -> Mapping[Feed, timedelta]:
    return {
        Feed.OVERTIME: sum((left.left.overtime for _, left in weeks), ZERO),
        Feed.EXTRA_WORK: sum((left.left.extra_work for _, left in weeks), ZERO),
        Feed.EXTRA_DUTY: extra_duty.compensated(file.known, file.employment_id, file.month),
    }
