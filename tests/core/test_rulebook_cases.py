"""The worked cases of the legal rulebook (`cases/cases.jsonl`), put to the evaluation by the adapter of the command.

What is not built yet is pinned here, so the number can only shrink by a deliberate edit.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.core.builders import BERLIN, law_figures
from timeclock.cases.judging import judge
from timeclock.cases.kinds import KINDS
from timeclock.cases.lines import Case, cases_of
from timeclock.cases.world import World
from timeclock.core.findings import Code

FILE = Path(__file__).parent / "cases" / "cases.jsonl"
ALL = list(cases_of(FILE.read_text(encoding="utf-8").splitlines()))
WORLD = World(law_figures(), BERLIN)
PASSED = {
    "average": 8,
    "bereitschaftszeit": 3,
    "beamte_mehrarbeit": 2,
    "beamte_pay_cap": 2,
    "beamte_week": 8,
    "block": 3,
    "callout": 7,
    "cap": 7,
    "corridor": 2,
    "day": 88,
    "double_week": 3,
    "duz": 6,
    "exchange_days": 3,
    "fire_avg": 4,
    "fire_shift": 4,
    "fire_target": 5,
    "flex": 5,
    "free_sundays": 4,
    "holidays": 6,
    "is_holiday": 9,
    "leave": 44,
    "leave_expiry": 9,
    "leave_use": 10,
    "maternity_protection": 5,
    "medical_visit": 3,
    "milog_50": 2,
    "milog_deadline": 1,
    "minijob_limit": 2,
    "minor_week": 3,
    "miscarriage": 1,
    "muschg_month": 2,
    "night": 8,
    "night_worker": 2,
    "oncall": 15,
    "on_demand": 4,
    "overtime": 7,
    "premium": 29,
    "premium_to_time": 4,
    "school": 4,
    "school_before9": 1,
    "school_block": 2,
    "sgb207": 3,
    "sick": 6,
    "sick_cert": 5,
    "sick_credit": 2,
    "sick_on_time_off": 3,
    "sick_repeat": 5,
    "substitute_day": 9,
    "target": 17,
    "trip": 2,
    "trip_month": 2,
}
NOT_BUILT_DAYS: dict[str, int] = {}
# What is broken over a period; test_periods.py has them.
OF_PERIODS = {
    "ARBZG-3-2-AVG",
    "ARBZG-6-2-AVG",
    "ARBZG-7-8",
    "ARBZG-11-1",
    "ARBZG-11-3",
    "ARBZG-11-4",
    "JARBSCHG-8-1-WEEK40",
    "JARBSCHG-15-5DAYS",
    "MUSCHG-4-1-4",
    "MUSCHG-4-1-WEEKS",
}
# What the cases only have where it is kept; test_minors.py, test_maternity.py and test_cut_rests.py have the other, and
# the day cases of long duties.
ELSEWHERE = {
    "ARBZG-5-2-COMP", "ARBZG-7-9", "JARBSCHG-13-REST12",
    "MUSCHG-3-1", "MUSCHG-3-2", "MUSCHG-3-5", "MUSCHG-4-1-MAX8U18", "MUSCHG-6-1-HOL",
}  # fmt: skip
LAW = {code.value for code in Code if code.value.startswith(("ARBZG", "JARBSCHG", "MUSCHG"))}


def params() -> list[Any]:
    return [pytest.param(case, id=f"{case.id} {case.title}") for case in ALL if case.kind in KINDS]


@pytest.mark.parametrize("case", params())
def test_a_case_comes_out_as_worked(case: Case) -> None:
    verdict = judge([case], WORLD)

    assert verdict.failed == []


def test_no_case_is_left_out_unnoticed() -> None:
    verdict = judge(ALL, WORLD)
    left_out = {kind: number for kind, number in verdict.not_built.items() if kind not in {case.kind for case in ALL}}

    assert Counter(case.kind for case in verdict.passed) == PASSED
    assert left_out == NOT_BUILT_DAYS
    assert verdict.decided == []
    assert len(verdict.behaviour) == 16
    assert len(verdict.passed) + len(verdict.behaviour) + verdict.not_built.total() == len(ALL) == 411


def test_every_code_of_law_is_met_by_a_case() -> None:
    passed = [case for case in judge(ALL, WORLD).passed if case.kind == "day"]
    met = {violation["rule"] for case in passed for violation in case.said["expected"]["violations"]}

    assert met == LAW - OF_PERIODS - ELSEWHERE
