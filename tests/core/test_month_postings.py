"""What a month gives each account: nothing twice, and of what was worked nothing is lost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from tests.core.builders import hours
from tests.core.periods import Employed
from tests.core.test_account_months import NIGHT, with_account
from tests.core.test_overtime import Worked, of_several
from timeclock.core.accounts import FLEXTIME, AccountKind, Feed, Opened, PostingKind
from timeclock.core.amounts import Unit
from timeclock.core.month_postings import MonthFile, deltas, fed, given, postings
from timeclock.core.periods import known_days
from timeclock.core.plans import Bookable, DayPlan, LongTerm, ModelRules
from timeclock.core.spans import DaySpan

NOVEMBER, LATER = DaySpan.month(2026, 11), date(2027, 1, 15)
ORDERED = {"2.11.": Worked("9:48", "2:00", (NIGHT,)), "3.11.": Worked("8:18")}


def kind(code: str, *feeds: Feed, unit: Unit = Unit.MINUTES, opened: Opened = Opened.BY_RULE) -> AccountKind:
    return AccountKind(code, {}, unit, frozenset(feeds), opened=opened)


FLEX = kind(FLEXTIME, Feed.DIFFERENCE)
EACH = (FLEX, *(kind(feed.value, feed) for feed in Feed if feed not in {Feed.DIFFERENCE, Feed.ON_CALL}))


def month(
    days: Mapping[str, Worked],
    *kinds: AccountKind,
    employed: Employed | None = None,
    weekly: str = "39:00",
    on_call: int = 0,
) -> MonthFile:
    file = of_several({1: days}, weekly=weekly, today=LATER, employed=(employed or Employed(),))
    return MonthFile(known_days(file), 1, NOVEMBER, kinds or EACH, on_call)


def test_without_further_accounts_a_month_gives_the_difference_of_its_days() -> None:
    assert given(month(ORDERED, FLEX)) == {FLEXTIME: 150}
    assert given(month({"2.11.": Worked("–"), "3.11.": Worked("7:18")}, FLEX)) == {FLEXTIME: -30}


def test_a_month_that_gives_nothing_is_still_written() -> None:
    assert given(month({})) == {FLEXTIME: 0}


def test_what_was_ordered_is_flextime_no_more_and_premiums_are_on_top() -> None:
    assert given(month(ORDERED)) == {FLEXTIME: 30, "overtime": 120, "premiums": 12}


def test_a_part_timers_ordered_hours_are_extra_work() -> None:
    days = {"2.11.": Worked("6:00", "2:00", target="4:00")}

    assert given(month(days, weekly="20:00")) == {FLEXTIME: 0, "extra_work": 120}


def test_overtime_is_that_of_the_month_in_which_its_week_begins() -> None:
    days = {"30.10.": Worked("9:48", "2:00"), "1.12.": Worked("9:48", "2:00")}

    # The last week of October is October's; the week from 30 November on is November's, and its days are December's.
    assert given(month(days)) == {FLEXTIME: -120, "overtime": 120}


@pytest.mark.parametrize(
    ("worked", "ordered", "told"),
    [("12:48", "5:00", {FLEXTIME: 300}), ("12:49", "5:01", {FLEXTIME: 0, "extra_duty": 301})],
)
def test_of_an_officials_month_up_to_five_hours_stay_where_they_are(
    worked: str, ordered: str, told: Mapping[str, int]
) -> None:
    file = month({"2.11.": Worked(worked, ordered)}, employed=Employed(regime="azvo_nrw"))

    assert given(file) == told


def test_before_the_law_of_extra_duty_none_is_compensated() -> None:
    file = month({"2.11.": Worked("12:49", "5:01")}, employed=Employed(regime="azvo_nrw"))
    early = replace(file, month=DaySpan.month(1990, 1))

    assert given(early) == {FLEXTIME: 0}


def test_an_agreement_books_its_own_part_and_the_rest_goes_where_it_would() -> None:
    whole = given(month(ORDERED, employed=with_account()))
    balance = given(month(ORDERED, employed=with_account(frozenset({Bookable.BALANCE}))))

    assert whole == {FLEXTIME: 0, "agreed": 162}
    assert balance == {FLEXTIME: 0, "agreed": 30, "overtime": 120}


def test_where_the_agreed_account_is_not_held_nothing_is_booked_into_it() -> None:
    assert given(month(ORDERED, FLEX, employed=with_account())) == {FLEXTIME: 150}


def test_long_term_credit_is_that_of_the_weeks_that_begin_in_the_month() -> None:
    block = Employed(rules=ModelRules(long_term=LongTerm("AltTZG §2", Fraction(2))))
    file = month({}, FLEX, kind("long_term", Feed.LONG_TERM), employed=block, weekly="19:30")
    week = tuple(DayPlan("T", hours(each)) for each in block.week)
    plans = {key: replace(plan, pattern=week) for key, plan in file.known.file.plans.items()}
    unpaid = frozenset({(1, date(2026, 11, 3))})
    known = known_days(replace(file.known.file, plans=plans, unpaid=unpaid))
    running = known_days(replace(known.file, today=date(2026, 11, 30)))

    # Five weeks begin in it; of 19:30 a fifth is not saved on an unpaid day.
    assert given(replace(file, known=known)) == {FLEXTIME: 0, "long_term": 5 * 1170 - 234}
    assert given(replace(file, known=running)) == {FLEXTIME: 0, "long_term": 4 * 1170 - 234}


def test_hours_of_pay_keep_their_unit_or_become_minutes() -> None:
    milli, minutes = (kind("on_call", Feed.ON_CALL, unit=unit) for unit in (Unit.PAY_HOURS, Unit.MINUTES))

    assert given(month({}, FLEX, milli, on_call=2500)) == {FLEXTIME: 0, "on_call": 2500}
    assert given(month({}, FLEX, minutes, on_call=2500)) == {FLEXTIME: 0, "on_call": 150}


def test_of_two_kinds_that_take_the_same_the_first_does() -> None:
    first, second = kind("a", Feed.OVERTIME), kind("b", Feed.OVERTIME)

    assert given(month(ORDERED, *sorted((FLEX, first, second), key=lambda each: each.code))) == {
        FLEXTIME: 30,
        "a": 120,
    }


def test_one_has_the_kinds_of_ones_terms_by_rule_and_others_by_wish() -> None:
    wished = kind("premium_time", Feed.PREMIUMS, opened=Opened.BY_HAND)
    tariffs = replace(kind("overtime", Feed.OVERTIME), regimes=frozenset({"tvoed"}))
    kinds = {each.code: each for each in (wished, tariffs, FLEX)}

    assert [each.code for each in fed(kinds, frozenset(), "tvoed")] == [FLEXTIME, "overtime"]
    assert [each.code for each in fed(kinds, frozenset({"premium_time"}), "azvo_nrw")] == [FLEXTIME, "premium_time"]


def test_a_month_is_posted_on_its_last_day_under_its_version() -> None:
    found = dict(postings(month(ORDERED), "2026-11/1"))

    assert found["overtime"].amount == 120
    assert (found[FLEXTIME].day, found[FLEXTIME].kind) == (date(2026, 11, 30), PostingKind.MONTH)
    assert (found[FLEXTIME].origin, found[FLEXTIME].month) == ("2026-11/1", NOVEMBER.from_day)


@pytest.mark.parametrize(
    ("worked", "target", "paid"),
    # Thirty days of 7:00 a week are 30:00, of which an account takes half.
    [("15:00", "0:00", []), ("15:01", "0:00", [-1]), ("0:00", "20:00", [])],
)
def test_of_a_minijob_an_account_takes_half_a_month_and_the_rest_is_paid(
    worked: str, target: str, paid: list[int]
) -> None:
    days = {"2.11.": Worked(worked, target=target)}
    file = month(days, FLEX, employed=Employed(regime="minijob"), weekly="7:00")

    found = [each for _, each in postings(file, "v1") if each.kind is PostingKind.PAYOUT]
    assert [each.amount for each in found] == paid
    # Closed anew, what was paid already is not paid again, and what was paid too much comes back.
    once_more = [each.amount for _, each in postings(file, "v2", paid=1) if each.kind is PostingKind.PAYOUT]
    assert once_more == ([] if paid else [1])


def test_of_two_employments_the_minijob_alone_is_asked() -> None:
    days = {1: {"2.11.": Worked("12:00", target="0:00")}, 2: {"2.11.": Worked("1:00", target="0:00")}}
    both = (Employed(), Employed(regime="minijob"))
    known = known_days(of_several(days, weekly="7:00", today=LATER, employed=both))

    for asked in (NOVEMBER, DaySpan.month(1990, 1)):
        assert [each.kind for _, each in postings(MonthFile(known, 1, asked, (FLEX,)), "v1")] == [PostingKind.MONTH]


def test_what_is_known_later_is_the_difference_to_what_was_given() -> None:
    found = list(deltas({FLEXTIME: 30, "overtime": 60}, {FLEXTIME: 90, "b": 0}, NOVEMBER.from_day, LATER, "stamp 7"))

    assert [(code, each.day, each.amount, each.kind, each.origin) for code, each in found] == [
        (FLEXTIME, LATER, -60, PostingKind.DELTA, "stamp 7"),
        ("overtime", LATER, 60, PostingKind.DELTA, "stamp 7"),
    ]
