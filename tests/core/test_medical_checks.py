"""When a night worker's next examination is due, how she stands with it, and why she is a night worker."""

from __future__ import annotations

from datetime import date

import pytest

from timeclock.core import medical_checks
from timeclock.core.accounts import Light
from timeclock.core.medical_checks import NightWork

TODAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("born_on", "due"),
    [(None, date(2029, 2, 28)), (date(1990, 1, 1), date(2029, 2, 28)), (date(1976, 2, 28), date(2027, 2, 28))],
)
def test_it_is_due_every_three_years_and_from_fifty_on_every_year(born_on: date | None, due: date) -> None:
    assert medical_checks.next_due(date(2026, 2, 28), born_on) == due


def test_a_leap_day_is_the_first_of_march_in_other_years() -> None:
    assert medical_checks.next_due(date(2024, 2, 29), None) == date(2027, 3, 1)
    assert medical_checks.next_due(date(2026, 2, 27), date(1976, 2, 28)) == date(2029, 2, 27)


@pytest.mark.parametrize(
    ("due_on", "light"),
    [
        (None, Light.RED),
        (date(2026, 11, 19), Light.RED),
        (TODAY, Light.YELLOW),
        (date(2026, 12, 18), Light.YELLOW),
        (date(2026, 12, 19), Light.GREEN),
    ],
)
def test_without_one_and_overdue_it_is_red(due_on: date | None, light: Light) -> None:
    assert medical_checks.light(due_on, TODAY) is light


def test_why_somebody_is_a_night_worker() -> None:
    def why(nights: int, *, is_one: bool, entered: bool = False) -> NightWork:
        return medical_checks.night_work(nights, 48, is_one=is_one, entered=entered)

    assert why(2, is_one=False, entered=True) is NightWork.ENTERED
    assert why(47, is_one=False) is NightWork.NOT_YET
    assert why(48, is_one=True) is NightWork.BY_NIGHTS
    assert why(3, is_one=True) is NightWork.BY_SHIFTS
