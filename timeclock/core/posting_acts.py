"""What people may write on accounts: openings, manual postings, payouts, and bringing time from one to another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from timeclock.core.accounts import AccountKind, Light, Posting, PostingKind, converted, light

# What people write; everything else a rule does.
BY_PEOPLE = frozenset({PostingKind.OPENING, PostingKind.MANUAL, PostingKind.PAYOUT, PostingKind.TRANSFER})
# Of these an account gives away what stands on it.
TAKEN = frozenset({PostingKind.PAYOUT, PostingKind.TRANSFER, PostingKind.CONVERT})


class ActRefusal(StrEnum):
    """Why a posting cannot be written."""

    NOTHING = "nothing"
    NOT_PAYABLE = "not_payable"
    NOT_BROUGHT_THERE = "not_brought_there"
    MORE_THAN_THERE_IS = "more_than_there_is"
    BEYOND_LIMIT = "beyond_limit"


@dataclass(frozen=True, slots=True)
class Act:
    """What is to be written on an account of a kind: an amount in its unit, and the kind that takes it where one does.

    Of payouts and transfers the amount is what is taken, so it is more than nothing.
    """

    kind: PostingKind
    amount: int
    account: AccountKind
    to: AccountKind | None = None

    @property
    def written_as(self) -> PostingKind:
        """A transfer to an account of another unit is a conversion."""
        is_converted = self.to is not None and self.to.unit is not self.account.unit
        return PostingKind.CONVERT if is_converted else self.kind

    @property
    def moved(self) -> int:
        """How much the account moves."""
        return -self.amount if self.kind in TAKEN else self.amount

    @property
    def received(self) -> int:
        """How much the other account gets, in its own unit."""
        return 0 if self.to is None else converted(self.amount, self.account.unit, self.to.unit)


def refused(act: Act, balance: int, to_balance: int = 0) -> ActRefusal | None:
    """Return why an act cannot be written where the accounts stand so, None where it can.

    Nothing is paid or brought elsewhere that is not there; and no act takes an account beyond a limit, or further
    beyond it. What was worked may.
    """
    is_taken = act.kind in TAKEN
    if not act.amount or (is_taken and act.amount < 0):
        return ActRefusal.NOTHING
    if act.kind is PostingKind.PAYOUT and not act.account.payable:
        return ActRefusal.NOT_PAYABLE
    if act.kind is PostingKind.TRANSFER and (act.to is None or act.to.code not in act.account.goes_to):
        return ActRefusal.NOT_BROUGHT_THERE
    if is_taken and act.amount > balance:
        return ActRefusal.MORE_THAN_THERE_IS
    if _goes_beyond(act.account, balance, act.moved) or (
        act.to is not None and _goes_beyond(act.to, to_balance, act.received)
    ):
        return ActRefusal.BEYOND_LIMIT
    return None


def _goes_beyond(kind: AccountKind, balance: int, moved: int) -> bool:
    outwards = abs(balance + moved) > abs(balance)
    return outwards and light(balance + moved, kind.limits) is Light.RED


def postings(act: Act, day: date, origin: str, reason: str) -> Iterator[tuple[bool, Posting]]:
    """Yield what an act writes, each with whether it is on the account that takes it."""
    yield False, Posting(day, act.moved, act.written_as, origin, reason=reason)
    if act.to is not None:
        yield True, Posting(day, act.received, act.written_as, origin, reason=reason)
