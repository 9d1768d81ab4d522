"""Officials outside the fire brigade: 48 hours a week on average of a year (LBG NRW §60 Abs. 2)."""

from __future__ import annotations

from datetime import date, timedelta

from tests.core.periods import YEAR_2026, Employed, a_period_file, day, every, found, said
from timeclock.core.official_years import longest_year
from timeclock.core.periods import PeriodFile, PeriodKind
from timeclock.core.spans import DaySpan

NEW_YEAR = date(2027, 1, 1)
OFFICIAL = Employed(regime="azvo_nrw", week=("8:12",) * 5 + ("0:00",) * 2)
# 365 days hold 2502 hours and 51 minutes at 48 a week; 261 weekdays of 9:35 are 2501:15.
FULL = every("1.1.", "31.12.", "9:35")


def file_of(worked: dict[date, str], today: date = NEW_YEAR, **wishes: object) -> PeriodFile:
    given = {"employed": (OFFICIAL,), **wishes}
    return a_period_file(worked, today, **given)  # type: ignore[arg-type]  # the wishes are those of a_period_file


def years_of(worked: dict[date, str], today: date = NEW_YEAR, **wishes: object) -> list[str]:
    return said(found(file_of(worked, today, **wishes), PeriodKind.OFFICIAL_YEAR))


def test_a_year_of_forty_eight_hours_a_week_is_2502_hours_and_51_minutes() -> None:
    assert longest_year(timedelta(hours=48), 365) // timedelta(minutes=1) == 2502 * 60 + 51


def test_up_to_the_minute_it_is_kept_and_one_more_breaks_the_law() -> None:
    assert years_of(FULL | {day("3.1."): "1:36"}) == []
    assert years_of(FULL | {day("3.1."): "1:37"}) == ["2026-12-31 violation LBG-NRW-60-2"]


def test_extra_duty_counts_and_so_does_work_on_a_free_day() -> None:
    assert years_of(FULL | {day("3.1."): "1:36", day("4.1."): "0:01"}) == ["2026-12-31 violation LBG-NRW-60-2"]


def test_leave_and_sickness_are_left_out() -> None:
    """A week of leave takes 48 hours off what the year may hold."""
    leave = frozenset(DaySpan(date(2026, 6, 1), date(2026, 6, 8)))
    worked = {on: length for on, length in FULL.items() if on not in leave}

    assert years_of(worked | {day("3.1."): "1:31"}, neutral=leave) == []
    assert years_of(worked | {day("3.1."): "1:32"}, neutral=leave) == ["2026-12-31 violation LBG-NRW-60-2"]


def test_while_the_year_runs_what_is_planned_counts_and_is_a_warning() -> None:
    long = Employed(regime="azvo_nrw", week=("10:00",) * 5 + ("0:00",) * 2)

    assert years_of({}, day("2.1.")) == []
    assert [each.split()[1:] for each in years_of({}, day("2.1."), employed=(long,))] == [["warning", "LBG-NRW-60-2"]]


def test_who_becomes_an_official_in_july_has_half_a_year() -> None:
    """184 days hold 1261:42; what she worked as an employee before is the ArbZG's to judge."""
    since = Employed(regime="azvo_nrw", week=OFFICIAL.week, since=date(2026, 7, 1))
    worked = every("1.7.", "31.12.", "9:30")

    assert years_of(worked, employed=(since,)) == []
    assert years_of(worked | {day("4.7."): "7:42"}, employed=(since,)) == []
    assert years_of(worked | {day("4.7."): "7:43"}, employed=(since,)) == ["2026-12-31 violation LBG-NRW-60-2"]


def test_the_hour_of_a_clock_change_is_an_hour() -> None:
    """From midnight on in both nights, so that the lengths are of the clock alone."""
    assert years_of(FULL | {day("25.10."): "1:36"}) == []
    assert years_of(FULL | {day("25.10."): "1:37"}) == ["2026-12-31 violation LBG-NRW-60-2"]


def test_employees_and_the_fire_brigade_have_no_such_year() -> None:
    for regime in ("tvoed", "azvofeu_nrw", "wahlamt"):
        assert found(file_of(FULL, employed=(Employed(regime=regime),)), PeriodKind.OFFICIAL_YEAR) == []


def test_before_the_act_of_2016_there_was_no_such_year() -> None:
    years = DaySpan(date(2016, 1, 1), date(2017, 1, 1))
    since = Employed(regime="azvo_nrw", since=date(2010, 1, 1))

    assert found(file_of({}, years=years, employed=(since,)), PeriodKind.OFFICIAL_YEAR) == []
    assert found(file_of({}, YEAR_2026.from_day), PeriodKind.OFFICIAL_YEAR) == []
