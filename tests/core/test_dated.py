"""Figures that hold from a first day."""

from __future__ import annotations

from datetime import date

import pytest

from timeclock.core.dated import Dated, NotInForce

CAP = Dated("cap", ((date(2025, 1, 1), 10), (date(2026, 1, 1), 20)))


@pytest.mark.parametrize(
    ("day", "figure"),
    [(date(2025, 1, 1), 10), (date(2025, 12, 31), 10), (date(2026, 1, 1), 20), (date(2030, 1, 1), 20)],
)
def test_a_figure_holds_from_its_first_day_on(day: date, figure: int) -> None:
    assert figure == CAP.on(day)


def test_before_the_first_entry_nothing_is_invented() -> None:
    with pytest.raises(NotInForce, match="cap: nothing is in force on 2024-12-31"):
        CAP.on(date(2024, 12, 31))


@pytest.mark.parametrize("days", [(), (date(2026, 1, 1), date(2025, 1, 1)), (date(2026, 1, 1), date(2026, 1, 1))])
def test_entries_must_ascend(days: tuple[date, ...]) -> None:
    with pytest.raises(ValueError, match="ascending"):
        Dated("cap", tuple((day, 1) for day in days))
