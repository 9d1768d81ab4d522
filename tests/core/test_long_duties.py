"""Weeks opened by an agreement on average of a year (ArbZG §7 Abs. 8), and the rest around free days (§11 Abs. 4)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.core.builders import BERLIN, Model, a_file, at, duty, law_figures, nrw
from tests.core.periods import Employed, a_period_file, day, every, found, said
from timeclock.core.cut_rests import judged as cut_rests
from timeclock.core.evaluation import evaluate
from timeclock.core.periods import PeriodFile, PeriodKind, known_days
from timeclock.core.plans import Gateway, ModelRules, OnCallTerms
from timeclock.core.protections import Protection, ProtectionKind
from timeclock.core.spans import DaySpan

NEW_YEAR = date(2027, 1, 1)
OPENED = Employed(week=("0:00",) * 7, rules=ModelRules(gateway=Gateway("DV §2", timedelta(hours=12))))
# 2026 has 365 days: 365 sevenths of 48 hours are 2502:51 and some seconds.
JUST = every("1.1.", "31.12.", "6:51", (1, 2, 3, 4, 5, 6, 7)) | {date(2026, 7, 1): "9:27"}


def gateway_years(worked: dict[date, str], today: date = NEW_YEAR, how: Employed = OPENED, **more: object) -> list[str]:
    file = a_period_file(worked, today, employed=(how,), **more)  # type: ignore[arg-type]  # the wishes are those of a_period_file
    return said(found(file, PeriodKind.GATEWAY_YEAR))


def test_forty_eight_hours_a_week_on_average_of_a_year_are_the_limit() -> None:
    assert gateway_years(JUST) == []
    assert gateway_years(JUST | {date(2026, 7, 1): "9:28"}) == ["2026-12-31 violation ARBZG-7-8"]


def test_while_the_year_runs_it_is_a_warning_of_the_day_that_passed_the_limit() -> None:
    """156 days of 16:00 are 2496:00, the next one is too much."""
    long_days = every("1.1.", "30.6.", "16:00", (1, 2, 3, 4, 5, 6, 7))

    assert gateway_years(long_days, day("1.7.")) == ["2026-06-06 warning ARBZG-7-8"]


def test_leave_is_left_out_and_makes_up_for_nothing() -> None:
    away = frozenset(DaySpan(date(2026, 8, 1), date(2026, 8, 8)))
    worked = {each: length for each, length in JUST.items() if each not in away}
    just, more = (worked | {date(2026, 7, 1): length} for length in ("9:24", "9:25"))

    assert gateway_years(just, neutral=away) == []
    assert gateway_years(more, neutral=away) == ["2026-12-31 violation ARBZG-7-8"]


@pytest.mark.parametrize(
    "how",
    [replace(OPENED, rules=ModelRules()), replace(OPENED, regime="azvofeu_nrw")],
    ids=["nothing is opened", "an official"],
)
def test_others_have_no_such_year(how: Employed) -> None:
    file = a_period_file(JUST, NEW_YEAR, employed=(how,))

    assert found(file, PeriodKind.GATEWAY_YEAR) == []


def test_who_opted_out_has_none_either() -> None:
    opted = (Protection(ProtectionKind.OPT_OUT, date(2020, 1, 1)),)

    assert found(a_period_file(JUST, NEW_YEAR, employed=(OPENED,), protections=opted), PeriodKind.GATEWAY_YEAR) == []


def test_before_the_act_said_so_there_was_none() -> None:
    years = DaySpan(date(2003, 1, 1), date(2004, 1, 1))
    file = a_period_file({}, NEW_YEAR, years=years, employed=(replace(OPENED, since=date(2000, 1, 1)),))

    assert found(file, PeriodKind.GATEWAY_YEAR) == []


def period_file(stamps: str, first: date, days: int, model: Model) -> PeriodFile:
    """Return the file of somebody's periods who stamped so from a first day on."""
    asked = DaySpan(first, first + timedelta(days=days))
    file = a_file(stamps, day=first, days=asked, model=model)
    year = DaySpan(date(first.year, 1, 1), date(first.year + 1, 1, 1))
    plans = {key: plan for key, plan in file.plans.items() if key[1] >= first}
    return PeriodFile(7, year, asked.to_day, evaluate(file).protect_days, {}, plans, nrw(), law_figures(), BERLIN)


