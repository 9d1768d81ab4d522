"""ArbZG §5 Abs. 2: a rest may be cut to ten hours where people are cared for, if a longer one makes up for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.core.builders import Model, a_file, a_person, codes, law_figures
from timeclock.core import cut_rests
from timeclock.core.day import PersonFile
from timeclock.core.evaluation import evaluate
from timeclock.core.findings import Severity
from timeclock.core.periods import CreditedDay, PeriodFile, PeriodResult, known_days
from timeclock.core.plans import ModelRules
from timeclock.core.protections import Protection, ProtectionKind
from timeclock.core.spans import ZERO, DaySpan

CARE = Model(rules=ModelRules(shortened_rest=True, longest_session=timedelta(hours=30)))
OFFICE = Model()
DAY = timedelta(days=1)
FIRST = date(2026, 11, 3)
# From Tuesday to Wednesday ten hours, from Wednesday to Thursday eleven: a cut rest, and none that makes up for it.
CUT = "13:00 in 17:00 out 17:30 in 21:00 out +1 07:00 in +1 13:00 out +2 00:00 in +2 06:00 out"
NO_DAYS_KNOWN: Mapping[tuple[int, date], CreditedDay] = {}


def a_week(taps: str, day: date = FIRST, model: Model = CARE, **wishes: object) -> PersonFile:
    days = DaySpan(day, day + 14 * DAY)
    return a_file(taps, day=day, days=days, model=model, **wishes)  # type: ignore[arg-type]  # wishes of a_file


def judged(
    file: PersonFile, today: date, credited: Mapping[tuple[int, date], CreditedDay] = NO_DAYS_KNOWN
) -> list[PeriodResult]:
    """Return what came of the cut rests, as known on a day."""
    period = PeriodFile(
        person_id=file.person_id,
        years=DaySpan(date(2026, 1, 1), date(2027, 1, 1)),
        today=today,
        protect_days=tuple(each for each in evaluate(file).protect_days if each.day < today),
        credited=credited,
        plans=file.plans,
        calendar=file.calendar,
        law=file.law,
        zone=file.zone,
        born_on=file.born_on,
        protections=file.protections,
    )
    return list(cut_rests.judged(known_days(period)))


def said(results: list[PeriodResult]) -> list[str]:
    """Return what there is to say of each cut rest."""
    became = [each.findings[0].code.value if each.findings else each.figures["compensated_day"] for each in results]
    return [f"{each.days.from_day:%d.%m.} {what}" for each, what in zip(results, became, strict=True)]


@pytest.mark.parametrize(
    ("cut", "first", "last"),
    [
        (date(2026, 11, 4), date(2026, 10, 7), date(2026, 12, 2)),
        (date(2026, 10, 1), date(2026, 9, 3), date(2026, 10, 31)),
        (date(2026, 10, 31), date(2026, 10, 1), date(2026, 11, 28)),
    ],
)
def test_within_its_month_or_four_weeks_either_way(cut: date, first: date, last: date) -> None:
    assert cut_rests.window(cut, law_figures().shortened_rest.on(cut)) == DaySpan(first, last + DAY)


def test_a_cut_rest_waits_for_a_longer_one() -> None:
    [found] = judged(a_week(CUT), FIRST + 2 * DAY)

    assert not found.ok
    assert (found.findings[0].severity, found.findings[0].day) == (Severity.WARNING, FIRST + DAY)
    assert (found.findings[0].figure, found.findings[0].limit) == (600, 720)
    assert found.findings[0].figures == {"cut_day": "2026-11-04", "latest_day": "2026-12-02"}


def test_the_rest_after_the_last_work_makes_up_for_it_once_it_is_long_enough() -> None:
    assert said(judged(a_week(CUT), FIRST + 3 * DAY)) == ["04.11. 2026-11-05"]


def test_an_open_day_says_nothing_of_the_rest_after_it() -> None:
    still_open = {(1, FIRST + 2 * DAY): CreditedDay(None, ZERO), (1, FIRST): CreditedDay(ZERO, ZERO)}

    assert said(judged(a_week(CUT), FIRST + 3 * DAY, still_open)) == ["04.11. rest_to_compensate"]


def test_a_longer_rest_before_it_makes_up_for_it_too() -> None:
    taps = "07:00 in 13:00 out +1 01:00 in +1 07:00 out +1 18:00 in +1 23:00 out +2 09:00 in +2 15:00 out"

    assert said(judged(a_week(taps), FIRST + 3 * DAY)) == ["05.11. 2026-11-03"]


def test_one_rest_makes_up_for_one_cut() -> None:
    taps = "13:00 in 21:00 out +1 07:00 in +1 13:00 out +1 23:00 in +2 05:00 out +2 15:30 in +2 21:00 out"
    file = a_week(taps)

    assert said(judged(file, FIRST + 40 * DAY)) == ["04.11. 2026-11-05", "05.11. ARBZG-5-2-COMP"]
    assert {each.severity for found in judged(file, FIRST + 40 * DAY) for each in found.findings} == {
        Severity.VIOLATION
    }


@pytest.mark.parametrize(("minute", "code"), [("07:00", []), ("06:59", ["ARBZG-5-1-REST11"])])
def test_under_ten_hours_is_too_short_even_there(minute: str, code: list[str]) -> None:
    taps = f"13:00 in 17:00 out 17:30 in 21:00 out +1 {minute} in +1 12:30 out"

    found = a_person(taps, days=DaySpan(FIRST, FIRST + 2 * DAY), model=CARE)

    assert codes(found) == code
    assert [each.limit for each in found.findings] == [600] * len(code)


def test_elsewhere_ten_hours_are_too_short_and_nothing_makes_up_for_them() -> None:
    file = a_week(CUT, model=OFFICE)

    assert "ARBZG-5-1-REST11" in codes(evaluate(file))
    assert judged(file, FIRST + 3 * DAY) == []


def test_who_works_elsewhere_too_has_the_longer_rest() -> None:
    file = a_week(CUT)
    mixed = {**file.plans, **{(2, day): OFFICE.in_force(2) for _, day in file.plans}}
    both = replace(file, plans=mixed)

    assert "ARBZG-5-1-REST11" in codes(evaluate(both))
    assert judged(both, FIRST + 3 * DAY) == []


@pytest.mark.parametrize("kind", [ProtectionKind.MATERNITY, ProtectionKind.S18])
def test_whom_another_act_protects_or_none_has_no_cut_rest(kind: ProtectionKind) -> None:
    held = (Protection(kind, date(2026, 1, 1)),)

    assert judged(a_week(CUT, protections=held), FIRST + 3 * DAY) == []


def test_autumn_night_ten_hours_by_the_clock_are_eleven() -> None:
    taps = "13:00 in 21:00 out +1 07:00 in +1 12:00 out"

    assert judged(a_week(taps, day=date(2026, 10, 24)), date(2026, 10, 27)) == []


@pytest.mark.parametrize(
    ("next_in", "today", "becomes"),
    [("+3 20:00 in +3 23:00 out", 4, "rest_to_compensate"), ("+7 20:00 in +7 23:00 out", 8, "2026-11-05")],
)
def test_after_a_missing_stamp_nobody_knows_the_rest_unless_it_is_one_of_days(
    next_in: str, today: int, becomes: str
) -> None:
    taps = f"13:00 in 21:00 out +1 07:00 in +1 13:00 out +2 00:00 in {next_in}"

    assert said(judged(a_week(taps), FIRST + today * DAY)) == [f"04.11. {becomes}"]
