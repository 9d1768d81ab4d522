"""The text cases of `cases/*.toml`: stamps in, bill out, in words the staff council can read and extend."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.core.builders import (
    ONE_DAY,
    TUESDAY,
    Model,
    a_file,
    absent,
    amount_of,
    at,
    day_plan,
    duty,
    hours,
    order,
    protections,
    shown,
)
from timeclock.core.day import DayResult, PersonResult
from timeclock.core.evaluation import evaluate
from timeclock.core.findings import Finding, Severity
from timeclock.core.lines import Line, Part, total_of
from timeclock.core.plans import (
    Attribution,
    Bookable,
    BreakDeduction,
    CreditDay,
    Gateway,
    LessonWorth,
    ModelRules,
    OnCallTerms,
    OnDemand,
    ShiftWork,
    TimeAccount,
)
from timeclock.core.spans import DaySpan, total

ACCOUNT = TimeAccount("TVöD §10", hours("80:00"), hours("40:00"), frozenset(Bookable))
FILES = sorted((Path(__file__).parent / "cases").glob("*.toml"))
GIVEN = {
    "day", "stamps", "target", "frame", "core", "deduction", "contested", "as_of", "sunday_exemption",
    "longest_session", "regime", "shift_work", "holiday_time_off", "gateway", "absences", "orders",
    "duties", "special_plan", "choices", "standby_percent", "standby_time", "born_on", "protections", "weekly",
    "attribution", "on_demand", "standby", "lessons", "balanced_days", "shortened_rest", "day_starts",
    "doubled_within", "wrong_key_within", "on_call", "account",
}  # fmt: skip


def read(path: Path) -> list[dict[str, Any]]:
    return list(tomllib.loads(path.read_text(encoding="utf-8"))["case"])


CASES = [pytest.param(case, id=f"{path.stem}: {case['name']}") for path in FILES for case in read(path)]


def gateway(words: str | None) -> Gateway | None:
    """Return what "24:00 ohne Pausen" opens: a longer day, and whether breaks are asked for."""
    if words is None:
        return None
    return Gateway("DV Bereitschaft §2", hours(words.split()[0]), "ohne Pausen" not in words)


def day_starts(words: str) -> time | None:
    """Return when days turn; "none" where work goes round the clock."""
    return None if words == "none" else time.fromisoformat(words)


def on_call(words: str) -> OnCallTerms:
    """Return what "0:20", "0:15 judged" or "0:02 work" says of being on call: how soon, and how that was judged."""
    soon, *judged_so = words.split()
    return OnCallTerms(hours(soon), "Vermerk 12/2026" if judged_so else "", is_work=judged_so == ["work"])


def attribution(words: str) -> Attribution:
    """Return what "split", "end gap 2:00", "start longest 24:00" or "start day 06:00" says of a shift's day."""
    credit_day, *rest = words.split()
    said = dict(zip(rest[::2], rest[1::2], strict=True))
    gap, longest = (hours(said[key]) if key in said else None for key in ("gap", "longest"))
    return Attribution(CreditDay(credit_day), gap, longest, time.fromisoformat(said.get("day", "00:00")))


def judged(case: dict[str, Any]) -> tuple[PersonResult, date]:
    """Return what the evaluation says about the day before, the day and the day after."""
    day = case.get("day", TUESDAY)
    rules = ModelRules(
        break_deduction=BreakDeduction(case.get("deduction", "plateau")),
        longest_session=hours(case.get("longest_session", "16:00")),
        agreement="DV Gleitzeit §3",
        shift_work=ShiftWork(case.get("shift_work", "none")),
        holiday_time_off=case.get("holiday_time_off", False),
        gateway=gateway(case.get("gateway")),
        standby_percent=case.get("standby_percent", 100),
        standby_time=case.get("standby_time", False),
        attribution=attribution(case.get("attribution", "start")),
        on_call=on_call(case["on_call"]) if "on_call" in case else None,
        on_demand=OnDemand() if case.get("on_demand") else None,
        lessons=LessonWorth(*(hours(length) for length in case["lessons"])) if "lessons" in case else None,
        balanced_days=case.get("balanced_days", False),
        shortened_rest=case.get("shortened_rest", False),
        day_starts=day_starts(case.get("day_starts", "04:00")),
        doubled_within=hours(case.get("doubled_within", "0:02")),
        wrong_key_within=timedelta(seconds=case.get("wrong_key_within", 60)),
        account=ACCOUNT if case.get("account") else None,
    )
    target = case.get("target", "7:48")
    owed = None if target == "none" else target
    model = Model(
        owed,
        case.get("frame"),
        case.get("core"),
        case.get("sunday_exemption", ""),
        rules,
        case.get("regime", ""),
        tuple(day_plan(each) for each in case.get("choices", ())),
        case.get("weekly"),
        standby=case.get("standby", "0:00"),
    )
    file = a_file(
        case["stamps"],
        day=day,
        days=DaySpan(day - ONE_DAY, day + 2 * ONE_DAY),
        model=model,
        employments=(1, 2) if "#2" in case["stamps"] else (1,),
        as_of=at(case["as_of"], day) if "as_of" in case else None,
        contested=case.get("contested", False),
        orders=tuple(order(words, day) for words in case.get("orders", ())),
        duties=tuple(duty(each, day) for each in case.get("duties", ())),
        special=day_plan(case["special_plan"]) if "special_plan" in case else None,
        born_on=case.get("born_on"),
        protections=protections(case.get("protections", ()), since=day - ONE_DAY),
        absences=tuple(absent(words, day) for words in case.get("absences", ())),
    )
    return evaluate(file), day


