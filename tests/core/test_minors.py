"""A minor is protected by the JArbSchG and by it alone, until the day she comes of age."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.core.builders import TUESDAY, Model, a_file
from timeclock.core.day import PersonResult
from timeclock.core.evaluation import evaluate
from timeclock.core.minors import age_on
from timeclock.core.plans import ModelRules, ShiftWork
from timeclock.core.spans import MINUTE, DaySpan

SEVENTEEN = date(2009, 6, 1)
OF_AGE_TODAY = date(TUESDAY.year - 18, TUESDAY.month, TUESDAY.day)


def found(taps: str, born_on: date | None = SEVENTEEN, day: date = TUESDAY, **rules: object) -> dict[str, int | None]:
    """Return the figure of each violation."""
    return {each.code.value: each.figure for each in result(taps, born_on, day, **rules).findings}


def result(taps: str, born_on: date | None, day: date = TUESDAY, **rules: object) -> PersonResult:
    model = Model(rules=ModelRules(**rules))  # type: ignore[arg-type]  # the wishes are those of the rules
    file = a_file(taps, day=day, days=DaySpan(day, day + timedelta(days=2)), model=model)
    return evaluate(replace(file, born_on=born_on))


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [
        (date(2008, 11, 3), date(2026, 11, 2), 17),
        (date(2008, 11, 3), date(2026, 11, 3), 18),
        (date(2008, 2, 29), date(2026, 2, 28), 17),
        (date(2008, 2, 29), date(2026, 3, 1), 18),
        (date(2008, 2, 29), date(2024, 2, 29), 16),
    ],
)
def test_one_is_a_year_older_on_ones_birthday(born: date, day: date, age: int) -> None:
    assert age_on(born, day) == age


def test_on_the_birthday_the_other_act_holds() -> None:
    taps = "08:00 in 14:20 out"

    assert found(taps, OF_AGE_TODAY + timedelta(days=1)) == {
        "JARBSCHG-11-1-DUR60": 0,
        "JARBSCHG-11-2-4H30": 380,
    }
    assert found(taps, OF_AGE_TODAY) == {"ARBZG-4-1-DUR30": 0, "ARBZG-4-3-6H": 380}
    assert found(taps, None) == {"ARBZG-4-1-DUR30": 0, "ARBZG-4-3-6H": 380}


def test_her_credit_loses_the_break_she_needs() -> None:
    grown, young = (result("08:00 in 13:30 out", born).days[0].worked for born in (OF_AGE_TODAY, SEVENTEEN))

    assert (grown, young) == (330 * MINUTE, 300 * MINUTE)


def test_eleven_hours_of_rest_are_too_few() -> None:
    taps = "14:00 in 18:00 out +1 05:59 in +1 09:00 out"

    assert found(taps, date(2009, 6, 1)) == {"JARBSCHG-13-REST12": 719, "JARBSCHG-14-1-NIGHT": 1}


@pytest.mark.parametrize(
    ("taps", "figure"),
    [("06:00 in 10:00 out", None), ("05:59 in 10:00 out", 1), ("16:00 in 20:00 out", None), ("16:00 in 20:01 out", 1)],
)
def test_work_lies_between_six_and_eight_in_the_evening(taps: str, figure: int | None) -> None:
    assert found(taps).get("JARBSCHG-14-1-NIGHT") == figure


@pytest.mark.parametrize(("born", "figure"), [(date(2010, 11, 3), None), (date(2010, 11, 4), 180)])
def test_in_shifts_until_eleven_from_sixteen_on(born: date, figure: int | None) -> None:
    taps = "19:00 in 23:00 out"

    assert found(taps, born, shift_work=ShiftWork.SHIFTS).get("JARBSCHG-14-1-NIGHT") == figure


@pytest.mark.parametrize(
    ("day", "code"),
    [
        (date(2026, 11, 7), "JARBSCHG-16-1-SAT"),
        (date(2026, 11, 8), "JARBSCHG-17-1-SUN"),
        (date(2026, 12, 25), "JARBSCHG-18-1-HOL"),
        (date(2027, 12, 25), "JARBSCHG-18-1-HOL"),
    ],
)
def test_a_day_off_is_named_by_what_it_is(day: date, code: str) -> None:
    assert found("09:00 in 12:00 out", date(2010, 6, 1), day) == {code: 180}


def test_of_several_breaks_the_first_and_the_last_have_to_keep_away_from_the_edge() -> None:
    assert found("08:00 in 09:00 out 10:00 in 13:00 out") == {}
    assert found("08:00 in 08:59 out 10:00 in 13:00 out") == {"JARBSCHG-11-2-POS": 59}
    assert found("08:00 in 12:00 out 12:30 in 13:29 out") == {"JARBSCHG-11-2-POS": 59}


def test_a_day_without_its_end_is_not_judged_by_its_breaks() -> None:
    assert found("08:00 in 08:30 out 09:00 in") == {}


def test_a_longer_day_is_allowed_where_the_week_makes_up_for_it() -> None:
    taps = "08:00 in 12:00 out 13:00 in 17:30 out"

    assert found(taps) == {"JARBSCHG-8-1-MAX8": 510}
    assert found(taps, balanced_days=True) == {}
