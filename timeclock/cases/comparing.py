"""What a case expects, field by field, against what was found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from numbers import Real
from typing import Any

TOLERANCE = 0.01
# What belongs to a protective working day; the other figures are credit, which knows dates only.
OF_THE_WORKING_DAY = ("date", "span_min", "qualifying_break_min", "arbzg_min")
OF_THE_DATE = ("gross_min", "interruptions_min", "deduction_min", "net_min")

Answers = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that is not what the case expects."""

    field: str
    expected: Any
    got: Any


def fields_of(expected: Mapping[str, Any]) -> Answers:
    """Return what is expected by the name of its field: `{"premium_min": {"night_20": 60}}` is premium_min.night_20.

    Two working days of one date are one day of credit, so their credit is expected as a sum.
    """
    found: dict[str, Any] = {}
    for name, value in expected.items():
        if name == "days" and isinstance(value, list):
            found |= days_of(value)
        elif name == "violations":
            found[name] = frozenset(_violation(each) for each in value)
        elif isinstance(value, dict):
            found |= {f"{name}.{key}": each for key, each in value.items()}
        else:
            found[name] = value
    return found


def _violation(said: str | Mapping[str, Any]) -> str:
    """Return a violation by its rule and date; of a period it is the rule alone."""
    return said if isinstance(said, str) else f"{said['rule']} {said['date']}"


def days_of(days: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the fields of working days: days[0].span_min, and the credit of their dates, 2026-11-03.net_min."""
    found: dict[str, Any] = {}
    for no, day in enumerate(days):
        found["days"] = no + 1
        found |= {f"days[{no}].{name}": day[name] for name in OF_THE_WORKING_DAY if name in day}
        for name in OF_THE_DATE:
            if name in day:
                field = f"{day['date']}.{name}"
                found[field] = found.get(field, 0) + day[name]
    return found


def differences(expected: Answers, got: Answers) -> Iterator[Difference]:
    """Yield the fields in which the two differ; what the case says nothing about is not compared."""
    for name, value in expected.items():
        if name not in got or not _same(value, got[name]):
            yield Difference(name, value, got.get(name))


def _same(expected: Any, got: Any) -> bool:
    if isinstance(expected, bool) or isinstance(got, bool):
        return expected is got
    if isinstance(expected, Real) and isinstance(got, Real):
        return abs(float(expected) - float(got)) <= TOLERANCE
    if isinstance(expected, list) and isinstance(got, list):
        return len(expected) == len(got) and all(_same(*pair) for pair in zip(expected, got, strict=True))
    return bool(expected == got)
