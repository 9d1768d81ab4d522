"""The day cases reach every rule shape: each file has enough of them, with a border, a clock change and a mistake."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.core.builders import BERLIN, ONE_DAY, TUESDAY, absent
from tests.core.test_cases import FILES, judged, read
from timeclock.core.absences import Credit, Extent
from timeclock.core.day import PersonResult
from timeclock.core.duties import DutyKind
from timeclock.core.findings import Code
from timeclock.core.plans import BreakDeduction, CreditDay, ModelRules, ShiftWork
from timeclock.core.protections import ProtectionKind
from timeclock.core.walltime import day_span

LEAST_CASES = 8
MISTAKES = {
    Code.MISSING_IN, Code.MISSING_OUT, Code.DOUBLED_STAMP, Code.WRONG_KEY, Code.IMPOSSIBLE_STAMP, Code.BREAK_NOT_ENDED,
    Code.NO_STAMPS,
}  # fmt: skip
# By which word of a case a field of the model's rules is set; the others differ by more than a day shows.
RULES = {
    "deduction": "break_deduction", "gateway": "gateway", "shift_work": "shift_work", "attribution": "attribution",
    "holiday_time_off": "holiday_time_off", "longest_session": "longest_session", "day_starts": "day_starts",
    "doubled_within": "doubled_within", "wrong_key_within": "wrong_key_within",
    "standby_percent": "standby_percent", "standby_time": "standby_time",
    "balanced_days": "balanced_days", "shortened_rest": "shortened_rest", "choices": "recognised",
    "on_demand": "on_demand", "on_call": "on_call", "lessons": "lessons", "account": "account",
}  # fmt: skip
# What is judged over weeks, months and years, or shared out over them, and where its cases stand.
OVER_PERIODS = {
    "rule averaging": "test_periods", "rule corridor": "test_overtime", "rule daily_frame": "test_overtime",
    "rule season": "test_plans", "rule long_term": "test_long_term",
    "rule follows_terms": "test_plans", "rule prepares": "test_preparation", "protection opt_out": "test_periods",
    "protection night_worker": "test_periods", "protection parental_part_time": "test_parental_months",
}  # fmt: skip
# How the figures of a model are cited is no rule.
NO_RULE = {"rule agreement"}
CLOCK = re.compile(r"(?:([+-]\d+) )?\b(\d\d):(\d\d)\b(?!:)")


def shapes() -> set[str]:
    """Return every rule shape there is: what models, absences, rosters and protections may say."""
    kinds: Mapping[str, type[Any]] = {
        "credit": Credit, "extent": Extent, "duty": DutyKind, "protection": ProtectionKind,
        "deduction": BreakDeduction, "shift_work": ShiftWork, "attribution": CreditDay,
    }  # fmt: skip
    found = {f"{name} {each.value}" for name, kind in kinds.items() for each in kind}
    return found | {f"rule {field.name}" for field in fields(ModelRules)} - NO_RULE


def shapes_of(case: Mapping[str, Any]) -> Iterator[str]:
    """Yield the rule shapes that a case is about; where it says nothing it has the plainest."""
    yield from (f"rule {RULES[word]}" for word in case if word in RULES)
    yield f"deduction {case.get('deduction', 'plateau')}"
    yield f"shift_work {case.get('shift_work', 'none')}"
    yield f"attribution {case.get('attribution', 'start').split()[0]}"
    yield from (f"duty {words.split()[0]}" for words in case.get("duties", ()))
    yield from (f"protection {each['kind']}" for each in case.get("protections", ()))
    for words in case.get("absences", ()):
        found = absent(words, case.get("day", TUESDAY))
        yield f"credit {found.reason.credit.value}"
        yield f"extent {found.extent.value}"


def test_every_rule_shape_has_day_cases_or_is_told_over_a_period() -> None:
    found = {shape for path in FILES for case in read(path) for shape in shapes_of(case)}

    assert shapes() - found == OVER_PERIODS.keys()


@pytest.mark.parametrize("shape", OVER_PERIODS)
def test_what_is_told_over_a_period_stands_where_it_is_said_to(shape: str) -> None:
    name = shape.split()[1]
    module = Path(__file__).parent / f"{OVER_PERIODS[shape]}.py"

    assert name in module.read_text(encoding="utf-8").lower()


def is_clock_change(case: Mapping[str, Any]) -> bool:
    day = case.get("day", TUESDAY)
    return any(day_span(each, BERLIN).length != ONE_DAY for each in (day, day + ONE_DAY))


def is_mistake(case: dict[str, Any]) -> bool:
    """Say whether a stamp is missing or too many, or none is there at all: by what is found, or by their number."""
    result, day = judged(case)
    words = case["stamps"].split()
    found = {(finding.code, each.day) for each in result.days for finding in each.findings}
    # The days beside it have no stamps because the case is not about them.
    told = {code for code, on in found if on == day or code is not Code.NO_STAMPS}
    return words.count("in") != words.count("out") or bool(told & MISTAKES)


def is_border(case: dict[str, Any]) -> bool:
    """Say whether with one clock a minute, one number or one day off another line, finding or kind is on the bill."""
    here = bill(judged(case)[0])
    return any(bill(judged(other)[0]) != here for other in neighbours(case))


def bill(result: PersonResult) -> object:
    """Return of what a result is made, without how much of it there is."""
    days = [
        (
            day.day,
            day.state,
            [line.reason for line in day.lines],
            sorted(finding.code for finding in day.findings),
            [premium.kind for premium in day.premiums],
            [amount.kind for amount in day.amounts],
        )
        for day in result.days
    ]
    protected = [(day.day, day.night_work, day.rest_before is None) for day in result.protect_days]
    return days, protected, sorted((finding.day, finding.code) for finding in result.findings)


def neighbours(case: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the case with one clock of its stamps, duties or orders, or one day of a person, off by one."""
    for key, value in case.items():
        if key == "stamps":
            yield from ({**case, key: words} for words in minute_off(value))
        elif key in {"duties", "orders"}:
            for no, words in enumerate(value):
                yield from ({**case, key: [*value[:no], other, *value[no + 1 :]]} for other in minute_off(words))
        elif key == "absences":
            for no, words in enumerate(value):
                yield from ({**case, key: [*value[:no], other, *value[no + 1 :]]} for other in number_off(words))
        elif isinstance(value, date) and key != "day":
            yield from ({**case, key: value + step * ONE_DAY} for step in (-1, 1))


