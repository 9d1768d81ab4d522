"""Weeks, averages and Sundays: what a period holds, when it is passed, and who is judged by it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.core.builders import hours, law_figures, nrw
from tests.core.periods import YEAR_2026, Employed, a_period_file, day, every, found, said
from timeclock.core import averages, periods
from timeclock.core.dated import Dated
from timeclock.core.periods import PeriodFile, PeriodKind
from timeclock.core.plans import AveragingMethod, Gateway, ModelRules, ShiftWork
from timeclock.core.protections import Protection, ProtectionKind
from timeclock.core.spans import DaySpan
from timeclock.core.walltime import ONE_DAY

NEW_YEAR = date(2027, 1, 1)
FIRST_WINDOW = DaySpan(date(2026, 1, 5), date(2026, 6, 22))
MIO = date(2009, 6, 1)


def first_window(worked: dict[date, str], today: date = NEW_YEAR, **wishes: object) -> periods.PeriodResult:
    """Return the result of 5 January to 21 June."""
    file = a_period_file(worked, today, **wishes)  # type: ignore[arg-type]  # the wishes are those of the file
    return next(each for each in found(file, PeriodKind.AVERAGE) if each.days == FIRST_WINDOW)


def test_windows_of_weeks_follow_each_other_over_new_year_without_a_gap() -> None:
    windows = list(periods.weeks(24, date(2026, 1, 5), DaySpan(date(2025, 1, 1), date(2028, 1, 1))))

    assert FIRST_WINDOW in windows
    assert all(each.from_day.isoweekday() == 1 for each in windows)
    assert [each.to_day for each in windows[:-1]] == [each.from_day for each in windows[1:]]
    assert windows[-1].from_day < date(2028, 1, 1) <= windows[-1].to_day


def test_windows_of_months_fill_the_year() -> None:
    assert list(periods.months(6, YEAR_2026)) == [
        DaySpan(date(2026, 1, 1), date(2026, 7, 1)),
        DaySpan(date(2026, 7, 1), date(2027, 1, 1)),
    ]


@pytest.mark.parametrize(
    ("days", "whole"),
    [
        (DaySpan(date(2026, 3, 4), date(2026, 3, 5)), DaySpan(date(2026, 3, 2), date(2026, 3, 9))),
        (DaySpan(date(2026, 3, 2), date(2026, 3, 9)), DaySpan(date(2026, 3, 2), date(2026, 3, 9))),
        (DaySpan(date(2026, 12, 31), date(2027, 1, 5)), DaySpan(date(2026, 12, 28), date(2027, 1, 11))),
    ],
    ids=["a Wednesday", "a week from Monday on", "over the New Year"],
)
def test_whole_weeks_reach_from_a_monday_to_a_sunday(days: DaySpan, whole: DaySpan) -> None:
    assert periods.whole_weeks(days) == whole


def test_a_holiday_in_a_leave_week_is_taken_out_once() -> None:
    leave = frozenset(DaySpan(date(2026, 6, 1), date(2026, 6, 8)))
    span = DaySpan(date(2026, 5, 25), date(2026, 6, 22))

    assert averages.average(span, leave, nrw(), law_figures().averages.on(span.from_day).window.each_day).werktage == 17


def test_office_hours_keep_the_average() -> None:
    result = first_window(every("5.1.", "21.6.", "7:48"))

    assert (result.ok, result.findings) == (True, ())
    assert result.figures == {"werktage": "138", "worked_min": 120 * 468, "limit_min": 138 * 480}


def test_more_than_the_window_may_hold_is_a_violation_of_its_last_day() -> None:
    result = first_window(every("5.1.", "21.6.", "9:13"))

    assert said([result]) == ["2026-06-21 violation ARBZG-3-2-AVG"]
    assert (result.findings[0].figure, result.findings[0].limit) == (66360, 66240)
    assert result.findings[0].figures == {"first_day": "2026-01-05", "last_day": "2026-06-21"}


def test_what_a_window_may_just_hold_is_none() -> None:
    assert first_window(every("5.1.", "21.6.", "9:12")).ok


def test_leave_makes_up_for_nothing() -> None:
    leave = frozenset(DaySpan(date(2026, 2, 2), date(2026, 2, 15)))
    worked = {on: length for on, length in every("5.1.", "21.6.", "9:12").items() if on not in leave}

    assert first_window(worked).ok
    assert said([first_window(worked, neutral=leave)]) == ["2026-06-21 violation ARBZG-3-2-AVG"]


def test_a_window_that_runs_warns_since_the_day_after_which_the_plan_leads_over_it() -> None:
    worked = every("5.1.", "30.4.", "10:00", (1, 2, 3, 4, 5, 6))
    today = date(2026, 5, 1)
    result = first_window(worked, today)
    just_before = first_window(worked, result.findings[0].day)

    assert said([result]) == ["2026-03-18 warning ARBZG-3-2-AVG"]
    assert int(result.figures["expected_min"]) > int(result.figures["limit_min"])
    assert just_before.ok


def test_a_plan_that_never_keeps_the_average_warns_from_the_first_day() -> None:
    result = first_window({}, date(2026, 1, 6), employed=(Employed(("9:00",) * 6 + ("0:00",)),))

    assert said([result]) == ["2026-01-05 warning ARBZG-3-2-AVG"]


def test_a_warning_that_was_over_meanwhile_begins_anew() -> None:
    worked = every("5.1.", "12.4.", "11:00", (1, 2, 3, 4, 5, 6)) | every("1.6.", "13.6.", "12:00", (1, 2, 3, 4, 5, 6))
    result = first_window(worked, date(2026, 6, 15))

    assert said([first_window(worked, date(2026, 4, 13))]) == ["2026-02-28 warning ARBZG-3-2-AVG"]
    assert first_window(worked, date(2026, 6, 1)).ok
    assert said([result]) == ["2026-06-13 warning ARBZG-3-2-AVG"]


def test_a_window_to_come_is_not_there_yet() -> None:
    file = a_period_file({}, date(2026, 6, 22))

    assert [each.days for each in found(file, PeriodKind.AVERAGE)] == [FIRST_WINDOW]


def test_a_model_may_average_over_six_months() -> None:
    by_months = Employed(rules=ModelRules(averaging=AveragingMethod.MONTHS))
    file = a_period_file(every("1.7.", "31.12.", "9:36"), NEW_YEAR, employed=(by_months,))

    assert [each.days for each in found(file, PeriodKind.AVERAGE)] == list(periods.months(6, YEAR_2026))
    assert found(file, PeriodKind.AVERAGE)[1].figures["werktage"] == "155"


def test_who_comes_within_a_window_has_the_working_days_since_then() -> None:
    late = Employed(since=date(2026, 6, 15))

    assert first_window(every("15.6.", "20.6.", "9:36"), employed=(late,)).figures["werktage"] == "6"
    assert said([first_window(every("15.6.", "20.6.", "9:37"), employed=(late,))]) == [
        "2026-06-21 violation ARBZG-3-2-AVG"
    ]


def test_the_act_does_not_average_officials_and_minors() -> None:
    fire = a_period_file({}, NEW_YEAR, employed=(Employed(regime="azvofeu_nrw"),))

    assert found(fire, PeriodKind.AVERAGE) == []
    assert found(a_period_file({}, NEW_YEAR, born_on=MIO), PeriodKind.AVERAGE) == []


def test_before_the_act_nothing_is_averaged() -> None:
    years = DaySpan(date(1990, 1, 1), date(1991, 1, 1))
    file = a_period_file({}, NEW_YEAR, years=years, employed=(Employed(since=date(1980, 1, 1)),))

    assert found(file, PeriodKind.AVERAGE) == []


def sundays(number: int) -> dict[date, str]:
    """Return work on the first so many Sundays of 2026, and on every Wednesday."""
    first = [date(2026, 1, 4) + 7 * no * ONE_DAY for no in range(number)]
    return dict.fromkeys(first, "6:00") | every("1.1.", "31.12.", "6:00", (3,))


def test_the_last_sunday_that_may_be_worked_is_warned_of() -> None:
    assert said(found(a_period_file(sundays(36), NEW_YEAR), PeriodKind.FREE_SUNDAYS)) == []
    assert said(found(a_period_file(sundays(37), NEW_YEAR), PeriodKind.FREE_SUNDAYS)) == [
        "2026-09-13 warning ARBZG-11-1"
    ]


def test_the_thirty_eighth_sunday_breaks_the_law() -> None:
    [year] = found(a_period_file(sundays(39), NEW_YEAR), PeriodKind.FREE_SUNDAYS)

    assert said([year]) == ["2026-09-20 violation ARBZG-11-1"]
    assert year.figures == {"sundays": "52", "worked": "39", "free": "13", "least": "15"}
    assert not year.ok


def test_a_night_shift_from_saturday_takes_the_sunday() -> None:
    night = a_period_file({date(2026, 3, 7): "24:01"}, NEW_YEAR)
    until_midnight = a_period_file({date(2026, 3, 7): "24:00"}, NEW_YEAR)

    assert [each.figures["worked"] for each in found(night, PeriodKind.FREE_SUNDAYS)] == ["1"]
    assert found(until_midnight, PeriodKind.FREE_SUNDAYS) == []


def test_an_agreement_may_ask_for_fewer_free_sundays() -> None:
    zoo = Employed(rules=ModelRules(gateway=Gateway("TV Zoo §3", 10 * ONE_DAY / 24, free_sundays=6)))
    [year] = found(a_period_file(sundays(47), NEW_YEAR, employed=(zoo,)), PeriodKind.FREE_SUNDAYS)

    assert said([year]) == ["2026-11-22 violation ARBZG-11-1"]
    assert year.findings[0].citation == "ArbZG §11 Abs. 1; TV Zoo §3"


def test_an_agreement_for_one_employment_opens_nothing_for_the_other() -> None:
    zoo = Employed(rules=ModelRules(gateway=Gateway("TV Zoo §3", 10 * ONE_DAY / 24, free_sundays=6)))
    [year] = found(a_period_file(sundays(38), NEW_YEAR, employed=(zoo, Employed())), PeriodKind.FREE_SUNDAYS)

    assert year.figures["least"] == "15"


def test_who_works_on_no_sunday_has_no_result_of_the_year() -> None:
    assert found(a_period_file(every("1.1.", "31.12.", "8:00"), NEW_YEAR), PeriodKind.FREE_SUNDAYS) == []


def week_of_mio(worked: dict[date, str], today: date = NEW_YEAR) -> list[str]:
    return said(found(a_period_file(worked, today, born_on=MIO), PeriodKind.MINOR_WEEK))


def test_a_minors_week_of_forty_hours_on_five_days_is_right() -> None:
    assert week_of_mio(every("2.11.", "6.11.", "8:00")) == []


def test_a_minute_more_than_forty_hours_is_found_on_the_day_it_was_worked() -> None:
    assert week_of_mio(every("2.11.", "5.11.", "8:30") | {day("6.11."): "6:01"}) == [
        "2026-11-06 violation JARBSCHG-8-1-WEEK40"
    ]


def test_a_sixth_day_is_one_too_many_however_short() -> None:
    assert week_of_mio(every("2.11.", "7.11.", "4:00", (1, 2, 3, 4, 5, 6))) == [
        "2026-11-07 violation JARBSCHG-15-5DAYS"
    ]


def test_what_a_holiday_took_counts_as_if_worked_and_is_no_day_of_work() -> None:
    """Fronleichnam is Thursday 4 June: 7:48 are lost, so four days of 8:04 are too long, five of 4:00 not too many."""
    assert week_of_mio(every("1.6.", "5.6.", "8:03", (1, 2, 3, 5))) == []
    assert week_of_mio(every("1.6.", "5.6.", "8:04", (1, 2, 3, 5))) == ["2026-06-05 violation JARBSCHG-8-1-WEEK40"]
    assert week_of_mio(every("1.6.", "6.6.", "4:00", (1, 2, 3, 5, 6))) == []


def test_a_holiday_still_to_come_took_nothing_yet() -> None:
    assert week_of_mio(every("1.6.", "3.6.", "11:00"), day("4.6.")) == []
    assert week_of_mio(every("1.6.", "3.6.", "11:00"), day("5.6.")) == ["2026-06-04 violation JARBSCHG-8-1-WEEK40"]


def test_the_day_that_still_runs_counts_nothing() -> None:
    assert week_of_mio(every("2.11.", "6.11.", "9:00"), day("6.11.")) == []


@pytest.mark.parametrize(("born_on", "weeks"), [(date(2008, 11, 2), 0), (date(2008, 11, 3), 1)])
def test_a_week_is_a_minors_who_is_one_on_its_monday(born_on: date, weeks: int) -> None:
    file = a_period_file(every("2.11.", "6.11.", "9:00"), NEW_YEAR, born_on=born_on)

    assert len(found(file, PeriodKind.MINOR_WEEK)) == weeks


SIX_DAYS = Employed(("8:00",) * 6 + ("0:00",))


def free_days(worked: dict[date, str], today: date = NEW_YEAR, **wishes: object) -> dict[str, str]:
    """Return the free day of each worked Sunday and holiday, "" where there is none."""
    file = a_period_file(worked, today, **wishes)  # type: ignore[arg-type]  # the wishes are those of the file
    results = found(file, PeriodKind.SUBSTITUTE_SUNDAY) + found(file, PeriodKind.SUBSTITUTE_HOLIDAY)
    return {str(each.figures["worked_day"]): str(each.figures.get("substitute_day", "")) for each in results}


def all_but(first: str, last: str, *free: str) -> dict[date, str]:
    """Return work on every day, Sundays and holidays too, but these."""
    return {on: "8:00" for on in every(first, last, "8:00", (1, 2, 3, 4, 5, 6, 7)) if on not in map(day, free)}


def test_a_free_saturday_before_the_sunday_is_its_substitute() -> None:
    assert free_days({day("8.11."): "6:00"} | every("26.10.", "21.11.", "8:00")) == {
        "2026-11-08": "2026-10-31",
    }


def test_a_sunday_without_a_free_day_is_open_until_the_last_day_and_then_breaks_the_law() -> None:
    worked = all_but("19.10.", "21.11.", "25.10.", "1.11.", "15.11.")
    until = {
        today: said(found(a_period_file(worked, today, employed=(SIX_DAYS,)), PeriodKind.SUBSTITUTE_SUNDAY))
        for today in (day("21.11."), day("22.11."))
    }

    assert until[day("21.11.")] == ["2026-11-08 warning ARBZG-11-3"]
    assert until[day("22.11.")] == ["2026-11-21 violation ARBZG-11-3"]


def test_a_free_day_to_come_counts_as_it_is_planned() -> None:
    """The Saturday after is free by the pattern, so nothing is asked of anybody before it is over."""
    worked = all_but("19.10.", "13.11.", "25.10.", "1.11.")

    assert free_days(worked, day("14.11.")) == {"2026-11-08": "2026-11-14"}
    assert free_days(worked, day("14.11."), employed=(SIX_DAYS,)) == {"2026-11-08": ""}


def test_thirteen_days_before_and_after_are_the_edges_for_a_sunday() -> None:
    """Work without a free working day from Monday, 26 October to Saturday, 21 November, but for the edges."""
    rest = ("25.10.", "1.11.", "15.11.")

    assert free_days(all_but("19.10.", "21.11.", *rest, "26.10."))["2026-11-08"] == "2026-10-26"
    assert free_days(all_but("19.10.", "21.11.", *rest, "24.10."))["2026-11-08"] == ""
    assert free_days(all_but("19.10.", "22.11.", *rest, "21.11."))["2026-11-08"] == "2026-11-21"
    assert free_days(all_but("19.10.", "23.11.", *rest, "22.11."))["2026-11-08"] == ""


def test_a_holiday_has_eight_weeks() -> None:
    worked = all_but("1.4.", "31.7.", "29.7.") | {day("4.6."): "8:00"}
    sundays_off = {on: length for on, length in worked.items() if on.isoweekday() != 7}
    holidays = {on: each for on, each in free_days(sundays_off).items() if on == "2026-06-04"}

    assert holidays == {"2026-06-04": "2026-07-29"}


def test_a_holiday_on_a_sunday_follows_the_sunday() -> None:
    assert free_days({day("1.11."): "6:00"}) == {"2026-11-01": "2026-10-19"}


def test_a_free_day_stands_for_one_worked_day_only() -> None:
    """Two Sundays and one free Saturday between them: the Sunday whose weeks end first has it."""
    worked = all_but("12.10.", "21.11.", "18.10.", "25.10.", "31.10.", "15.11.")

    assert free_days(worked, employed=(SIX_DAYS,)) == {"2026-11-01": "2026-10-31", "2026-11-08": ""}


def test_leave_and_holidays_are_no_substitute() -> None:
    worked = all_but("12.10.", "21.11.", "18.10.", "25.10.", "1.11.", "15.11.", "2.11.")

    assert free_days(worked)["2026-11-08"] == "2026-11-02"
    assert free_days(worked, neutral=frozenset({day("2.11.")}))["2026-11-08"] == ""


def test_officials_and_minors_have_no_substitute_by_this_act() -> None:
    assert free_days({day("8.11."): "6:00"}, employed=(Employed(regime="azvo_nrw"),)) == {}
    assert free_days({day("8.11."): "6:00"}, born_on=MIO) == {}


ROUND_THE_CLOCK = Employed(rules=ModelRules(shift_work=ShiftWork.ROUND_THE_CLOCK))
FOUR_WEEKS = DaySpan(date(2026, 11, 9), date(2026, 12, 7))
LONG_NIGHTS = every("9.11.", "4.12.", "10:00")


def night_windows(file: PeriodFile) -> dict[date, bool]:
    """Return whether each window of a night worker keeps the average, by its first day."""
    return {each.days.from_day: each.ok for each in found(file, PeriodKind.NIGHT_AVERAGE)}


def test_who_works_nights_in_rotation_keeps_eight_hours_over_four_weeks() -> None:
    file = a_period_file(LONG_NIGHTS, NEW_YEAR, employed=(ROUND_THE_CLOCK,), nights=frozenset({day("10.11.")}))
    [year] = found(file, PeriodKind.NIGHT_WORKER)

    assert year.figures == {"night_days": "1", "least": "48", "night_worker": "yes"}
    assert said(found(file, PeriodKind.NIGHT_AVERAGE)) == ["2026-12-06 violation ARBZG-6-2-AVG"]
    assert night_windows(file) == {FOUR_WEEKS.from_day: False, FOUR_WEEKS.to_day: True}


@pytest.mark.parametrize(("last", "keeps"), [("2:00", True), ("2:01", False)])
def test_eight_hours_on_average_are_just_right_for_a_night_worker(last: str, keeps: bool) -> None:
    """Nineteen nights of ten hours and one of two are 192:00 on 24 working days."""
    worked = LONG_NIGHTS | {day("4.12."): last}
    file = a_period_file(worked, NEW_YEAR, employed=(ROUND_THE_CLOCK,), nights=frozenset({day("10.11.")}))

    assert night_windows(file)[FOUR_WEEKS.from_day] is keeps


def test_a_night_worker_whose_model_has_months_keeps_one_at_a_time() -> None:
    by_month = replace(ROUND_THE_CLOCK.rules, averaging=AveragingMethod.MONTHS)
    how = replace(ROUND_THE_CLOCK, rules=by_month)
    file = a_period_file(LONG_NIGHTS, NEW_YEAR, employed=(how,), nights=frozenset({day("10.11.")}))

    assert set(night_windows(file)) == {day("1.11."), day("1.12.")}


def test_the_windows_of_four_weeks_divide_those_of_twenty_four() -> None:
    file = a_period_file(LONG_NIGHTS, NEW_YEAR, employed=(ROUND_THE_CLOCK,), nights=frozenset({day("10.11.")}))

    assert (FOUR_WEEKS.from_day - FIRST_WINDOW.to_day).days % 28 == 0
    assert found(file, PeriodKind.NIGHT_AVERAGE)[0].figures["werktage"] == "24"


@pytest.mark.parametrize(("nights", "night_worker", "windows"), [(47, "no", 0), (48, "yes", 1)])
def test_forty_eight_nights_of_a_year_make_a_night_worker(nights: int, night_worker: str, windows: int) -> None:
    worked = every("1.1.", "30.6.", "8:00")
    some = frozenset(sorted(worked)[:nights])
    file = a_period_file(worked, NEW_YEAR, nights=some)

    assert found(file, PeriodKind.NIGHT_WORKER)[0].figures["night_worker"] == night_worker
    assert len(night_windows(file)) == windows


def test_a_night_worker_by_days_keeps_the_long_window_where_she_works_no_night() -> None:
    worked = every("1.1.", "31.3.", "8:00") | LONG_NIGHTS
    file = a_period_file(worked, NEW_YEAR, nights=frozenset(every("1.1.", "31.3.", "8:00")))

    assert FOUR_WEEKS.from_day not in night_windows(file)


def test_nights_of_the_year_before_make_no_night_worker() -> None:
    years = DaySpan(date(2026, 1, 1), date(2028, 1, 1))
    worked = every("1.10.", "31.12.", "8:00") | {date(2027, 2, 1): "8:00"}
    file = a_period_file(worked, date(2027, 3, 1), years=years, nights=frozenset(worked))

    assert [each.figures["night_worker"] for each in found(file, PeriodKind.NIGHT_WORKER)] == ["yes", "no"]
    assert max(night_windows(file)) < date(2027, 1, 1)


def test_an_officials_nights_are_not_judged_by_this_act() -> None:
    file = a_period_file(LONG_NIGHTS, NEW_YEAR, employed=(Employed(regime="azvo_nrw"),), nights=frozenset(LONG_NIGHTS))

    assert found(file, PeriodKind.NIGHT_WORKER) == found(file, PeriodKind.NIGHT_AVERAGE) == []


WATCH = Employed(("24:00", "0:00", "20:00", "0:00", "0:00", "0:00", "0:00"), regime="azvofeu_nrw")
CONSENT = Protection(ProtectionKind.OPT_OUT, date(2026, 1, 1))


def watch(worked: dict[date, str], today: date = NEW_YEAR, **wishes: object) -> PeriodFile:
    """Return the file of somebody on watch, 24 hours on Mondays and 20 on Wednesdays by plan."""
    return a_period_file(worked, today, employed=(WATCH,), **wishes)  # type: ignore[arg-type]  # as above


def test_a_week_on_watch_over_forty_eight_hours_is_a_warning_until_the_city_decides() -> None:
    right, too_long = ({day("2.11."): "24:00", day("4.11."): length} for length in ("24:00", "24:01"))

    assert said(found(watch(right), PeriodKind.FIRE_WEEK)) == []
    assert said(found(watch(too_long), PeriodKind.FIRE_WEEK)) == ["2026-11-08 warning AZVOFEU-2-1"]


def test_who_consented_has_fifty_four_hours() -> None:
    right, too_long = ({day("2.11."): "24:00", day("4.11."): length} for length in ("30:00", "30:01"))

    assert said(found(watch(right, protections=(CONSENT,)), PeriodKind.FIRE_WEEK)) == []
    assert said(found(watch(too_long, protections=(CONSENT,)), PeriodKind.FIRE_WEEK)) == [
        "2026-11-08 warning AZVOFEU-2-1"
    ]


def test_a_week_on_watch_is_judged_when_it_is_over() -> None:
    file = watch({day("2.11."): "24:00", day("4.11."): "30:00"}, day("8.11."))

    assert max(each.days.to_day for each in found(file, PeriodKind.FIRE_WEEK)) == day("2.11.")


def test_where_the_city_says_so_a_long_week_breaks_the_law() -> None:
    file = watch({day("2.11."): "24:00", day("4.11."): "24:01"})
    strict = replace(file.law.fire.on(NEW_YEAR), week_breaks_the_law=True)
    law = replace(file.law, fire=Dated("fire", ((date(2007, 1, 1), strict),)))

    assert said(found(replace(file, law=law), PeriodKind.FIRE_WEEK)) == ["2026-11-08 violation AZVOFEU-2-1"]


def test_the_three_views_stand_side_by_side() -> None:
    """Weeks of 69 and 23 hours in turn: each other week is too long, four months and the year are right."""
    heavy = every("5.1.", "31.12.", "23:00", (1, 3, 5))
    in_turn = {on: length for on, length in heavy.items() if on.isocalendar()[1] % 2 or on.isoweekday() == 1}
    file = watch(in_turn)

    assert not all(each.ok for each in found(file, PeriodKind.FIRE_WEEK))
    assert said(found(file, PeriodKind.FIRE_MONTHS) + found(file, PeriodKind.FIRE_YEAR)) == []
    assert [each.days for each in found(file, PeriodKind.FIRE_MONTHS)] == list(periods.months(4, YEAR_2026))


def test_too_much_on_average_breaks_the_law_at_the_end_of_the_months_and_of_the_year() -> None:
    file = watch(every("1.1.", "31.12.", "17:00", (1, 3, 5)))

    assert said(found(file, PeriodKind.FIRE_MONTHS))[-1] == "2026-12-31 violation AZVOFEU-2-1"
    assert said(found(file, PeriodKind.FIRE_YEAR)) == ["2026-12-31 violation AZVOFEU-2-1"]


def test_a_plan_that_leads_over_the_average_warns_as_soon_as_it_does() -> None:
    file = watch({day("5.9."): "60:00"}, day("1.10."))

    assert said(found(file, PeriodKind.FIRE_MONTHS)) == []
    assert said(found(watch(every("1.9.", "30.9.", "24:00", (1, 3, 5)), day("1.10.")), PeriodKind.FIRE_MONTHS)) == [
        "2026-09-18 warning AZVOFEU-2-1"
    ]


def test_a_duty_on_a_holiday_is_planned_as_any_other() -> None:
    """Whit Monday, 25 May: the watch is on duty, the office is not."""
    assert periods.known_days(watch({})).planned(day("25.5.")) == hours("24:00")
    assert periods.known_days(a_period_file({}, NEW_YEAR)).planned(day("25.5.")) == hours("0:00")


def test_leave_on_watch_leaves_its_days_out_of_the_average() -> None:
    leave = frozenset(DaySpan(date(2026, 6, 1), date(2026, 7, 1)))
    [year] = found(watch({}, neutral=leave), PeriodKind.FIRE_YEAR)

    assert year.figures["limit_min"] == (365 - 30) * 2880 // 7
    assert found(watch({}, neutral=frozenset(YEAR_2026)), PeriodKind.FIRE_YEAR) == []


def test_consent_within_a_year_lengthens_the_days_since_then() -> None:
    later = Protection(ProtectionKind.OPT_OUT, date(2026, 12, 1))
    [year] = found(watch({}, protections=(later,)), PeriodKind.FIRE_YEAR)

    assert year.figures["limit_min"] == ((365 - 31) * 2880 + 31 * 3240) // 7


def test_before_the_ordinance_nobody_is_judged_by_it() -> None:
    file = watch({})
    later = Dated("fire", ((date(2030, 1, 1), file.law.fire.on(NEW_YEAR)),))
    early = replace(file, law=replace(file.law, fire=later))

    assert periods.known_days(early).planned(day("25.5.")) == hours("0:00")
    assert found(early, PeriodKind.FIRE_YEAR) == []


def test_a_head_of_office_is_outside_the_act() -> None:
    head = Protection(ProtectionKind.S18, date(2020, 1, 1))

    assert found(a_period_file({}, NEW_YEAR, protections=(head,)), PeriodKind.AVERAGE) == []


def test_whom_hr_knows_as_a_night_worker_is_one_from_the_first_night_on() -> None:
    known = Protection(ProtectionKind.NIGHT_WORKER, date(2026, 1, 1))
    file = a_period_file(LONG_NIGHTS, NEW_YEAR, nights=frozenset({day("10.11.")}), protections=(known,))

    assert night_windows(file)[FOUR_WEEKS.from_day] is False


def test_nothing_is_planned_on_a_day_of_leave() -> None:
    file = a_period_file({}, NEW_YEAR, neutral=frozenset({day("3.11.")}))

    assert [periods.known_days(file).planned(on) for on in (day("3.11."), day("4.11."))] == [
        hours("0:00"),
        hours("7:48"),
    ]


EXPECTING = Protection(ProtectionKind.MATERNITY, date(2026, 9, 1))
# Two weeks as they follow one another from 5 January 2026 on.
TWO_WEEKS = DaySpan(date(2026, 10, 26), date(2026, 11, 9))
PART_TIME = Employed(("4:00",) * 5 + ("0:00",) * 2, weekly="20:00")


def expecting(worked: dict[date, str], today: date = NEW_YEAR, **wishes: object) -> PeriodFile:
    """Return the file of somebody who is pregnant from September on."""
    return a_period_file(worked, today, **{"protections": (EXPECTING,), **wishes})  # type: ignore[arg-type]  # as above


def double_week(worked: dict[date, str], today: date = NEW_YEAR, **wishes: object) -> list[str]:
    file = expecting(worked, today, **wishes)
    results = found(file, PeriodKind.DOUBLE_WEEK)
    return said([each for each in results if each.days == TWO_WEEKS])


def test_two_weeks_of_a_pregnant_woman_hold_ninety_hours() -> None:
    right = every("26.10.", "6.11.", "9:00")

    assert double_week(right) == []
    assert double_week(right | {day("8.11."): "0:01"}) == ["2026-11-08 violation MUSCHG-4-1-WEEKS"]


def test_two_weeks_of_a_pregnant_minor_hold_eighty_hours() -> None:
    right = every("26.10.", "6.11.", "8:00")

    assert double_week(right, born_on=MIO) == []
    assert double_week(right | {day("7.11."): "0:01"}, born_on=MIO) == ["2026-11-08 violation MUSCHG-4-1-WEEKS"]


def test_two_weeks_that_lead_over_the_limit_warn_while_they_run() -> None:
    assert double_week(every("26.10.", "31.10.", "14:00"), day("2.11.")) == ["2026-10-27 warning MUSCHG-4-1-WEEKS"]


def test_double_weeks_are_those_that_begin_under_protection_and_have_begun() -> None:
    begun = [each.days.from_day for each in found(expecting({}, day("26.10.")), PeriodKind.DOUBLE_WEEK)]

    assert begun == [date(2026, 9, 14), date(2026, 9, 28), date(2026, 10, 12)]


def months_of(worked: dict[date, str], **wishes: object) -> list[str]:
    file = expecting(worked, employed=(PART_TIME,), **wishes)  # type: ignore[arg-type]  # as above
    return said(found(file, PeriodKind.MUSCHG_MONTH))


def test_a_month_holds_the_contractual_hours_of_its_days() -> None:
    """20 hours a week are 85:42 in the 30 days of November, a minute more is too much."""
    weekdays = every("2.11.", "30.11.", "4:00")
    right = weekdays | {day("30.11."): "5:42"}

    assert months_of(right) == []
    assert months_of(right | {day("28.11."): "0:01"}) == ["2026-11-30 violation MUSCHG-4-1-4"]


def test_leave_and_holidays_count_in_the_month_as_if_worked() -> None:
    leave = frozenset(DaySpan(date(2026, 11, 2), date(2026, 11, 7)))
    rest = every("9.11.", "30.11.", "4:00") | {day("30.11."): "5:43"}

    assert months_of(rest) == []
    assert months_of(rest, neutral=leave) == ["2026-11-30 violation MUSCHG-4-1-4"]


def test_a_month_counts_when_it_is_over_and_was_under_protection_from_its_first_day() -> None:
    later = Protection(ProtectionKind.MATERNITY, date(2026, 9, 2))
    file = expecting({}, day("1.12."), employed=(PART_TIME,), protections=(later,))

    assert [each.days.from_day.month for each in found(file, PeriodKind.MUSCHG_MONTH)] == [10, 11]


def test_who_is_protected_by_nothing_has_no_such_weeks_and_months() -> None:
    file = expecting(every("26.10.", "6.11.", "12:00"), protections=())

    assert found(file, PeriodKind.DOUBLE_WEEK) == found(file, PeriodKind.MUSCHG_MONTH) == []


def test_before_the_act_nobody_is_protected_by_it() -> None:
    years = DaySpan(date(2016, 1, 1), date(2017, 1, 1))
    long_ago = Protection(ProtectionKind.MATERNITY, date(2010, 1, 1))
    since = replace(PART_TIME, since=date(2010, 1, 1))
    file = a_period_file({}, NEW_YEAR, years=years, employed=(since,), protections=(long_ago,))

    assert found(file, PeriodKind.MUSCHG_MONTH) == []


CARETAKER = Employed(standby="3:00")


def standby_weeks(worked: dict[date, str], today: date = NEW_YEAR, how: Employed = CARETAKER) -> list[str]:
    return said(found(a_period_file(worked, today, employed=(how,)), PeriodKind.STANDBY_WEEK))


def test_standby_time_counts_by_half() -> None:
    """Five days of 9:18 with 3:00 of it standby time are 46:30 and count 39:00."""
    assert standby_weeks(every("2.11.", "6.11.", "9:18")) == []
    assert standby_weeks(every("2.11.", "6.11.", "9:19")) == ["2026-11-08 warning TVOED-9-1"]


def test_thirty_nine_hours_and_a_minute_are_too_many() -> None:
    assert standby_weeks(every("2.11.", "6.11.", "9:18") | {day("6.11."): "9:19"}) == ["2026-11-08 warning TVOED-9-1"]


def test_a_week_with_standby_time_has_forty_eight_hours_in_all() -> None:
    mostly_waiting = replace(CARETAKER, standby="8:00")
    [week] = found(
        a_period_file(every("2.11.", "6.11.", "9:37"), NEW_YEAR, employed=(mostly_waiting,)), PeriodKind.STANDBY_WEEK
    )

    assert standby_weeks(every("2.11.", "6.11.", "9:36"), how=mostly_waiting) == []
    assert (week.findings[0].figure, week.findings[0].limit) == (5 * 577, 2880)
    assert week.figures["counted_min"] == 5 * (97 + 240)


def test_weeks_that_run_and_people_without_standby_time_have_no_such_result() -> None:
    worked = every("2.11.", "6.11.", "12:00")

    assert standby_weeks(worked, day("8.11.")) == []
    assert standby_weeks(worked, how=Employed()) == []
    assert standby_weeks(worked, how=replace(CARETAKER, regime="azvo_nrw")) == []


def test_before_the_tariff_nobody_has_standby_time() -> None:
    years = DaySpan(date(2004, 1, 1), date(2005, 1, 1))
    file = a_period_file({}, NEW_YEAR, years=years, employed=(replace(CARETAKER, since=date(2000, 1, 1)),))

    assert found(file, PeriodKind.STANDBY_WEEK) == []