def of_day(result: PersonResult, day: date) -> DayResult:
    return next(found for found in result.days if (found.employment_id, found.day) == (1, day))


def said(finding: Finding) -> str:
    return finding.code.value if finding.figure is None else f"{finding.code.value} {finding.figure}"


def findings_of(result: PersonResult, day: date) -> list[str]:
    on_person = [finding for finding in result.findings if finding.day == day]
    return sorted(said(finding) for finding in [*of_day(result, day).findings, *on_person])


def warnings_of(result: PersonResult, day: date) -> list[str]:
    """Return the codes of what is found and is no violation of law but asks for somebody's decision."""
    found = [*of_day(result, day).findings, *(each for each in result.findings if each.day == day)]
    return sorted(each.code.value for each in found if each.severity is Severity.WARNING)


def line_of(line: Line) -> str:
    return f"{line.reason.value} {shown(line.amount)}"


def seen(result: PersonResult, day: date, key: str) -> object:
    """Return what a case may expect, by the word it uses for it."""
    found = of_day(result, day)
    protected = [protect for protect in result.protect_days if protect.day == day]
    views: dict[str, Callable[[], object]] = {
        "state": lambda: found.state.value,
        "present": lambda: shown(found.present),
        "worked": lambda: shown(found.worked),
        "owed": lambda: shown(found.target),
        "difference": lambda: shown(found.difference),
        "lines": lambda: [line_of(line) for line in found.lines if line.part is Part.WORKED],
        "target_lines": lambda: [line_of(line) for line in found.lines if line.part is Part.TARGET],
        "sessions": lambda: len(found.sessions),
        "kinds": lambda: [session.kind.value for session in found.sessions],
        "protective": lambda: [shown(protect.protective) for protect in protected],
        "rest": lambda: [shown(protect.rest_before) for protect in protected],
        "premiums": lambda: [f"{each.kind.value} {shown(each.amount)}" for each in found.premiums],
        "ordered": lambda: shown(total(found.ordered)),
        "amounts": lambda: [amount_of(amount) for amount in found.amounts],
        "night": lambda: [shown(protect.night) for protect in protected],
        "night_work": lambda: [protect.night_work for protect in protected],
        "findings": lambda: findings_of(result, day),
        "warnings": lambda: warnings_of(result, day),
    }
    return views[key]()


@pytest.mark.parametrize("case", CASES)
def test_a_case_comes_out_as_written(case: dict[str, Any]) -> None:
    result, day = judged(case)
    expected = {key: value for key, value in case.items() if key not in GIVEN | {"name", "why"}}
    expected.setdefault("findings", [])

    for key, value in expected.items():
        asked, word = (day + ONE_DAY, key.removeprefix("next_")) if key.startswith("next_") else (day, key)
        expectation = sorted(value) if word == "findings" else value
        assert expectation == seen(result, asked, word), key


@pytest.mark.parametrize("case", CASES)
def test_the_lines_of_a_case_add_up(case: dict[str, Any]) -> None:
    result, _ = judged(case)

    for day in result.days:
        assert day.target == total_of(day.lines, Part.TARGET)
        if day.worked is not None:
            assert day.worked == total_of(day.lines, Part.WORKED)
            assert day.difference == day.worked - day.target
