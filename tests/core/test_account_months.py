"""What a month gives a working-time account to book: the balance without overtime, overtime, and premiums as time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest

from tests.core.builders import hours
from tests.core.periods import Employed
from tests.core.test_overtime import Worked, figures, of_several
from timeclock.core.period_results import period_results
from timeclock.core.periods import PeriodFile, PeriodKind
from timeclock.core.plans import Bookable, ModelRules, TimeAccount
from timeclock.core.premiums import Premium, PremiumKind
from timeclock.core.spans import DaySpan

LATER = date(2027, 1, 15)
NIGHT = Premium(PremiumKind.NIGHT, hours("1:00"), 20, "TVOED-7-5", "TVöD §8", ())
UNSOCIAL = Premium(PremiumKind.UNSOCIAL_NIGHT, hours("9:00"), None, "EZULV-NRW-4", "EZulV §4", ())
ALL = frozenset(Bookable)


def with_account(books: frozenset[Bookable] = ALL) -> Employed:
    account = TimeAccount("DV Konto §2", hours("80:00"), hours("40:00"), books)
    return Employed(rules=ModelRules(account=account))


def a_file(
    days: Mapping[int, Mapping[str, Worked]], *employed: Employed, today: date = LATER, weekly: str = "39:00"
) -> PeriodFile:
    return of_several(days, weekly=weekly, today=today, employed=employed or (with_account(),))


def months(file: PeriodFile) -> list[tuple[object, ...]]:
    found = [each for each in period_results(file) if each.kind is PeriodKind.ACCOUNT_MONTH]
    named = figures(found, "balance_min", "overtime_min", "premiums_min")
    return [(f"{each.days.from_day:%m}", *row) for each, row in zip(found, named, strict=True)]


def test_a_month_leaves_its_balance_overtime_and_premiums() -> None:
    days = {"2.11.": Worked("9:48", "2:00", (NIGHT, UNSOCIAL)), "3.11.": Worked("8:18"), "10.11.": Worked("7:18")}

    # 2:30 above in the first week, 2:00 of it ordered, of which the next gives back 0:30.
    assert months(a_file({1: days})) == [("11", "0:30", "1:30", "0:12")]


@pytest.mark.parametrize(
    ("books", "told"),
    [
        ({Bookable.BALANCE}, ("2:00", "0:00", "0:00")),
        ({Bookable.OVERTIME}, ("0:00", "2:00", "0:00")),
        ({Bookable.PREMIUMS}, ("0:00", "0:00", "0:12")),
    ],
)
def test_an_account_takes_what_its_agreement_names(books: set[Bookable], told: tuple[str, ...]) -> None:
    days = {"2.11.": Worked("9:48", "2:00", (NIGHT,)), "3.11.": Worked("9:48")}

    assert months(a_file({1: days}, with_account(frozenset(books)))) == [("11", *told)]


def test_a_month_below_its_targets_owes_the_account() -> None:
    assert months(a_file({1: {"2.11.": Worked("0:00"), "3.11.": Worked("–")}})) == [("11", "-7:48", "0:00", "0:00")]


def test_overtime_is_that_of_the_month_in_which_its_week_begins() -> None:
    days = {"30.11.": Worked("7:48"), "2.12.": Worked("9:48", "2:00")}

    assert months(a_file({1: days})) == [("11", "-2:00", "2:00", "0:00"), ("12", "2:00", "0:00", "0:00")]


def test_a_part_timers_extra_work_is_booked_as_well() -> None:
    file = a_file({1: {"2.11.": Worked("6:00", "2:00", target="4:00")}}, weekly="20:00")

    assert months(file) == [("11", "0:00", "2:00", "0:00")]


def test_a_month_is_told_once_it_is_over() -> None:
    days = {1: {"2.11.": Worked("8:48")}}

    assert months(a_file(days, today=date(2026, 11, 30))) == []
    assert months(a_file(days, today=date(2026, 12, 1))) == [("11", "1:00", "0:00", "0:00")]


def test_without_an_account_nothing_is_booked() -> None:
    assert months(a_file({1: {"2.11.": Worked("9:48", "2:00")}}, Employed())) == []


def test_of_two_employments_only_the_one_with_an_account_counts() -> None:
    days = {"2.11.": Worked("8:48")}

    assert months(a_file({1: days, 2: days}, Employed(), with_account())) == [("11", "1:00", "0:00", "0:00")]


def test_days_without_a_result_give_nothing() -> None:
    file = a_file({1: {"2.11.": Worked("8:48")}})
    ended = {key: plan for key, plan in file.plans.items() if key[1] not in DaySpan.month(2026, 11)}

    assert months(replace(file, plans=ended)) == []
