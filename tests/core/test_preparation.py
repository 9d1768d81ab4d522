"""The hours of a year that child care keeps for preparation."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from tests.core.periods import YEAR_2026, Employed, a_period_file, found, said
from timeclock.core.periods import CreditedDay, PeriodFile, PeriodKind
from timeclock.core.plans import ModelRules
from timeclock.core.spans import DaySpan

PREPARES = Employed(rules=ModelRules(prepares=True), weekly="39:00")
NEW_YEAR = date(2027, 1, 1)


def file(hours: float, today: date = NEW_YEAR, how: Employed = PREPARES, years: DaySpan = YEAR_2026) -> PeriodFile:
    """Return the file of somebody who prepared so long on one day of the year."""
    day = CreditedDay(timedelta(hours=8), timedelta(hours=8), preparation=timedelta(hours=hours))
    plain = a_period_file({}, today, years=years, employed=(how,))
    return replace(plain, credited={(1, years.from_day + timedelta(days=60)): day})


def figures(given: PeriodFile) -> list[dict[str, int | str]]:
    return [dict(each.figures) for each in found(given, PeriodKind.PREPARATION_YEAR)]


def test_thirty_hours_are_a_full_timers_year() -> None:
    [year] = found(file(30), PeriodKind.PREPARATION_YEAR)

    assert (dict(year.figures), year.ok) == ({"preparation_min": 1800, "least_min": 1800}, True)


def test_a_quarter_of_an_hour_less_is_told_at_the_end_of_the_year() -> None:
    short = found(file(29.75), PeriodKind.PREPARATION_YEAR)

    assert said(short) == ["2026-12-31 warning TVOED-SUE"]
    assert (short[0].findings[0].figure, short[0].findings[0].limit) == (1785, 1800)


def test_while_the_year_runs_nothing_is_missing() -> None:
    running = found(file(1, today=date(2026, 12, 31)), PeriodKind.PREPARATION_YEAR)

    assert [year.ok for year in running] == [True]


def test_half_time_is_half_of_it_and_who_came_in_july_has_her_share() -> None:
    assert figures(file(0, how=replace(PREPARES, weekly="19:30")))[0]["least_min"] == 900
    assert figures(file(0, how=replace(PREPARES, since=date(2026, 7, 2))))[0]["least_min"] == 902


def test_others_have_no_such_hours() -> None:
    assert figures(file(5, how=replace(PREPARES, rules=ModelRules()))) == []
    assert figures(file(5, how=replace(PREPARES, regime="azvo_nrw"))) == []
    assert figures(file(5, how=replace(PREPARES, weekly=None))) == []


def test_before_the_tariff_had_them_nobody_asked() -> None:
    early = DaySpan(date(2022, 1, 1), date(2023, 1, 1))

    assert figures(file(0, today=date(2023, 1, 1), years=early)) == []


def test_a_year_that_has_not_begun_is_not_judged() -> None:
    assert figures(file(0, today=date(2026, 1, 1))) == []
