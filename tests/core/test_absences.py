"""Absences as values, and which days of them averages leave out."""

from __future__ import annotations

from datetime import date, time

import pytest

from timeclock.core.absences import Absence, AbsenceReason, Averaging, Credit, Extent, neutral_days
from timeclock.core.spans import DaySpan

MONDAY, SATURDAY = date(2026, 11, 2), date(2026, 11, 7)
WEEK = DaySpan(MONDAY, SATURDAY)
NOVEMBER = DaySpan.month(2026, 11)
ABSENT = {"name_de": "abwesend", "name_en": "absent"}


def reason(
    code: str = "leave", credit: Credit = Credit.PLANNED, averaging: Averaging = Averaging.NEUTRAL
) -> AbsenceReason:
    names = {"name_de": code, "name_en": code}
    return AbsenceReason(code, credit, averaging, names, ABSENT, "BURLG-3", "BUrlG §3")


def test_leave_leaves_its_days_out_of_averages_and_no_more() -> None:
    assert neutral_days([Absence(1, WEEK, reason())], NOVEMBER) == frozenset(WEEK)


def test_only_the_days_asked_for_are_answered() -> None:
    absences = [Absence(1, WEEK, reason())]

    assert neutral_days(absences, DaySpan(date(2026, 11, 4), date(2026, 11, 30))) == {
        date(2026, 11, 4),
        date(2026, 11, 5),
        date(2026, 11, 6),
    }
    assert neutral_days(absences, DaySpan.month(2026, 12)) == frozenset()


def test_two_absences_of_one_day_are_one_day() -> None:
    absences = [Absence(1, WEEK, reason()), Absence(2, WEEK, reason("sick"))]

    assert len(neutral_days(absences, NOVEMBER)) == 5


def test_a_flextime_day_off_stays_a_working_day() -> None:
    day_off = Absence(1, WEEK, reason("flextime_day", Credit.NOTHING, Averaging.COUNTS))

    assert neutral_days([day_off], NOVEMBER) == frozenset()


def test_a_day_of_which_only_a_part_is_missing_stays_a_working_day() -> None:
    noon = Absence(1, DaySpan.one(MONDAY), reason("sick"), Extent.REST, time(12))
    visit = Absence(1, DaySpan.one(MONDAY), reason("sick"), Extent.HOURS, time(8), time(9))

    assert neutral_days([noon, visit], NOVEMBER) == frozenset()


@pytest.mark.parametrize(
    ("extent", "clocks"),
    [
        (Extent.WHOLE, (time(8), None)),
        (Extent.WHOLE, (None, time(8))),
        (Extent.REST, (None, None)),
        (Extent.REST, (time(8), time(9))),
        (Extent.HOURS, (time(8), None)),
        (Extent.HOURS, (time(9), time(9))),
    ],
)
def test_clocks_that_do_not_fit_are_refused(extent: Extent, clocks: tuple[time | None, time | None]) -> None:
    with pytest.raises(ValueError, match="an absence"):
        Absence(1, WEEK, reason(), extent, *clocks)


def test_an_absence_without_a_day_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one day"):
        Absence(1, DaySpan(MONDAY, MONDAY), reason())
