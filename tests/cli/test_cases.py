"""`timeclock cases`: what passes, fails and is set apart, and how the command ends."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from tests.core.test_rulebook_cases import PASSED
from timeclock.cli import main

CASES = Path(__file__).parents[1] / "core" / "cases" / "cases.jsonl"
PERSON = {"status": "tarif", "weekly_minutes": 2340, "workdays": [1, 2, 3, 4, 5]}
EVENING = [{"kind": "work", "start": "2026-11-03T20:00:00+01:00", "end": "2026-11-04T00:00:00+01:00"}]
NIGHT = {"arbzg_night_min": 60, "is_nachtarbeit": False, "tvoed_night_min": 180}


def night(**changed: Any) -> str:
    case = {"id": "N-1", "kind": "night", "title": "evening", "person": PERSON, "policy": {}, "segments": EVENING}
    return json.dumps({**case, "expected": NIGHT, **changed})


def run(folder: Path, *lines: str) -> Result:
    file = folder / "cases.jsonl"
    file.write_text("\n".join(lines), encoding="utf-8")
    return CliRunner().invoke(main, ["cases", str(file)], env={"TIMECLOCK_VAR": str(folder / "var")})


def test_all_worked_cases_of_the_kinds_that_are_built_pass() -> None:
    done = CliRunner().invoke(main, ["cases", str(CASES)])

    assert done.exit_code == 0, done.output
    assert done.output.splitlines()[-1] == f"{sum(PASSED.values())} passed, 0 failed"


def test_a_case_that_is_met_passes_and_one_that_is_not_says_in_which_field(tmp_path: Path) -> None:
    done = run(tmp_path, night(), "", night(id="N-2", expected={**NIGHT, "tvoed_night_min": 181}))

    assert done.exit_code == 1
    assert done.output.splitlines() == [
        "N-2 (night): evening",
        "  tvoed_night_min: expected 181, got 180",
        "1 passed, 1 failed",
    ]


@pytest.mark.parametrize("almost", [180.0, 180.009, 179.991])
def test_figures_are_compared_as_numbers_within_a_hundredth(tmp_path: Path, almost: float) -> None:
    assert run(tmp_path, night(expected={**NIGHT, "tvoed_night_min": almost})).exit_code == 0


@pytest.mark.parametrize(
    "wrong",
    [
        {**NIGHT, "tvoed_night_min": 180.02},
        {**NIGHT, "is_nachtarbeit": 0},
        {**NIGHT, "is_nachtarbeit": None},
        {**NIGHT, "another_min": 0},
    ],
)
def test_what_is_not_the_same_fails(tmp_path: Path, wrong: dict[str, Any]) -> None:
    assert run(tmp_path, night(expected=wrong)).exit_code == 1


def test_what_cannot_be_judged_is_set_apart_and_not_counted(tmp_path: Path) -> None:
    done = run(
        tmp_path,
        night(id="N-1", decision="0034"),
        night(id="N-2", kind="retention"),
        night(id="N-3", kind="day", person={**PERSON, "status": "judge"}),
        night(id="N-4", kind="day", person={**PERSON, "sector": "mining"}),
        night(id="N-5", kind="day", policy={"siesta": True}),
        json.dumps({"id": "N-6", "kind": "behaviour", "given": "a stamp", "when": "lost", "then": "never"}),
    )

    assert done.exit_code == 0
    assert done.output.splitlines() == [
        "not counted: 1 behaviour, told in words and proven by tests of their own",
        "not counted: 1 day (judge), not built yet",
        "not counted: 1 day (policy siesta), not built yet",
        "not counted: 1 day (sector mining), not built yet",
        "not counted: 1 retention, not built yet",
        "not counted: N-1, read otherwise by decision 0034",
        "0 passed, 0 failed",
    ]


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("{", "this is not JSON"),
        ("[]", "a case is a JSON object"),
        ('{"id": "N-2", "kind": "night"}', "missing here: person, policy, expected"),
        ('{"id": "N-2", "kind": "behaviour"}', "missing here: given"),
        (night(segments=[]), "no segment of this case is work"),
        (night(segments=[{"kind": "work", "start": "yesterday", "end": "today"}]), "Invalid isoformat"),
        (night(expected={}), "'expected' says nothing"),
        (night(policy={"auto_deduction": "sometimes"}), "KeyError('sometimes')"),
        (night(kind="target"), "KeyError('period_start')"),
    ],
)
def test_a_line_that_is_no_case_is_named_and_nothing_is_judged(tmp_path: Path, line: str, why: str) -> None:
    done = run(tmp_path, night(), line)

    assert done.exit_code == 2
    assert "cases.jsonl: line 2: " in done.output
    assert why in done.output
    assert "passed" not in done.output


def test_a_file_in_another_encoding_is_named_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "cases.jsonl"
    file.write_bytes(night().encode() + b"\n" + night(title="X").replace("X", "\xfc").encode("latin-1"))
    done = CliRunner().invoke(main, ["cases", str(file)])

    assert done.exit_code == 2
    assert "line 2: this is not UTF-8" in done.output


def test_the_rest_over_a_weekend_is_a_rest_too(tmp_path: Path) -> None:
    work = [
        {"kind": "work", "start": f"2026-11-{day}T08:00:00+01:00", "end": f"2026-11-{day}T12:00:00+01:00"}
        for day in ("06", "09", "10")
    ]
    expected = {"rest_min": [4080, 1200], "violations": []}

    assert run(tmp_path, night(kind="day", segments=work, expected=expected)).exit_code == 0
    wrong = run(tmp_path, night(kind="day", segments=work, expected={**expected, "rest_min": [4080]}))
    assert "  rest_min: expected [4080], got [4080, 1200]" in wrong.output


def test_two_working_days_of_one_date_are_one_day_of_credit(tmp_path: Path) -> None:
    day = {"date": "2026-11-03", "span_min": 60, "gross_min": 60, "interruptions_min": 0, "qualifying_break_min": 0}
    whole = {**day, "deduction_min": 0, "net_min": 60, "arbzg_min": 60}
    pieces = [
        {"kind": "work", "start": f"2026-11-03T{begin}:00+01:00", "end": f"2026-11-03T{end}:00+01:00"}
        for begin, end in (("05:00", "06:00"), ("17:00", "18:00"))
    ]
    expected = {"days": [whole, whole], "rest_min": [660], "violations": []}

    assert run(tmp_path, night(kind="day", segments=pieces, expected=expected)).exit_code == 0
    expected["days"] = [whole, {**whole, "net_min": 61}]
    done = run(tmp_path, night(kind="day", segments=pieces, expected=expected))
    assert "  2026-11-03.net_min: expected 121, got 120" in done.output
