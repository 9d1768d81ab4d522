"""Accounts: where one stands, how near it is to its limits, and when it is cut off."""

from __future__ import annotations

from datetime import date

import pytest

from timeclock.core.accounts import (
    AccountKind,
    CutOff,
    Light,
    Limits,
    Posting,
    PostingKind,
    balance,
    converted,
    is_news,
    light,
    statement,
)
from timeclock.core.amounts import Unit
from timeclock.core.spans import DaySpan

MAY = date(2026, 5, 1)
LIMITS = Limits(most_credit=3600, most_debit=1200, warn_credit=2400, warn_debit=600)
YEAR = DaySpan(date(2026, 1, 1), date(2027, 1, 1))


def posted(day: date, amount: int, kind: PostingKind = PostingKind.MANUAL) -> Posting:
    return Posting(day, amount, kind, f"{kind} {day}")


@pytest.mark.parametrize(
    ("minutes", "shown"),
    [
        (2400, Light.GREEN),
        (2401, Light.YELLOW),
        (3600, Light.YELLOW),
        (3601, Light.RED),
        (-600, Light.GREEN),
        (-601, Light.YELLOW),
        (-1200, Light.YELLOW),
        (-1201, Light.RED),
    ],
)
def test_an_account_at_a_mark_is_within_it_and_a_minute_later_beyond(minutes: int, shown: Light) -> None:
    assert light(minutes, LIMITS) is shown


@pytest.mark.parametrize("minutes", [-100_000, 0, 100_000])
def test_an_account_without_limits_is_green(minutes: int) -> None:
    assert light(minutes, Limits()) is Light.GREEN


def test_what_warns_lies_before_the_limit() -> None:
    assert light(601, Limits(most_credit=600, warn_credit=600)) is Light.RED
    with pytest.raises(ValueError, match="lies before"):
        Limits(most_debit=600, warn_debit=601)


def test_a_balance_is_what_was_posted_and_the_differences_of_days_not_closed_yet() -> None:
    postings = [posted(MAY, 120, PostingKind.OPENING), posted(date(2026, 5, 31), -30, PostingKind.MONTH)]

    assert balance(postings, [12, None, -42]) == 60
    assert balance([]) == 0


def test_a_statement_is_in_order_of_days_with_the_balance_after_each() -> None:
    late, early = posted(date(2026, 5, 31), -30), posted(MAY, 120)

    assert statement([late, early], before=10) == ((early, 130), (late, 100))


def test_a_posting_names_what_it_comes_from_and_its_month() -> None:
    with pytest.raises(ValueError, match="comes from"):
        Posting(MAY, 1, PostingKind.MANUAL, "")
    with pytest.raises(ValueError, match="first day"):
        Posting(MAY, 1, PostingKind.MONTH, "month", date(2026, 5, 2))


def test_a_cut_off_on_a_day_the_month_does_not_have_is_on_its_last() -> None:
    month_ends = CutOff(tuple((month, 31) for month in range(12, 0, -1)), 2400)

    assert list(month_ends.within(DaySpan(date(2028, 2, 1), date(2028, 5, 1)))) == [
        date(2028, 2, 29),
        date(2028, 3, 31),
        date(2028, 4, 30),
    ]
    assert list(CutOff(((12, 31),), 2400).within(YEAR)) == [date(2026, 12, 31)]
    assert list(CutOff(((12, 31),), 2400).within(DaySpan(YEAR.from_day, date(2026, 12, 31)))) == []


@pytest.mark.parametrize(
    ("amount", "unit", "into", "becomes"),
    [
        (2000, Unit.PAY_HOURS, Unit.MINUTES, 120),
        (1313, Unit.PAY_HOURS, Unit.MINUTES, 79),
        (25, Unit.PAY_HOURS, Unit.MINUTES, 2),
        (90, Unit.MINUTES, Unit.PAY_HOURS, 1500),
        (90, Unit.MINUTES, Unit.MINUTES, 90),
    ],
)
def test_an_hour_of_pay_is_sixty_minutes(amount: int, unit: Unit, into: Unit, becomes: int) -> None:
    assert converted(amount, unit, into) == becomes


def test_a_kind_is_for_everybody_or_for_those_under_its_terms() -> None:
    everybodys, tariff = (AccountKind("a", {}, Unit.MINUTES, regimes=frozenset(each)) for each in ((), ("tvoed",)))

    assert everybodys.is_for("azvo_nrw")
    assert tariff.is_for("tvoed")
    assert not tariff.is_for("azvo_nrw")


def test_a_light_is_told_when_it_changes_in_either_direction() -> None:
    crossings = [(Light.GREEN, Light.YELLOW), (Light.RED, Light.GREEN), (Light.YELLOW, Light.YELLOW)]

    assert [is_news(*each) for each in crossings] == [True, True, False]
