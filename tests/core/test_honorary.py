"""Honorary office beside employment: what is stamped in it is nobody's work, and a minijob beside it is told once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from tests.core.builders import TUESDAY, Model, a_file, taps
from timeclock.core.day import PersonFile, PersonResult
from timeclock.core.evaluation import evaluate
from timeclock.core.findings import Code
from timeclock.core.spans import DaySpan

OFFICE, JOB = 1, 2
ONE_DAY = timedelta(days=1)


def beside(stamps: str = "", job: str = "minijob", since: date = date(2020, 1, 1)) -> PersonFile:
    """Return the file of somebody with an office and, from a day on, a job of the house."""
    days = DaySpan(TUESDAY, TUESDAY + 3 * ONE_DAY)
    file = a_file(taps(stamps), days=days, model=Model("0:00"), employments=(OFFICE, JOB))
    plans = {
        (employment, day): replace(plan, regime="ehrenamt" if employment == OFFICE else job)
        for (employment, day), plan in file.plans.items()
        if employment == OFFICE or day >= since
    }
    return replace(file, plans=plans)


def said(result: PersonResult) -> list[str]:
    return [f"{found.day:%d.%m.} {found.code}" for day in result.days for found in day.findings]


def test_a_minijob_that_begins_beside_an_office_is_told_on_its_first_day() -> None:
    wednesday = TUESDAY + ONE_DAY

    assert said(evaluate(beside(since=wednesday))) == [f"04.11. {Code.HONORARY_MINIJOB}"]


def test_a_minijob_that_was_there_before_is_not_told_again() -> None:
    assert said(evaluate(beside())) == []


def test_a_job_of_another_kind_beside_it_is_nobodys_business() -> None:
    assert said(evaluate(beside(job="tvoed", since=TUESDAY))) == []


def test_an_office_that_begins_beside_a_minijob_is_told_too() -> None:
    file = beside()
    plans = {key: plan for key, plan in file.plans.items() if key[0] == JOB or key[1] >= TUESDAY}

    assert said(evaluate(replace(file, plans=plans))) == [f"03.11. {Code.HONORARY_MINIJOB}"]


def test_an_evening_in_the_office_cuts_no_rest_of_the_job() -> None:
    stamps = "#2 08:00 in 12:00 out #1 18:00 in 23:30 out #2 +1 07:00 in +1 09:00 out"
    result = evaluate(beside(stamps, job="tvoed"))

    assert result.findings == ()
    assert [day.worked for day in result.days if day.employment_id == JOB][:2] == [
        timedelta(hours=4),
        timedelta(hours=2),
    ]


def test_from_the_day_on_which_it_is_employment_its_stamps_are_work() -> None:
    wednesday = TUESDAY + ONE_DAY
    file = beside("#1 18:00 in 20:00 out +1 18:00 in +1 20:00 out", job="tvoed")
    found = {key: replace(plan, regime="minijob") for key, plan in file.plans.items() if key[1] >= wednesday}
    result = evaluate(replace(file, plans={**file.plans, **found}))

    worked = [day.worked for day in result.days if day.employment_id == OFFICE]
    assert worked == [timedelta(0), timedelta(hours=2), timedelta(0)]
