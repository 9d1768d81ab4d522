"""A month on the old card against the same month here: where they differ, and what explains it to the minute.

Nothing is explained by about: a cause either comes to exactly the difference or is no cause. A month of which only the
sums are known is explained by one cause at most, for any two of them together come to nearly everything; where the
card has days, each day is explained by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from timeclock.core.spans import MINUTE, ZERO

FIVE = timedelta(minutes=5)
HOUR = 60
# No day without stamps was longer than this (ArbZG §3).
LONGEST_DAY = timedelta(hours=10)


class Figure(StrEnum):
    """What of a month is compared."""

    WORKED = "worked"
    TARGET = "target"
    BALANCE = "balance"


class Cause(StrEnum):
    """Why a card says something else."""

    BREAK_NOT_DEDUCTED = "break_not_deducted"
    ABSENCE_NOT_CREDITED = "absence_not_credited"
    DAY_NOT_ON_CARD = "day_not_on_card"
    DAY_WITHOUT_STAMPS = "day_without_stamps"
    ROUNDED = "rounded"
    HOLIDAY_MISSED = "holiday_missed"
    DIGITS_TRANSPOSED = "digits_transposed"
    SIGN_LOST = "sign_lost"
    CARRIED_OVER_MISSED = "carried_over_missed"
    OPENING_MISSING = "opening_missing"
    EARLIER_MONTH = "earlier_month"
    ADDED_UP_WRONG = "added_up_wrong"


@dataclass(frozen=True, slots=True)
class OldMonth:
    """What a card says of a month; None for what it does not say. `days`: what was worked, by day, where it has days.

    `previous`: what the card of the month before ended with, where it is known.
    """

    worked: timedelta
    target: timedelta | None = None
    balance: timedelta | None = None
    days: Mapping[date, timedelta] = field(default_factory=dict)
    previous: timedelta | None = None


@dataclass(frozen=True, slots=True)
class NewDay:
    """One day as it was worked out here.

    `deducted`: of breaks that nobody stamped; `credited`: of absences; `holiday`: the target that fell away. Of an open
    day nothing is worked yet, and the account does not have it.
    """

    day: date
    worked: timedelta
    target: timedelta
    is_stamped: bool = True
    is_open: bool = False
    deducted: timedelta = ZERO
    credited: timedelta = ZERO
    holiday: timedelta = ZERO


@dataclass(frozen=True, slots=True)
class NewMonth:
    """A month as it was worked out here; `balance`: where the account stands after it."""

    days: Sequence[NewDay]
    balance: timedelta

    @property
    def worked(self) -> timedelta:
        return sum((each.worked for each in self.days), ZERO)

    @property
    def target(self) -> timedelta:
        return sum((each.target for each in self.days), ZERO)

    @property
    def before(self) -> timedelta:
        """What the month was begun with; an opening that was posted within it is of that."""
        return self.balance - sum((each.worked - each.target for each in self.days if not each.is_open), ZERO)


@dataclass(frozen=True, slots=True)
class Explanation:
    """By how much the card says more than we do, why, and on which days; or on one of them, where `one_of`.

    It is not `certain` where another cause comes to the same.
    """

    cause: Cause
    amount: timedelta
    days: tuple[date, ...] = ()
    one_of: bool = False
    certain: bool = True


@dataclass(frozen=True, slots=True)
class Difference:
    """One figure of which the card says something else; `unexplained` is what is left of it."""

    figure: Figure
    old: timedelta
    new: timedelta
    explanations: tuple[Explanation, ...] = ()
    unexplained: timedelta = ZERO

    @property
    def amount(self) -> timedelta:
        """By how much we say more than the card."""
        return self.new - self.old


class Outcome(StrEnum):
    """How a month stands after it was compared, the one that wants most work first."""

    UNEXPLAINED = "unexplained"
    POSSIBLE = "possible"
    EXPLAINED = "explained"
    ALIKE = "alike"


def reconciled(old: OldMonth, new: NewMonth) -> tuple[Difference, ...]:
    """Return each figure of which the card says something else, with what explains it."""
    found = [_worked(old, new)]
    if old.target is not None:
        found.append(_target(old.target, new))
    if old.balance is not None:
        found.append(_balance(old, old.balance, new))
    return tuple(each for each in found if each.amount)


def outcome(differences: Sequence[Difference]) -> Outcome:
    """Return how a month stands with these differences."""
    if not differences:
        return Outcome.ALIKE
    if any(each.unexplained for each in differences):
        return Outcome.UNEXPLAINED
    certain = all(said.certain for each in differences for said in each.explanations)
    return Outcome.EXPLAINED if certain else Outcome.POSSIBLE


def transposed(one: timedelta, other: timedelta) -> bool:
    """Say whether two amounts, written as hours and minutes, differ by two neighbouring digits: 7:48 and 7:84."""
    first, second = (_written(each) for each in (one, other))
    if len(first) != len(second):
        return False
    odd = [no for no, (mine, yours) in enumerate(zip(first, second, strict=True)) if mine != yours]
    if len(odd) != 2 or odd[1] != odd[0] + 1:  # noqa: PLR2004  two neighbours
        return False
    left, right = odd
    return first[left] == second[right] and first[right] == second[left]


def _written(amount: timedelta) -> str:
    """Return the digits of an amount behind its sign; minutes above 59 do not come, so nobody can have written them."""
    minutes = abs(amount) // MINUTE
    return f"{'-' if amount < ZERO else ''}{minutes // HOUR:04}{minutes % HOUR:02}"


def _worked(old: OldMonth, new: NewMonth) -> Difference:
    if old.days:
        return _by_days(old, new)
    amount = old.worked - new.worked
    said = _single(amount, _causes_of_work(old.worked, new))
    return _explained(Figure.WORKED, old.worked, new.worked, said)


def _target(old: timedelta, new: NewMonth) -> Difference:
    return _explained(Figure.TARGET, old, new.target, _single(old - new.target, _causes_of_target(old, new)))


def _explained(figure: Figure, old: timedelta, new: timedelta, said: tuple[Explanation, ...]) -> Difference:
    left = old - new - sum((each.amount for each in said), ZERO)
    return Difference(figure, old, new, said, left)


def _single(amount: timedelta, causes: Iterator[Explanation]) -> tuple[Explanation, ...]:
    """Return the one cause that comes to exactly an amount; of several days that do, it is one of them."""
    fitting = [each for each in causes if amount and each.amount == amount]
    if not fitting:
        return ()
    cause = fitting[0].cause
    same = [each for each in fitting if each.cause is cause]
    days = tuple(dict.fromkeys(day for each in same for day in each.days))
    certain = fitting[0].certain and len(same) == len(fitting)
    return (Explanation(cause, amount, days, one_of=len(same) > 1, certain=certain),)


def _causes_of_work(old: timedelta, new: NewMonth) -> Iterator[Explanation]:
    """Yield what a card may have done otherwise in a month of which it has only the sum."""
    amount = old - new.worked
    if transposed(old, new.worked):
        yield Explanation(Cause.DIGITS_TRANSPOSED, amount)
    yield from _one_or_all(Cause.BREAK_NOT_DEDUCTED, [(each.day, each.deducted) for each in new.days])
    yield from _one_or_all(Cause.ABSENCE_NOT_CREDITED, [(each.day, -each.credited) for each in new.days])
    yield from _roundings(new)
    for each in new.days:
        if each.is_stamped and each.worked:
            yield Explanation(Cause.DAY_NOT_ON_CARD, -each.worked, (each.day,))
    gaps = tuple(each.day for each in new.days if _is_gap(each))
    if gaps and ZERO < amount <= len(gaps) * LONGEST_DAY:
        yield Explanation(Cause.DAY_WITHOUT_STAMPS, amount, gaps, certain=False)


def _is_gap(each: NewDay) -> bool:
    return not each.is_stamped and not each.credited and each.target > ZERO


def _causes_of_target(old: timedelta, new: NewMonth) -> Iterator[Explanation]:
    if transposed(old, new.target):
        yield Explanation(Cause.DIGITS_TRANSPOSED, old - new.target)
    yield from _one_or_all(Cause.HOLIDAY_MISSED, [(each.day, each.holiday) for each in new.days])


def _one_or_all(cause: Cause, amounts: Sequence[tuple[date, timedelta]]) -> Iterator[Explanation]:
    """Yield a cause on each day by itself, and on all of them together."""
    having = [(day, amount) for day, amount in amounts if amount]
    for day, amount in having:
        yield Explanation(cause, amount, (day,))
    if len(having) > 1:
        yield Explanation(cause, sum((amount for _, amount in having), ZERO), tuple(day for day, _ in having))


def _roundings(new: NewMonth) -> Iterator[Explanation]:
    """Yield what comes of every stamped day being rounded to five minutes: to the nearest, down, or up."""
    days = [each for each in new.days if each.is_stamped]
    for rounding in ROUNDINGS:
        amount = sum((rounding(each.worked) - each.worked for each in days), ZERO)
        if amount:
            yield Explanation(Cause.ROUNDED, amount)


def _down(amount: timedelta) -> timedelta:
    return amount // FIVE * FIVE


def _up(amount: timedelta) -> timedelta:
    return -(-amount // FIVE * FIVE)


def _nearest(amount: timedelta) -> timedelta:
    return _down(amount + FIVE / 2)


ROUNDINGS: tuple[Callable[[timedelta], timedelta], ...] = (_nearest, _down, _up)


def _by_days(old: OldMonth, new: NewMonth) -> Difference:
    """Explain a month day by day, and what its days do not come to as a sum of its own."""
    here = {each.day: each for each in new.days}
    causes: dict[Cause, list[tuple[date, timedelta]]] = {}
    for day in sorted(old.days.keys() | here.keys()):
        ours = here.get(day, NewDay(day, ZERO, ZERO, is_stamped=False))
        amount = old.days.get(day, ZERO) - ours.worked
        cause = _cause_of_day(old.days.get(day, ZERO), ours) if amount else None
        if cause is not None:
            causes.setdefault(cause, []).append((day, amount))
    said = [_grouped(cause, days) for cause, days in causes.items()]
    added = old.worked - sum(old.days.values(), ZERO)
    if added:
        said.append(Explanation(Cause.ADDED_UP_WRONG, added))
    return _explained(Figure.WORKED, old.worked, new.worked, tuple(said))


def _grouped(cause: Cause, days: Sequence[tuple[date, timedelta]]) -> Explanation:
    return Explanation(cause, sum((amount for _, amount in days), ZERO), tuple(day for day, _ in days))


def _cause_of_day(old: timedelta, ours: NewDay) -> Cause | None:
    """Return why a card says something else of one day, None where nothing comes to exactly that."""
    amount = old - ours.worked
    if not ours.is_stamped and old > ZERO and not ours.worked:
        return Cause.DAY_WITHOUT_STAMPS
    if amount == ours.deducted:
        return Cause.BREAK_NOT_DEDUCTED
    if amount == -ours.credited:
        return Cause.ABSENCE_NOT_CREDITED
    if not old:
        return Cause.DAY_NOT_ON_CARD
    if transposed(old, ours.worked):
        return Cause.DIGITS_TRANSPOSED
    return Cause.ROUNDED if abs(amount) < FIVE and old == _down(old) else None


def _balance(old: OldMonth, balance: timedelta, new: NewMonth) -> Difference:
    """Compare the balances; what follows from work and target that differ is told there and not once more."""
    target = new.target if old.target is None else old.target
    # What the card would end with had it begun where we do.
    expected = new.before + old.worked - target
    rest = balance - expected
    if balance == new.balance or not rest:
        return Difference(Figure.BALANCE, balance, new.balance)
    before = balance - old.worked + target
    cause = _cause_of_balance(balance, expected, before, old.previous, new)
    if cause is None:
        return Difference(Figure.BALANCE, balance, new.balance, unexplained=rest)
    return Difference(Figure.BALANCE, balance, new.balance, (Explanation(cause, rest),))


def _cause_of_balance(
    balance: timedelta, expected: timedelta, before: timedelta, previous: timedelta | None, new: NewMonth
) -> Cause | None:
    """Return why a card ends with something else than its own work and target come to from where we begin.

    `before`: what it must have begun with; `previous`: what its month before ended with.
    """
    if transposed(balance, expected):
        return Cause.DIGITS_TRANSPOSED
    if balance == -expected:
        return Cause.SIGN_LOST
    if before == ZERO:
        return Cause.CARRIED_OVER_MISSED
    if previous is not None and before != previous:
        return Cause.ADDED_UP_WRONG
    if new.before == ZERO:
        return Cause.OPENING_MISSING
    return None if previous is None else Cause.EARLIER_MONTH
