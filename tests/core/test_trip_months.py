"""The travel of a month that no day counts, and the quarter of it that is time off."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.core.builders import a_day, absent, hours, law_figures, shown
from tests.core.periods import Employed, a_period_file, day, found
from tests.core.test_overtime import figures
from timeclock.core.lines import Reason
from timeclock.core.periods import CreditedDay, PeriodFile, PeriodKind
from timeclock.core.spans import DaySpan
from timeclock.core.trips import time_off, uncredited

LATER = date(2027, 6, 1)


def travelled(*days: tuple[int, str, str], employed: tuple[Employed, ...] = (Employed(),)) -> PeriodFile:
    """Return the file of somebody whose travel of so long counted on no day, by employment and day."""
    credited = {
        (no, day(on)): CreditedDay(hours("7:48"), hours("7:48"), uncredited=hours(length)) for no, on, length in days
    }
    return replace(a_period_file({}, LATER, employed=employed), credited=credited)


@pytest.mark.parametrize(
    ("month", "worth"), [("0:00", "0:00"), ("15:00", "0:00"), ("15:04", "0:01"), ("21:00", "1:30")]
)
def test_of_what_is_over_fifteen_hours_a_quarter_is_time_off(month: str, worth: str) -> None:
    assert shown(time_off(hours(month), law_figures().trip_month.on(date(2026, 11, 3)))) == worth


def test_a_days_travel_that_counts_for_nothing_is_that_of_all_its_trips() -> None:
    [line] = [
        each
        for each in a_day("", absences=(absent("trip site_min=540 travel_min=180"),)).lines
        if each.reason is Reason.TRIP
    ]

    assert shown(uncredited([line])) == "3:00"
    assert shown(uncredited([line, line])) == "6:00"
    assert shown(uncredited([])) == "0:00"


def test_the_days_of_a_calendar_month_are_added_up() -> None:
    file = travelled((1, "1.10.", "9:00"), (1, "31.10.", "10:00"), (1, "1.11.", "8:00"))
    months = found(file, PeriodKind.TRIP_MONTH)

    assert [each.days for each in months] == [DaySpan.month(2026, 10), DaySpan.month(2026, 11)]
    assert figures(months, "uncredited_min", "over_min", "bonus_min") == [
        ("19:00", "15:00", "1:00"),
        ("8:00", "15:00", "0:00"),
    ]
    assert all(each.ok and each.findings == () for each in months)


def test_each_employment_has_its_own_fifteen_hours() -> None:
    file = travelled((1, "6.10.", "10:00"), (2, "7.10.", "19:00"), employed=(Employed(), Employed()))

    assert figures(found(file, PeriodKind.TRIP_MONTH), "uncredited_min", "bonus_min") == [("29:00", "1:00")]


def test_who_is_under_other_terms_or_travelled_before_the_tariff_has_none() -> None:
    official = travelled((1, "6.10.", "20:00"), employed=(Employed(regime="azvo_nrw"),))
    gone = travelled((2, "6.10.", "20:00"))
    before = replace(travelled(), years=DaySpan(date(2005, 1, 1), date(2006, 1, 1)))
    early = {(1, date(2005, 3, 1)): CreditedDay(hours("7:48"), hours("7:48"), uncredited=hours("20:00"))}

    assert found(official, PeriodKind.TRIP_MONTH) == []
    assert found(gone, PeriodKind.TRIP_MONTH) == []
    assert found(replace(before, credited=early), PeriodKind.TRIP_MONTH) == []


def test_the_months_of_other_years_are_left_to_their_own_file() -> None:
    file = travelled((1, "6.10.", "20:00"))

    assert found(replace(file, years=DaySpan(date(2027, 1, 1), date(2028, 1, 1))), PeriodKind.TRIP_MONTH) == []
