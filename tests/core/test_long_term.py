"""Long-term credit: what a week of a block, a sabbatical or an account of years puts in and takes out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest

from tests.core.builders import hours, shown
from tests.core.periods import OFFICE, Employed, a_period_file, day, found
from timeclock.core.long_term import amount
from timeclock.core.periods import CreditedDay, PeriodFile, PeriodKind, PeriodResult
from timeclock.core.plans import DayPlan, LongTerm, ModelRules, average_week
from timeclock.core.protections import Protection, ProtectionKind
from timeclock.core.spans import MINUTE, DaySpan
from timeclock.core.walltime import ONE_DAY

LATER = date(2027, 6, 1)
TWICE, NOTHING = LongTerm("AltTZG §2", Fraction(2)), LongTerm("AltTZG §2", Fraction(0))
FREE = ("0:00",) * 7
MONDAY, SUNDAY = day("2.11."), day("8.11.")


# 19:30 a week are paid; what is worked stands in the day plans.
SAVING = Employed(OFFICE, ModelRules(long_term=TWICE), weekly="19:30")
RELEASED = Employed(FREE, ModelRules(long_term=NOTHING), weekly="19:30")


def a_file(*employed: Employed, today: date = LATER) -> PeriodFile:
    """Return the file of somebody whose plans all have their round at hand, as the store has it."""
    file = a_period_file({}, today, employed=employed)
    rounds = {no: tuple(DayPlan("T", hours(each)) for each in how.week) for no, how in enumerate(employed, start=1)}
    return replace(file, plans={key: replace(plan, pattern=rounds[key[0]]) for key, plan in file.plans.items()})


def week_of(file: PeriodFile, on: date = MONDAY) -> PeriodResult | None:
    """Return what a week came to, None where nothing is told of it."""
    weeks = [each for each in found(file, PeriodKind.LONG_TERM_CREDIT) if on in each.days]
    return weeks[0] if weeks else None


def put_in(file: PeriodFile, on: date = MONDAY) -> str:
    told = week_of(file, on)
    assert told is not None
    return shown(int(told.figures["amount_min"]) * MINUTE)


@pytest.mark.parametrize(
    ("worked", "paid", "weeks", "credit"),
    [("39:00", "19:30", 10, "195:00"), ("0:00", "26:00", 52, "-1352:00"), ("44:00", "41:00", 1, "3:00")],
)
def test_the_difference_of_what_is_worked_and_paid_is_put_in(worked: str, paid: str, weeks: int, credit: str) -> None:
    assert shown(int(amount(hours(worked), hours(paid), weeks * 7)) * MINUTE) == credit


@pytest.mark.parametrize(
    ("agreed", "paid", "worked"),
    [
        (TWICE, "19:30", "39:00"),
        (NOTHING, "19:30", "0:00"),
        (LongTerm("LBG NRW §65", Fraction(5, 4)), "31:12", "39:00"),
        (LongTerm("LBG NRW §65", Fraction(7, 6)), "33:26", "39:00"),
        (LongTerm("AZVO NRW §14a", more=timedelta(hours=3)), "41:00", "44:00"),
    ],
)
def test_what_is_worked_follows_what_is_paid(agreed: LongTerm, paid: str, worked: str) -> None:
    rules = ModelRules(long_term=agreed, follows_terms=True)
    days = rules.due(tuple(DayPlan("T", hours(each)) for each in OFFICE), hours(paid))

    assert shown(average_week(days)) == worked


def test_a_model_with_targets_of_its_own_keeps_them() -> None:
    days = tuple(DayPlan("T", hours(each)) for each in OFFICE)

    assert ModelRules(long_term=TWICE).due(days, hours("19:30")) == days


def test_the_week_tells_what_is_worked_what_is_paid_and_by_what() -> None:
    week = week_of(a_file(SAVING))

    assert week is not None
    assert week.days == DaySpan(MONDAY, SUNDAY + ONE_DAY)
    assert dict(week.figures) == {
        "worked_min": 2340,
        "paid_min": 1170,
        "unpaid_min": 0,
        "amount_min": 1170,
        "citation": "AltTZG §2",
    }


def test_a_week_of_the_release_takes_out_what_is_paid() -> None:
    assert put_in(a_file(RELEASED)) == "-19:30"


def test_a_week_is_told_once_it_is_over() -> None:
    assert week_of(a_file(SAVING, today=SUNDAY)) is None
    assert put_in(a_file(SAVING, today=SUNDAY + ONE_DAY)) == "19:30"


def test_a_block_that_begins_on_a_thursday_puts_in_four_sevenths_of_its_first_week() -> None:
    file = a_file(replace(SAVING, since=day("5.11.")))

    assert put_in(file) == "11:09"  # 19:30 × 4 ÷ 7 = 668.57 minutes
    assert week_of(file, day("1.11.")) is None


def test_a_model_of_the_usual_kind_puts_in_nothing() -> None:
    assert found(a_file(Employed(weekly="39:00")), PeriodKind.LONG_TERM_CREDIT) == []


def test_without_terms_nobody_knows_what_is_paid() -> None:
    assert found(a_file(replace(SAVING, weekly=None)), PeriodKind.LONG_TERM_CREDIT) == []


@pytest.mark.parametrize(("unpaid", "credit"), [(1, "15:36"), (5, "0:00"), (7, "0:00")])
def test_days_for_which_nothing_is_paid_put_in_nothing(unpaid: int, credit: str) -> None:
    days = frozenset((1, MONDAY + no * ONE_DAY) for no in range(unpaid))

    assert put_in(replace(a_file(SAVING), unpaid=days)) == credit


def test_an_unpaid_day_of_the_release_changes_nothing() -> None:
    file = replace(a_file(RELEASED), unpaid=frozenset({(1, MONDAY)}))

    assert put_in(file) == "-19:30"


def test_of_two_employments_only_the_one_in_the_block_counts() -> None:
    assert put_in(a_file(Employed(weekly="10:00"), SAVING)) == "19:30"


def test_above_a_full_week_in_the_block_there_is_overtime_and_no_extra_work() -> None:
    days = {(1, MONDAY + no * ONE_DAY): CreditedDay(hours("8:18"), hours("7:48"), hours("8:18")) for no in range(5)}
    [week] = found(replace(a_file(SAVING), credited=days), PeriodKind.OVERTIME_WEEK)

    assert (week.figures["extra_work_min"], week.figures["overtime_min"]) == (0, 150)


def test_a_pregnant_woman_in_the_block_has_the_month_of_the_hours_she_works() -> None:
    expecting = Protection(ProtectionKind.MATERNITY, date(2026, 9, 1))
    [month] = [
        each
        for each in found(replace(a_file(SAVING), protections=(expecting,)), PeriodKind.MUSCHG_MONTH)
        if MONDAY in each.days
    ]

    assert month.figures["limit_min"] == 10028  # 39:00 × 30 ÷ 7 = 10028.57 minutes