SATURDAY = date(2026, 11, 7)
EXEMPT = Model("0:00", sunday_exemption="Nr. 1", regime="tvoed")


@pytest.mark.parametrize(
    ("first", "stamps", "short"),
    [
        (SATURDAY, "14:00 in 22:00 out +2 09:00 in +2 12:00 out", []),
        (SATURDAY, "14:00 in 22:00 out +2 08:59 in +2 12:00 out", ["2026-11-08 warning ARBZG-11-4"]),
        (date(2026, 3, 28), "14:00 in 22:00 out +2 09:00 in +2 12:00 out", []),
        (date(2026, 3, 28), "14:00 in 22:00 out +2 08:59 in +2 12:00 out", ["2026-03-29 warning ARBZG-11-4"]),
        (date(2026, 10, 24), "14:00 in 22:00 out +2 09:00 in +2 12:00 out", []),
        (date(2026, 10, 24), "14:00 in 22:00 out +2 08:59 in +2 12:00 out", ["2026-10-25 warning ARBZG-11-4"]),
        (date(2026, 5, 13), "14:00 in 22:00 out +2 06:00 in +2 12:00 out", ["2026-05-14 warning ARBZG-11-4"]),
        (date(2026, 11, 9), "14:00 in 22:00 out +2 06:00 in +2 12:00 out", []),
        (SATURDAY, "14:00 in +2 08:00 in +2 12:00 out", []),
    ],
    ids=[
        "35 hours",
        "a minute less",
        "spring: 34",
        "33:59",
        "autumn: 36",
        "35:59",
        "a holiday",
        "a Tuesday",
        "unknown",
    ],
)
def test_a_free_sunday_or_holiday_has_its_day_and_eleven_hours(first: date, stamps: str, short: list[str]) -> None:
    assert said(found(period_file(stamps, first, 4, EXEMPT), PeriodKind.REST_DAY)) == short


def test_those_outside_the_act_are_not_told() -> None:
    stamps = "14:00 in 22:00 out +2 06:00 in +2 12:00 out"

    assert found(period_file(stamps, SATURDAY, 4, replace(EXEMPT, regime="azvo_nrw")), PeriodKind.REST_DAY) == []


def test_a_substitute_day_has_them_too() -> None:
    stamps = "08:00 in 12:00 out +1 14:00 in +1 22:00 out +3 06:00 in +3 12:00 out"
    [result] = found(period_file(stamps, date(2026, 11, 8), 5, EXEMPT), PeriodKind.SUBSTITUTE_SUNDAY)

    assert result.figures["substitute_day"] == "2026-11-10"
    assert said([result]) == ["2026-11-10 warning ARBZG-11-4"]


@pytest.mark.parametrize(("begins", "kinds"), [("08:00", [PeriodKind.CUT_REST]), ("07:59", [])])
def test_after_more_than_twelve_hours_no_longer_rest_makes_up_for_a_cut_one(
    begins: str, kinds: list[PeriodKind]
) -> None:
    model = Model("0:00", rules=ModelRules(shortened_rest=True, gateway=Gateway("DV §2", timedelta(hours=14), False)))
    file = period_file(f"{begins} in 20:00 out +1 06:30 in +1 10:00 out", date(2026, 11, 10), 3, model)

    assert [each.kind for each in cut_rests(known_days(file))] == kinds


def test_on_call_is_work_by_an_assessment_alone() -> None:
    with pytest.raises(ValueError, match="assessment"):
        OnCallTerms(timedelta(minutes=2), is_work=True)


def test_on_call_of_an_employment_nobody_knows_is_no_work() -> None:
    nobodys = duty("on_call 16:00 to 22:00", employment_id=2)
    rules = ModelRules(on_call=OnCallTerms(timedelta(minutes=2), "Vermerk", is_work=True))
    file = a_file("08:00 in 12:00 out", model=Model(rules=rules), duties=(nobodys,), as_of=at("23:00"))

    assert [each.protective for each in evaluate(file).protect_days] == [timedelta(hours=4)]
