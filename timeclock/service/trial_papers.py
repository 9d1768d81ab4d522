"""A unit's trial as a paper that names nobody: made of a trial, written down whole, and read again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from random import Random
from typing import Any

from timeclock.core.changed_figures import Changed
from timeclock.core.findings import Code
from timeclock.core.plans import BreakDeduction, ClockSpan
from timeclock.core.premiums import PremiumKind
from timeclock.core.spans import DaySpan
from timeclock.core.trials import Cause, Side
from timeclock.core.unnamed import Row, Unnamed, people_behind, unnamed
from timeclock.ledger.leaf import canonical
from timeclock.service.unit_trials import NotTried, Refusal, UnitTrial


@dataclass(frozen=True, slots=True)
class Paper:
    """What was tried on which unit, and what it came to without names; `least` is the smallest group told of."""

    unit_name: str
    with_below: bool
    days: DaySpan
    model_title: str
    changed: Changed
    least: int
    found: Unnamed


def paper(trial: UnitTrial, least: int, chance: Random) -> Paper:
    """Return a trial without names, the rows in an order of chance that nobody keeps.

    So neither a number nor a place in the list says who somebody is, or that she is the same in another trial. Raise
    `NotTried` where fewer than `least` people worked in the unit.
    """
    rows = [Row(each.employed.person_id, each.now, each.then, each.causes) for each in trial.rows]
    if people_behind(rows) < least:
        raise NotTried(Refusal.TOO_FEW)
    chance.shuffle(rows)
    wanted = trial.wanted
    return Paper(
        trial.unit_name,
        wanted.with_below,
        wanted.days,
        trial.model_title,
        wanted.changed,
        least,
        unnamed(rows, least),
    )


def written(made: Paper) -> bytes:
    """Return a paper as it is kept."""
    found = made.found
    return canonical(
        {
            "unit": made.unit_name,
            "with_below": made.with_below,
            "from": made.days.from_day.isoformat(),
            "to": made.days.to_day.isoformat(),
            "model": made.model_title,
            "changed": _changed_json(made.changed),
            "least": made.least,
            "people": found.people,
            "left_out": found.left_out,
            "hidden": sorted(found.hidden),
            "now": _side_json(found.now),
            "then": _side_json(found.then),
            "causes": dict(found.causes),
            "rows": [[_side_json(now), _side_json(then)] for now, then in found.rows],
        }
    )


def read(content: bytes) -> Paper:
    """Return a paper that was kept."""
    said = json.loads(content)
    return Paper(
        said["unit"],
        said["with_below"],
        DaySpan(date.fromisoformat(said["from"]), date.fromisoformat(said["to"])),
        said["model"],
        _changed(said["changed"]),
        said["least"],
        Unnamed(
            said["people"],
            said["left_out"],
            frozenset(said["hidden"]),
            _side(said["now"]),
            _side(said["then"]),
            {Cause(cause): length for cause, length in said["causes"].items()},
            tuple((_side(now), _side(then)) for now, then in said["rows"]),
        ),
    )


def _side_json(side: Side) -> Mapping[str, Any]:
    return {
        "worked": side.worked,
        "open_days": side.open_days,
        "balance": side.balance,
        "cut": side.cut,
        "waiting": side.waiting,
        "beyond": side.beyond,
        "violations": dict(side.violations),
        "warnings": dict(side.warnings),
        "premiums": dict(side.premiums),
        "other_violations": side.other_violations,
        "other_warnings": side.other_warnings,
    }


def _side(said: Mapping[str, Any]) -> Side:
    counts = {
        "violations": {Code(code): count for code, count in said["violations"].items()},
        "warnings": {Code(code): count for code, count in said["warnings"].items()},
        "premiums": {PremiumKind(kind): length for kind, length in said["premiums"].items()},
    }
    return Side(**{**said, **counts})


def _changed_json(changed: Changed) -> Mapping[str, Any]:
    return {
        "core_time": _clocks_json(changed.core_time),
        "no_core_time": changed.no_core_time,
        "frame": _clocks_json(changed.frame),
        "breaks": changed.breaks,
        "night_from": None if changed.night_from is None else changed.night_from.isoformat("minutes"),
        "keep": changed.keep,
        "most_credit": changed.most_credit,
        "most_debit": changed.most_debit,
    }


def _changed(said: Mapping[str, Any]) -> Changed:
    return Changed(
        _clocks(said["core_time"]),
        said["no_core_time"],
        _clocks(said["frame"]),
        None if said["breaks"] is None else BreakDeduction(said["breaks"]),
        None if said["night_from"] is None else time.fromisoformat(said["night_from"]),
        said["keep"],
        said["most_credit"],
        said["most_debit"],
    )


def _clocks_json(span: ClockSpan | None) -> list[str] | None:
    return None if span is None else [span.from_clock.isoformat("minutes"), span.to_clock.isoformat("minutes")]


def _clocks(said: list[str] | None) -> ClockSpan | None:
    return None if said is None else ClockSpan(*(time.fromisoformat(each) for each in said))
