"""Accounts and their postings: what a kind of account is, where one stands, and how near it is to its limits."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from timeclock.core.amounts import THOUSAND, Unit
from timeclock.core.plans import whole_minutes
from timeclock.core.spans import DaySpan

# The one account that is known by name: the differences of days run into it until their month is closed.
FLEXTIME = "flextime"
MINUTES_OF_AN_HOUR = 60


class PostingKind(StrEnum):
    """Why an account moves.

    opening: what it begins with; month: what a closed month gives; delta: what was learned of one later; transfer: to
    or from another account of the same unit, convert: of another one; payout: what is paid; lapse: what an official
    loses at a cut-off; manual: what two people agreed to write.
    """

    OPENING = "opening"
    MONTH = "month"
    DELTA = "delta"
    TRANSFER = "transfer"
    PAYOUT = "payout"
    LAPSE = "lapse"
    CONVERT = "convert"
    MANUAL = "manual"


class Feed(StrEnum):
    """What of a month goes into an account by itself.

    difference: worked above or below the targets; agreed: what the model's agreement books (TVöD §10 Abs. 3);
    overtime and extra_work: what was ordered above the week's target (TVöD §7 Abs. 6 and 7); extra_duty: what an
    official is compensated (LBG NRW §61); premiums: premiums as time; long_term: long-term credit (SGB IV §7b);
    on_call: hours of pay of Rufbereitschaft.
    """

    DIFFERENCE = "difference"
    AGREED = "agreed"
    OVERTIME = "overtime"
    EXTRA_WORK = "extra_work"
    EXTRA_DUTY = "extra_duty"
    PREMIUMS = "premiums"
    LONG_TERM = "long_term"
    ON_CALL = "on_call"


class Opened(StrEnum):
    """How somebody comes to an account: by rule with the first posting, or by hand, because it needs a wish."""

    BY_RULE = "by_rule"
    BY_HAND = "by_hand"


class Light(StrEnum):
    """Where an account stands: within its warning marks, beyond one of them, beyond a limit."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"


@dataclass(frozen=True, slots=True)
class Limits:
    """How far an account may go either way, and from where on it is told; in its unit, None where nothing is agreed."""

    most_credit: int | None = None
    most_debit: int | None = None
    warn_credit: int | None = None
    warn_debit: int | None = None

    def __post_init__(self) -> None:
        for warn, most in ((self.warn_credit, self.most_credit), (self.warn_debit, self.most_debit)):
            if warn is not None and most is not None and warn > most:
                raise ValueError(f"what warns of a limit lies before it, got {warn} of {most}")


@dataclass(frozen=True, slots=True)
class CutOff:
    """When an account is cut off and what is kept; `to` is the account that takes the rest, empty where people decide.

    `on` are pairs of month and day; a day that a month does not have is its last.
    """

    on: tuple[tuple[int, int], ...]
    keep: int
    to: str = ""

    def within(self, days: DaySpan) -> Iterator[date]:
        """Yield the cut-off dates among these days."""
        for year in range(days.from_day.year, days.to_day.year + 1):
            for month, day in sorted(self.on):
                cut = date(year, month, min(day, monthrange(year, month)[1]))
                if cut in days:
                    yield cut


@dataclass(frozen=True, slots=True)
class AccountKind:
    """A kind of account as the city has it from some day on.

    `regimes`: under which terms one has it, empty for all. `goes_to`: the accounts to which what stands on it may be
    brought. `payable`: it may be paid out.
    """

    code: str
    names: Mapping[str, str]
    unit: Unit
    feeds: frozenset[Feed] = frozenset()
    regimes: frozenset[str] = frozenset()
    opened: Opened = Opened.BY_RULE
    limits: Limits = Limits()
    cut_off: CutOff | None = None
    goes_to: frozenset[str] = frozenset()
    payable: bool = False

    def is_for(self, regime: str) -> bool:
        return not self.regimes or regime in self.regimes


@dataclass(frozen=True, slots=True)
class Posting:
    """One movement of an account, in its unit: `day` is when it takes effect.

    With the account and the kind `origin` names what it comes from, once and for all: the same is never written twice.
    `month`: the first day of the month that it is of, where it is of one.
    """

    day: date
    amount: int
    kind: PostingKind
    origin: str
    month: date | None = None
    reason: str = ""

    def __post_init__(self) -> None:
        if not self.origin:
            raise ValueError("a posting names what it comes from")
        if self.month is not None and self.month.day != 1:
            raise ValueError(f"a month is named by its first day, got {self.month}")


def light(balance: int, limits: Limits) -> Light:
    """Return where a balance stands: at the limit is within it."""
    if _is_beyond(balance, limits.most_credit, limits.most_debit):
        return Light.RED
    return Light.YELLOW if _is_beyond(balance, limits.warn_credit, limits.warn_debit) else Light.GREEN


def _is_beyond(balance: int, credit: int | None, debit: int | None) -> bool:
    return (credit is not None and balance > credit) or (debit is not None and -balance > debit)


def is_news(before: Light, now: Light) -> bool:
    """Say whether somebody is told of a light: once for each crossing of a mark, in either direction."""
    return before is not now


def balance(postings: Iterable[Posting], open_differences: Iterable[int | None] = ()) -> int:
    """Return where an account stands: its postings, and the differences of days that are not in a closed month."""
    return sum(each.amount for each in postings) + sum(each for each in open_differences if each is not None)


def statement(postings: Sequence[Posting], before: int = 0) -> tuple[tuple[Posting, int], ...]:
    """Return the postings in order of their days, each with the balance after it."""
    found = []
    for each in sorted(postings, key=lambda posting: posting.day):
        before += each.amount
        found.append((each, before))
    return tuple(found)


def converted(amount: int, unit: Unit, into: Unit) -> int:
    """Return an amount in another unit: an hour of pay is 60 minutes, half a thousandth or minute upwards."""
    if unit is into:
        return amount
    if into is Unit.MINUTES:
        return whole_minutes(Fraction(amount * MINUTES_OF_AN_HOUR, THOUSAND))
    return whole_minutes(Fraction(amount * THOUSAND, MINUTES_OF_AN_HOUR))
