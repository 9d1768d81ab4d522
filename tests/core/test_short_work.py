"""How a rest that a few minutes of work cut is weighed where the city has decided otherwise (OPEN-18)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.core.builders import TUESDAY, a_file
from timeclock.core.dated import Dated
from timeclock.core.evaluation import evaluate
from timeclock.core.findings import Severity
from timeclock.core.spans import DaySpan
from timeclock.core.walltime import ONE_DAY

EVENING = "08:00 in 12:00 out 12:30 in 16:30 out 21:30 in {end} out +1 08:00 in +1 12:00 out"


def severities(end: str, **decided: object) -> list[Severity]:
    """Return how grave the cut rest is in a city that has decided so, after an e-mail from 21:30 to an end."""
    file = a_file(EVENING.format(end=end), days=DaySpan(TUESDAY, TUESDAY + 2 * ONE_DAY))
    first, figures = file.law.short_work.entries[0]
    city = Dated("short_work", ((first, replace(figures, **decided)),))  # type: ignore[arg-type]  # its own figures
    return [each.severity for each in evaluate(replace(file, law=replace(file.law, short_work=city))).findings]


def test_a_city_may_leave_out_work_of_less_than_ten_minutes() -> None:
    assert severities("21:39", ignored_under=timedelta(minutes=10)) == []
    assert severities("21:40", ignored_under=timedelta(minutes=10)) == [Severity.WARNING]


@pytest.mark.parametrize("severity", list(Severity))
def test_a_city_says_how_grave_it_is(severity: Severity) -> None:
    assert severities("21:36", severity=severity) == [severity]


def test_a_city_may_hold_every_cut_rest_equal() -> None:
    assert severities("21:31", slight_under=timedelta(0)) == [Severity.VIOLATION]


def test_where_another_act_held_the_day_before_the_cut_rest_is_as_grave_as_it_is() -> None:
    """She comes of age on Wednesday: what she worked on Tuesday is the JArbSchG's."""
    born_on = (TUESDAY + ONE_DAY).replace(year=TUESDAY.year - 18)
    file = a_file(
        "14:00 in 18:00 out 19:00 in 21:00 out +1 06:00 in +1 06:05 out",
        days=DaySpan(TUESDAY, TUESDAY + 2 * ONE_DAY),
        born_on=born_on,
    )

    found = [
        (each.day, each.code.value, each.severity) for each in evaluate(file).findings if "REST" in each.code.value
    ]

    assert found == [(TUESDAY + ONE_DAY, "ARBZG-5-1-REST11", Severity.VIOLATION)]