def minute_off(words: str) -> Iterator[str]:
    """Yield a text with each of its clocks a minute earlier or later; every clock then says its day."""
    later = 0
    clocks = []
    for found in CLOCK.finditer(words):
        later = int(found[1] or later)
        clocks.append((found, later, int(found[2]) * 60 + int(found[3])))
    for turned, _, _ in clocks:
        for step in (-1, 1):
            text, end = "", 0
            for found, day, minute in clocks:
                moved = day * 1440 + minute + (step if found is turned else 0)
                text += f"{words[end : found.start()]}{moved // 1440:+} {moved % 1440 // 60:02}:{moved % 60:02}"
                end = found.end()
            yield text + words[end:]


def number_off(words: str) -> Iterator[str]:
    """Yield an absence with one of its numbers one more or less: "lessons=5" is 4 and 6."""
    for found in re.finditer(r"=(\d+)", words):
        for number in {max(0, int(found[1]) - 1), int(found[1]) + 1}:
            yield f"{words[: found.start(1)]}{number}{words[found.end(1) :]}"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_file_has_enough_cases_with_a_border_a_clock_change_and_a_mistake(path: Path) -> None:
    cases = read(path)
    names = [case["name"] for case in cases]

    assert len(names) >= LEAST_CASES
    assert len(names) == len(set(names))
    assert [is_clock_change(case) for case in cases].count(True) >= 1
    assert any(is_mistake(case) for case in cases)
    assert any(is_border(case) for case in cases)


def test_a_case_far_from_everything_is_no_border_and_no_mistake() -> None:
    plain = {"name": "plain", "stamps": "08:00 in 12:00 out 12:45 in 15:00 out"}

    assert not is_border(plain)
    assert not is_mistake(plain)
    assert not is_clock_change(plain)
    assert is_border({**plain, "stamps": "08:00 in 14:00 out"})
    assert is_mistake({**plain, "stamps": "08:00 in"})
    assert is_clock_change({**plain, "day": date(2026, 10, 24)})
