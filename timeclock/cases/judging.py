"""All cases of a file judged: passed, failed, or set apart with the reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from timeclock.cases import comparing
from timeclock.cases.comparing import Difference
from timeclock.cases.kinds import KINDS
from timeclock.cases.lines import Case, UnreadableCase
from timeclock.cases.world import NotBuilt, World

BEHAVIOUR = "behaviour"


@dataclass(slots=True)
class Verdict:
    """What came of a file; only `passed` and `failed` are counted."""

    passed: list[Case] = field(default_factory=list)
    failed: list[tuple[Case, tuple[Difference, ...]]] = field(default_factory=list)
    behaviour: list[Case] = field(default_factory=list)
    decided: list[Case] = field(default_factory=list)
    not_built: Counter[str] = field(default_factory=Counter)


def judge(cases: Iterable[Case], world: World) -> Verdict:
    """Put each case to the evaluation; raise `UnreadableCase` where one lacks what its kind needs."""
    verdict = Verdict()
    for case in cases:
        if case.kind == BEHAVIOUR:
            verdict.behaviour.append(case)
        elif case.decision:
            verdict.decided.append(case)
        else:
            _ask(case, world, verdict)
    return verdict


def _ask(case: Case, world: World, verdict: Verdict) -> None:
    read = KINDS.get(case.kind)
    if read is None:
        verdict.not_built[case.kind] += 1
        return
    try:
        question, expected = read(case.said), comparing.fields_of(_expected(case))
    except NotBuilt as reason:
        verdict.not_built[str(reason)] += 1
        return
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise UnreadableCase(case.line, f"{case.id} lacks what a case of {case.kind} needs: {error!r}") from error
    found = tuple(comparing.differences(expected, question(world)))
    if found:
        verdict.failed.append((case, found))
    else:
        verdict.passed.append(case)


def _expected(case: Case) -> Mapping[str, object]:
    expected = case.said["expected"]
    if not isinstance(expected, dict) or not expected:
        raise ValueError("'expected' says nothing")
    return expected
