"""What people write on accounts: only what is there is taken, and no act goes beyond a limit."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from timeclock.core.accounts import AccountKind, Limits, PostingKind
from timeclock.core.amounts import Unit
from timeclock.core.posting_acts import Act, ActRefusal, postings, refused

DAY = date(2026, 11, 20)
AGREED = AccountKind("agreed", {}, Unit.MINUTES, limits=Limits(most_credit=4800))
FLEX = AccountKind(
    "flextime", {}, Unit.MINUTES, limits=Limits(most_credit=3600, most_debit=1200), goes_to=frozenset({"agreed"})
)
OVERTIME = AccountKind("overtime", {}, Unit.MINUTES, payable=True)
ON_CALL = AccountKind("on_call", {}, Unit.PAY_HOURS, payable=True, goes_to=frozenset({"agreed"}))
OPENING, MANUAL, PAYOUT, TRANSFER = (
    PostingKind.OPENING, PostingKind.MANUAL, PostingKind.PAYOUT, PostingKind.TRANSFER
)  # fmt: skip


@pytest.mark.parametrize(
    ("act", "balance", "why"),
    [
        (Act(MANUAL, 60, FLEX), 0, None),
        (Act(MANUAL, -60, FLEX), 0, None),
        (Act(MANUAL, 0, FLEX), 0, ActRefusal.NOTHING),
        (Act(PAYOUT, -1, OVERTIME), 60, ActRefusal.NOTHING),
        (Act(PAYOUT, 60, FLEX), 60, ActRefusal.NOT_PAYABLE),
        (Act(PAYOUT, 60, OVERTIME), 60, None),
        (Act(PAYOUT, 61, OVERTIME), 60, ActRefusal.MORE_THAN_THERE_IS),
        (Act(TRANSFER, 60, FLEX, AGREED), 60, None),
        (Act(TRANSFER, 60, FLEX), 60, ActRefusal.NOT_BROUGHT_THERE),
        (Act(TRANSFER, 60, OVERTIME, AGREED), 60, ActRefusal.NOT_BROUGHT_THERE),
        (Act(OPENING, 3600, FLEX), 0, None),
        (Act(OPENING, 3601, FLEX), 0, ActRefusal.BEYOND_LIMIT),
        (Act(MANUAL, -1201, FLEX), 0, ActRefusal.BEYOND_LIMIT),
        # Beyond the limit by work: an act may bring it back, and no further out.
        (Act(MANUAL, -10, FLEX), 4000, None),
        (Act(MANUAL, 10, FLEX), 4000, ActRefusal.BEYOND_LIMIT),
    ],
)
def test_what_may_be_written_follows_from_the_account_and_where_it_stands(
    act: Act, balance: int, why: ActRefusal | None
) -> None:
    assert refused(act, balance) is why


def test_an_account_takes_no_more_than_it_may_hold() -> None:
    assert refused(Act(TRANSFER, 61, FLEX, AGREED), 600, to_balance=4740) is ActRefusal.BEYOND_LIMIT
    assert refused(Act(TRANSFER, 60, FLEX, AGREED), 600, to_balance=4740) is None


def test_a_transfer_is_written_on_both_accounts_under_one_origin() -> None:
    written = list(postings(Act(TRANSFER, 60, FLEX, AGREED), DAY, "proposal 1", "Brückentage"))

    assert [(taken, each.amount, each.kind, each.origin) for taken, each in written] == [
        (False, -60, TRANSFER, "proposal 1"),
        (True, 60, TRANSFER, "proposal 1"),
    ]


def test_between_units_it_is_a_conversion() -> None:
    written = list(postings(Act(TRANSFER, 2500, ON_CALL, AGREED), DAY, "proposal 2", "Wunsch"))

    assert [(each.amount, each.kind) for _, each in written] == [
        (-2500, PostingKind.CONVERT),
        (150, PostingKind.CONVERT),
    ]


def test_an_opening_is_written_on_its_account_alone() -> None:
    [(taken, opening)] = postings(Act(OPENING, -90, replace(FLEX, payable=True)), DAY, "opening", "Altsystem")

    assert (taken, opening.amount, opening.kind, opening.reason) == (False, -90, OPENING, "Altsystem")
