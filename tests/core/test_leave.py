"""Leave of a year, kind by kind: what law and tariff give, and what the worked cases leave to say."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from tests.core.builders import law_figures
from timeclock.core import leave
from timeclock.core.chosen_days import conversion_days, exchange_days, is_in_time
from timeclock.core.leave_months import ends, full_calendar_months, full_months, last_day, months_within
from timeclock.core.leave_rounding import disability_days, official_days, part_of_statutory_days, tariff_days
from timeclock.core.leave_year import LeaveKind, LeaveReason, LeaveYear, ShiftMonths, WorkedDays
from timeclock.core.spans import DaySpan

DECLARED = date(2026, 9, 1)
WHOLE_YEAR = (WorkedDays(Fraction(12), 5),)


def year(of=2026, regime="tvoed", **more):
    return LeaveYear(of, regime, more.pop("weeks", WHOLE_YEAR), **more)


def days(held, kind=LeaveKind.ANNUAL):
    return {each.kind: each.days for each in leave.granted(held, law_figures().leave)}.get(kind)


def reasons(held, kind=LeaveKind.ANNUAL):
    [found] = [each for each in leave.granted(held, law_figures().leave) if each.kind is kind]
    return [(line.reason, line.days) for line in found.lines]


def test_a_bill_of_leave_says_why_it_is_what_it_is():
    assert reasons(year(entry=date(2026, 5, 15), weeks=(WorkedDays(Fraction(15, 2), 5),))) == [
        (LeaveReason.YEAR, 30),
        (LeaveReason.PART, Fraction(-25, 2)),
        (LeaveReason.ROUNDED, Fraction(1, 2)),
        (LeaveReason.LEAST, 2),
    ]


def test_each_stretch_of_days_a_week_is_a_line_of_its_own():
    held = year(weeks=(WorkedDays(Fraction(6), 5), WorkedDays(Fraction(6), 3)))

    assert reasons(held) == [(LeaveReason.YEAR, 15), (LeaveReason.YEAR, 9)]


@pytest.mark.parametrize(
    ("regime", "of", "least"),
    [
        ("tvoed", 2026, 30),
        ("tvaoed", 2026, 30),
        ("minijob", 2026, 30),
        ("tvoed", 2027, 31),
        ("tvaoed", 2027, 31),
        ("minijob", 2027, 31),
        ("azvo_nrw", 2027, 30),
        ("azvofeu_nrw", 2026, 30),
        ("wahlamt", 2026, 30),
        ("sonstige", 2026, 20),
    ],
)
def test_terms_say_whose_days_hold(regime, of, least):
    assert days(year(of, regime)) == least


def test_before_the_tariff_gave_thirty_days_the_statute_holds():
    assert days(year(2010)) == 20


def test_an_employment_that_has_no_day_in_the_year_gives_nothing():
    later = year(entry=date(2027, 2, 1), disabled=DaySpan(date(2027, 1, 1), date(2027, 1, 1)), social=True)

    assert leave.granted(later, law_figures().leave) == ()
    assert days(year(exit=date(2025, 12, 31))) is None


def test_without_days_a_week_there_is_none():
    assert days(year(weeks=())) is None
    assert year(weeks=()).days_per_week == 0


@pytest.mark.parametrize(
    ("entry", "last", "held"),
    [
        # After six months all of the statute's, before them twelfths; who comes on 1 July waits until the last day.
        ("2026-06-30", None, 20),
        ("2026-07-01", None, 10),
        ("2026-12-01", None, 2),
        ("2026-08-01", None, Fraction(25, 3)),
        ("2020-01-01", "2026-06-30", 10),
        ("2020-01-01", "2026-07-31", 20),
    ],
)
def test_the_statute_gives_all_of_it_once_six_months_are_over(entry, last, held):
    found = year(
        regime="ohne",
        entry=date.fromisoformat(entry),
        exit=None if last is None else date.fromisoformat(last),
    )

    assert days(found) == held


def test_an_official_who_does_not_retire_has_twelfths():
    assert days(year(regime="azvo_nrw", exit=date(2026, 5, 31))) == 13


def test_an_official_who_retires_has_half_of_it_or_all():
    retired = year(regime="azvo_nrw", retires=True)

    assert days(replace(retired, exit=date(2026, 6, 30))) == 15
    assert days(replace(retired, exit=date(2026, 7, 31))) == 30
    assert days(replace(retired, exit=date(2027, 7, 31))) == 30
    assert days(replace(retired, weeks=(WorkedDays(Fraction(12), 1),), exit=date(2026, 5, 31))) == 3


def test_months_without_pay_take_no_more_than_there_is():
    assert days(year(entry=date(2026, 12, 1), reduced=1)) == 0
    assert days(year(regime="azvo_nrw", reduced=3)) == 23
    assert days(year(regime="sonstige", reduced=6)) == 10


def test_before_the_rule_nothing_is_reduced():
    assert days(year(2005, "sonstige", reduced=6)) == 20


def test_a_minor_has_what_her_age_gives_and_the_tariff_where_that_is_more():
    born = date(2010, 6, 1)

    assert days(year(regime="ohne", born_on=born)) == 25
    assert days(year(regime="tvaoed", born_on=born)) == 30
    assert days(year(regime="ohne", born_on=date(2009, 6, 1))) == Fraction(45, 2)
    assert days(year(regime="ohne", born_on=date(2008, 6, 1))) == Fraction(125, 6)
    assert days(year(regime="ohne", born_on=date(2007, 6, 1))) == 20


def test_additional_leave_follows_the_months_of_the_status():
    all_year, part = DaySpan(date(2026, 1, 1), date(2027, 1, 1)), DaySpan(date(2026, 1, 1), date(2026, 8, 1))

    assert days(year(disabled=all_year), LeaveKind.DISABILITY) == 5
    assert days(year(disabled=part), LeaveKind.DISABILITY) == 3
    assert days(year(2017, disabled=all_year), LeaveKind.DISABILITY) is None


def test_who_is_disabled_all_along_has_what_the_statute_gives_of_a_year():
    leaves = year(exit=date(2026, 3, 31)).with_disability(date(2020, 1, 1))

    assert days(leaves, LeaveKind.DISABILITY) == Fraction(5, 4)
    assert days(year(exit=date(2026, 9, 30)).with_disability(date(2020, 1, 1)), LeaveKind.DISABILITY) == 5


@pytest.mark.parametrize(
    ("from_day", "to_day"),
    [(None, None), (date(2027, 1, 1), None), (date(2020, 1, 1), date(2026, 1, 1))],
)
def test_a_status_of_other_years_gives_nothing(from_day, to_day):
    assert year().with_disability(from_day, to_day).disabled is None


def test_a_status_may_end_within_the_year():
    held = year().with_disability(date(2020, 1, 1), date(2026, 8, 1))

    assert held.disabled == DaySpan(date(2026, 1, 1), date(2026, 8, 1))


def test_a_row_of_shifts_goes_on_from_the_year_before():
    row = (ShiftMonths(1, before=1),)

    assert days(year(round_the_clock=row), LeaveKind.SHIFT) == 1
    assert days(year(shifts=row), LeaveKind.SHIFT) is None
    assert days(year(shifts=(ShiftMonths(4),)), LeaveKind.SHIFT) == 1
    assert days(year(shifts=(ShiftMonths(2, before=3),)), LeaveKind.SHIFT) == 1
    assert days(year(regime="tvaoed", round_the_clock=(ShiftMonths(14),)), LeaveKind.SHIFT) == 6
    assert days(year(regime="azvo_nrw", round_the_clock=row), LeaveKind.SHIFT) is None
    assert days(year(2005, round_the_clock=row), LeaveKind.SHIFT) is None


@pytest.mark.parametrize(("days_per_week", "held"), [(5, 2), (4, 2), (3, 1), (2, 1), (1, None)])
def test_the_social_service_has_days_of_regeneration(days_per_week, held):
    found = year(social=True, weeks=(WorkedDays(Fraction(12), days_per_week),))

    assert days(found, LeaveKind.REGENERATION) == held
    assert days(replace(found, year=2022), LeaveKind.REGENERATION) is None


def test_days_in_place_of_pay_are_three_or_two_and_no_more_than_a_week_has():
    law = law_figures().leave
    exchange, social = law.exchange.on(DECLARED), law.social.on(DECLARED)

    assert [exchange_days(exchange, 5, wanted) for wanted in (2, 3, 4)] == [2, 3, 3]
    assert [conversion_days(social, 5, wanted) for wanted in (1, 2, 3)] == [1, 2, 2]
    assert conversion_days(social, 1, 2) == 1


def test_days_in_place_of_pay_are_declared_the_year_before():
    law = law_figures().leave
    exchange, social = law.exchange.on(DECLARED), law.social.on(DECLARED)

    assert [is_in_time(exchange, date(2026, *day)) for day in ((8, 31), (9, 1), (9, 2))] == [True, True, False]
    assert [is_in_time(social, date(2026, *day)) for day in ((10, 30), (10, 31), (11, 1))] == [True, True, False]


def test_each_rule_rounds_in_its_own_way():
    less, half = Fraction(124, 10), Fraction(125, 10)

    assert (tariff_days(less), tariff_days(half)) == (12, 13)
    assert (official_days(less), official_days(half)) == (12, 13)
    assert (part_of_statutory_days(less), part_of_statutory_days(half)) == (less, 13)
    assert (disability_days(less), disability_days(half)) == (less, 13)


@pytest.mark.parametrize(
    ("begin", "months", "last"),
    [
        ("2026-01-01", 12, "2026-12-31"),
        ("2026-05-15", 7, "2026-12-14"),
        ("2026-01-31", 1, "2026-02-28"),
        ("2026-01-29", 1, "2026-02-28"),
        ("2026-11-30", 3, "2027-02-28"),
    ],
)
def test_a_month_ends_the_day_before_the_one_of_its_number(begin, months, last):
    assert ends(date.fromisoformat(begin), months) == date.fromisoformat(last)


@pytest.mark.parametrize(
    ("first", "to", "months"),
    [
        ("2026-05-15", "2027-01-01", 7),
        ("2026-02-10", "2026-11-21", 9),
        ("2026-01-31", "2026-02-28", 0),
        ("2026-01-31", "2026-03-01", 1),
        ("2026-05-15", "2026-05-15", 0),
        ("2026-05-15", "2026-05-20", 0),
    ],
)
def test_full_months_are_counted_from_the_first_day(first, to, months):
    assert full_months(DaySpan(date.fromisoformat(first), date.fromisoformat(to))) == months


def test_calendar_months_are_full_from_the_first_to_the_last():
    parental = DaySpan(date(2026, 1, 15), date(2026, 4, 1))

    assert full_calendar_months(parental, 2026) == 2
    assert full_calendar_months(parental, 2025) == 0
    assert last_day(2026, 15) == date(2027, 3, 31)


def test_a_day_is_its_part_of_its_month():
    assert months_within(DaySpan(date(2026, 1, 1), date(2026, 7, 1))) == 6
    assert months_within(DaySpan(date(2026, 4, 16), date(2026, 6, 1))) == Fraction(3, 2)
