"""The register of evaluations: what each is called, whom it shows, and whether the staff council agrees to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Code(StrEnum):
    """Every evaluation there is of times and absences of people, by the name it keeps."""

    PROOF = "proof"
    TIMESHEET = "timesheet"
    EVACUATION = "evacuation"
    FIGURES = "figures"
    STATISTICS = "statistics"
    TRIAL = "trial"
    VIOLATIONS = "violations"
    BALANCES = "balances"
    LEAVE_LEFT = "leave_left"
    SUNDAYS = "sundays"
    AUTHORITY = "authority"
    OPT_OUTS = "opt_outs"
    UNNAMED = "unnamed"
    OVERTIME = "overtime"
    AVERAGES = "averages"
    DEVIATIONS = "deviations"
    REACHED = "reached"
    TERMINAL_USE = "terminal_use"
    PREMIUMS = "premiums"
    STAFFING = "staffing"
    NIGHT_WORKERS = "night_workers"
    SICKNESS = "sickness"


class Shows(StrEnum):
    """Whom an evaluation shows: people by name, people under a number of this list alone, or groups of them."""

    PERSONS = "persons"
    NUMBERS = "numbers"
    GROUPS = "groups"


class Decision(StrEnum):
    """What the staff council says of a version of an evaluation."""

    GIVEN = "given"
    WITHDRAWN = "withdrawn"


class State(StrEnum):
    """How a version stands with the staff council on a day; needs_none: the law orders it, or nobody else reads it."""

    NEEDS_NONE = "needs_none"
    WAITS = "waits"
    LATER = "later"
    AGREED = "agreed"
    WITHDRAWN = "withdrawn"

    @property
    def may_run(self) -> bool:
        return self in (State.NEEDS_NONE, State.AGREED)


@dataclass(frozen=True, slots=True)
class Said:
    """What the staff council said of a version, and the first day it holds."""

    decision: Decision
    since: date


def state(said: Sequence[Said], day: date) -> State:
    """Return how a version that needs consent stands on a day; what was said is in order, each day not before the last.

    Given from March on and withdrawn from June on: in May it is agreed, in July withdrawn, in February agreed later.
    """
    holds = [each for each in said if each.since <= day]
    if not holds:
        return State.LATER if said and said[-1].decision is Decision.GIVEN else State.WAITS
    return State.AGREED if holds[-1].decision is Decision.GIVEN else State.WITHDRAWN
