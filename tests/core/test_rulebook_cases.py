"""The worked cases of the legal rulebook (`cases/cases.jsonl`) that the evaluation covers so far.

What is not covered is listed here with its reason and counted, so the number can only shrink by a deliberate edit.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from tests.core.builders import BERLIN, ONE_DAY, Model, a_file, nrw
from timeclock.core.day import DayResult, PersonResult
from timeclock.core.evaluation import evaluate
from timeclock.core.findings import Code
from timeclock.core.lines import Part, Reason, total_of
from timeclock.core.plans import BreakDeduction, DayPlan, ModelRules, Pattern
from timeclock.core.spans import MINUTE, ZERO, DaySpan
from timeclock.core.stamps import Stamp, StampKind
from timeclock.core.targets import target_lines

Case = dict[str, Any]
ALL: list[Case] = [
    json.loads(line)
    for line in (Path(__file__).parent / "cases" / "cases.jsonl").read_text(encoding="utf-8").splitlines()
]
COVERED_KINDS = {"day": 48, "flex": 5, "holidays": 6, "is_holiday": 9, "target": 17}
# Days of these need rules that do not exist yet: another status, compensated rest, paid breaks, a tariff gateway.
NOT_YET: dict[str, Callable[[Case], bool]] = {
    "status": lambda case: case["person"]["status"] != "tarif",
    "sector": lambda case: "sector" in case["person"],
    "model": lambda case: "model" in case["person"],
    "gateway": lambda case: bool({"break_check", "max_day_min"} & set(case["policy"])),
}
NOT_COVERED = {"status": 33, "sector": 3, "model": 2, "gateway": 2}
LAW = {code.value for code in Code if code.value.startswith("ARBZG")}


def reason_to_leave_out(case: Case) -> str | None:
    if case["kind"] != "day":
        return None
    return next((reason for reason, holds in NOT_YET.items() if holds(case)), None)


def covered(kind: str) -> list[Case]:
    return [case for case in ALL if case["kind"] == kind and reason_to_leave_out(case) is None]


def params(kind: str) -> list[Any]:
    return [pytest.param(case, id=f"{case['id']} {case['title']}") for case in covered(kind)]


def stamps_of(case: Case) -> tuple[Stamp, ...]:
    """Return an in and an out for each stretch of work; stamped breaks at the edges are none (H1)."""
    found: list[Stamp] = []
    for segment in case["segments"]:
        if segment["kind"] != "break":
            for kind, end in ((StampKind.IN, "start"), (StampKind.OUT, "end")):
                at = datetime.fromisoformat(segment[end]).astimezone(UTC)
                found.append(Stamp(UUID(int=len(found) + 1), kind, at, 1, "terminal"))
    return tuple(found)


def evaluated(case: Case, frame: str | None = None, core: str | None = None) -> PersonResult:
    stamps = stamps_of(case)
    days = DaySpan(stamps[0].at.astimezone(BERLIN).date(), stamps[-1].at.astimezone(BERLIN).date() + ONE_DAY)
    deduction = BreakDeduction.NONE if case["policy"].get("auto_deduction") == "off" else BreakDeduction.PLATEAU
    exemption = "Nr. 1" if case["person"].get("sunday_exempt") else ""
    model = Model("0:00", frame, core, exemption, ModelRules(break_deduction=deduction))
    return evaluate(a_file(stamps, day=days.from_day, days=days, model=model))


def minutes(length: timedelta) -> int:
    return length // MINUTE


def sums_by_date(case: Case, *figures: str) -> dict[str, list[int]]:
    """Return the expected figures by date; two working days of one date are one day of credit."""
    found: dict[str, list[int]] = {}
    for day in case["expected"]["days"]:
        sums = found.setdefault(day["date"], [0] * len(figures))
        found[day["date"]] = [total + day[figure] for total, figure in zip(sums, figures, strict=True)]
    return found


def credit(day: DayResult) -> list[int]:
    assert day.worked is not None
    deducted = -sum((line.amount for line in day.lines if line.reason is Reason.BREAK_DEDUCTED), ZERO)
    return [minutes(day.present), minutes(deducted), minutes(day.worked)]


@pytest.mark.parametrize("case", params("day"))
def test_working_days_have_the_dates_and_protective_figures_of_the_rulebook(case: Case) -> None:
    protected = evaluated(case).protect_days
    found = [(day.day.isoformat(), minutes(day.span.length), minutes(day.protective)) for day in protected]

    assert [(day["date"], day["span_min"], day["arbzg_min"]) for day in case["expected"]["days"]] == found


@pytest.mark.parametrize("case", params("day"))
def test_credit_is_that_of_the_rulebook(case: Case) -> None:
    expected = sums_by_date(case, "gross_min", "deduction_min", "net_min")

    assert expected == {day.day.isoformat(): credit(day) for day in evaluated(case).days if day.present}


@pytest.mark.parametrize("case", params("day"))
def test_rests_are_those_of_the_rulebook(case: Case) -> None:
    found = [day.rest_before for day in evaluated(case).protect_days]

    assert case["expected"]["rest_min"] == [minutes(rest) for rest in found[1:] if rest is not None]
    assert found[0] is None


@pytest.mark.parametrize("case", params("day"))
def test_violations_are_those_of_the_rulebook(case: Case) -> None:
    found = [(finding.code.value, finding.day.isoformat()) for finding in evaluated(case).findings]

    assert {(violation["rule"], violation["date"]) for violation in case["expected"]["violations"]} == set(found)
    assert len(found) == len(set(found))


@pytest.mark.parametrize("case", params("flex"))
def test_frame_and_core_time_are_those_of_the_rulebook(case: Case) -> None:
    frame, core = ("-".join(case["policy"][key]) if case["policy"][key] else None for key in ("frame", "core"))
    result = evaluated(case, frame, core)
    day, protected = result.days[0], result.protect_days[0]
    figures = {finding.code: finding.figure for finding in day.findings}

    expected = case["expected"]
    assert expected["gross_min"] == minutes(day.present)
    assert expected["arbzg_min"] == minutes(protected.protective)
    assert expected["credited_min"] == minutes(day.worked or ZERO)
    assert expected["outside_frame_min"] == figures.get(Code.OUTSIDE_FRAME, 0)
    assert expected["core_violation_min"] == figures.get(Code.CORE_TIME, 0)


@pytest.mark.parametrize("case", params("holidays"))
def test_the_holidays_of_a_year(case: Case) -> None:
    found = [day.isoformat() for day in sorted(nrw().days) if nrw().is_holiday(day) and day.year == case["year"]]

    assert case["expected"]["holidays"] == found


@pytest.mark.parametrize("case", params("is_holiday"))
def test_whether_a_day_is_a_holiday(case: Case) -> None:
    assert case["expected"]["is_holiday"] is nrw().is_holiday(date.fromisoformat(case["date"]))


def week_of(person: dict[str, Any]) -> Pattern:
    """Return the weekly pattern of a case: its own minutes by weekday, else an equal share of the week."""
    each = timedelta(minutes=person["weekly_minutes"]) / len(person["workdays"])
    by_day = {int(day): timedelta(minutes=length) for day, length in person.get("day_minutes", {}).items()}
    lengths = [by_day.get(no, each) if no in person["workdays"] else ZERO for no in range(1, 8)]
    return Pattern(tuple(DayPlan(str(no), length) for no, length in enumerate(lengths)), date(2024, 1, 1))


@pytest.mark.parametrize("case", params("target"))
def test_the_target_of_a_period(case: Case) -> None:
    week, first = week_of(case["person"]), date.fromisoformat(case["period_start"])
    days = DaySpan(first, date.fromisoformat(case["period_end"]) + ONE_DAY)
    lines = [line for day in days for line in target_lines(week.on(day), nrw().on(day), "")]

    assert case["expected"]["target_min"] == pytest.approx(total_of(lines, Part.TARGET) / MINUTE, abs=0.01)


def test_no_case_is_left_out_unnoticed() -> None:
    left_out = Counter(reason for case in ALL if (reason := reason_to_leave_out(case)) is not None)

    assert {kind: len(covered(kind)) for kind in COVERED_KINDS} == COVERED_KINDS
    assert left_out == NOT_COVERED


def test_every_code_of_law_is_met_by_a_case() -> None:
    met = {violation["rule"] for case in covered("day") for violation in case["expected"]["violations"]}

    assert met == LAW
