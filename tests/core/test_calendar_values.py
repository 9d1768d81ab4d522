"""The calendar as a value."""

from __future__ import annotations

from datetime import date

from tests.core.builders import nrw


def test_a_closed_day_is_in_the_calendar_but_no_statutory_holiday() -> None:
    christmas_eve = nrw().on(date(2026, 12, 24))

    assert christmas_eve is not None
    assert christmas_eve.name_de == "Heiligabend"
    assert not nrw().is_holiday(date(2026, 12, 24))
    assert nrw().on(date(2026, 11, 3)) is None
