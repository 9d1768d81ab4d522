"""Oddities and violations that a person has to look at; never an error, never a refusal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class Severity(StrEnum):
    """How much a finding asks of people: note (good to know), warning (somebody decides), violation (law)."""

    NOTE = "note"
    WARNING = "warning"
    VIOLATION = "violation"


class Code(StrEnum):
    """What was found. Violations of law carry the id of the rulebook."""

    MISSING_IN = "missing_in"
    MISSING_OUT = "missing_out"
    STILL_IN = "still_in"
    DOUBLED_STAMP = "doubled_stamp"
    IMPOSSIBLE_STAMP = "impossible_stamp"
    BREAK_NOT_ENDED = "break_not_ended"
    UNSUPPORTED_STAMP = "unsupported_stamp"
    NO_STAMPS = "no_stamps"
    NO_PLAN = "no_plan"
    NO_EMPLOYMENT = "no_employment"
    CORE_TIME = "core_time"
    OUTSIDE_FRAME = "outside_frame"
    BREAK_CONTESTED = "break_contested"
    ARBZG_3_2_MAX10 = "ARBZG-3-2-MAX10"
    ARBZG_4_1_DUR30 = "ARBZG-4-1-DUR30"
    ARBZG_4_1_DUR45 = "ARBZG-4-1-DUR45"
    ARBZG_4_3_6H = "ARBZG-4-3-6H"
    ARBZG_5_1_REST11 = "ARBZG-5-1-REST11"
    ARBZG_9_1_SUN = "ARBZG-9-1-SUN"
    ARBZG_9_1_HOL = "ARBZG-9-1-HOL"


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding of one day; `figure` and `limit` are minutes where the code speaks of minutes."""

    code: Code
    severity: Severity
    day: date
    citation: str = ""
    figure: int | None = None
    limit: int | None = None
    figures: Mapping[str, int | str] = field(default_factory=dict)
