"""Oddities and violations that a person has to look at; never an error, never a refusal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum

from timeclock.core.spans import MINUTE


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
    WRONG_KEY = "wrong_key"
    IMPOSSIBLE_STAMP = "impossible_stamp"
    WEAKER_BADGE = "weaker_badge"
    CLOCK_OFF = "clock_off"
    WEAKER_CODE = "weaker_code"
    BREAK_NOT_ENDED = "break_not_ended"
    NO_STAMPS = "no_stamps"
    UNEXCUSED = "unexcused"
    NO_PLAN = "no_plan"
    NO_EMPLOYMENT = "no_employment"
    CORE_TIME = "core_time"
    OUTSIDE_FRAME = "outside_frame"
    CALLED_REST = "called_rest"
    BREAK_CONTESTED = "break_contested"
    ARBZG_3_2_MAX10 = "ARBZG-3-2-MAX10"
    ARBZG_3_2_AVG = "ARBZG-3-2-AVG"
    ARBZG_4_1_DUR30 = "ARBZG-4-1-DUR30"
    ARBZG_4_1_DUR45 = "ARBZG-4-1-DUR45"
    ARBZG_4_3_6H = "ARBZG-4-3-6H"
    ARBZG_5_1_REST11 = "ARBZG-5-1-REST11"
    ARBZG_6_2_AVG = "ARBZG-6-2-AVG"
    ARBZG_5_2_COMP = "ARBZG-5-2-COMP"
    REST_TO_COMPENSATE = "rest_to_compensate"
    ARBZG_7_8 = "ARBZG-7-8"
    ARBZG_7_9 = "ARBZG-7-9"
    ARBZG_9_1_SUN = "ARBZG-9-1-SUN"
    ARBZG_9_1_HOL = "ARBZG-9-1-HOL"
    ARBZG_11_1 = "ARBZG-11-1"
    ARBZG_11_3 = "ARBZG-11-3"
    ARBZG_11_4 = "ARBZG-11-4"
    EUGH_STANDBY = "EUGH-STANDBY"
    TVOED_9_1 = "TVOED-9-1"
    AZVOFEU_2_1 = "AZVOFEU-2-1"
    JARBSCHG_8_1_MAX8 = "JARBSCHG-8-1-MAX8"
    JARBSCHG_8_1_WEEK40 = "JARBSCHG-8-1-WEEK40"
    JARBSCHG_11_1_DUR30 = "JARBSCHG-11-1-DUR30"
    JARBSCHG_11_1_DUR60 = "JARBSCHG-11-1-DUR60"
    JARBSCHG_11_2_4H30 = "JARBSCHG-11-2-4H30"
    JARBSCHG_11_2_POS = "JARBSCHG-11-2-POS"
    JARBSCHG_12_SHIFT10 = "JARBSCHG-12-SHIFT10"
    JARBSCHG_13_REST12 = "JARBSCHG-13-REST12"
    JARBSCHG_14_1_NIGHT = "JARBSCHG-14-1-NIGHT"
    JARBSCHG_15_5DAYS = "JARBSCHG-15-5DAYS"
    JARBSCHG_16_1_SAT = "JARBSCHG-16-1-SAT"
    JARBSCHG_17_1_SUN = "JARBSCHG-17-1-SUN"
    JARBSCHG_18_1_HOL = "JARBSCHG-18-1-HOL"
    JARBSCHG_18_1_2412 = "JARBSCHG-18-1-2412"
    BBIG_15_1_1 = "BBIG-15-1-1"
    BBIG_15_1_2 = "BBIG-15-1-2"
    BBIG_15_1_3 = "BBIG-15-1-3"
    TVOED_SUE = "TVOED-SUE"
    MUSCHG_3_1 = "MUSCHG-3-1"
    MUSCHG_3_2 = "MUSCHG-3-2"
    MUSCHG_3_5 = "MUSCHG-3-5"
    MUSCHG_4_1_4 = "MUSCHG-4-1-4"
    MUSCHG_4_1_MAX830 = "MUSCHG-4-1-MAX830"
    MUSCHG_4_1_MAX8U18 = "MUSCHG-4-1-MAX8U18"
    MUSCHG_4_1_WEEKS = "MUSCHG-4-1-WEEKS"
    MUSCHG_4_2_REST11 = "MUSCHG-4-2-REST11"
    MUSCHG_5_1_NIGHT = "MUSCHG-5-1-NIGHT"
    MUSCHG_6_1_SUN = "MUSCHG-6-1-SUN"
    MUSCHG_6_1_HOL = "MUSCHG-6-1-HOL"
    SGBIX_207 = "SGBIX-207"
    BEEG_15_4 = "BEEG-15-4"
    EFZG_5_1 = "EFZG-5-1"
    OFFICIAL_WEEK = "official_week"
    LBG_NRW_60_2 = "LBG-NRW-60-2"
    PERSONAL_DAY = "PERSONAL-DAY"
    PERSONAL_REST = "PERSONAL-REST"
    PERSONAL_HOURS = "PERSONAL-HOURS"
    PERSONAL_FREE = "PERSONAL-FREE"
    PERSONAL_WEEK = "personal_week"
    PERSONAL_PERIOD = "PERSONAL-PERIOD"
    PERSONAL_PAPER = "personal_paper"
    MILOG_2_2_3 = "MILOG-2-2-3"
    MILOG_17_1 = "MILOG-17-1"
    MILOG_22_3 = "MILOG-22-3"
    HONORARY_MINIJOB = "honorary_minijob"
    SGBIV_8_1A = "SGBIV-8-1a"
    TZBFG_12_1 = "TZBFG-12-1"
    TZBFG_12_2 = "TZBFG-12-2"
    TZBFG_12_3 = "TZBFG-12-3"
    TVOED_6_6 = "TVOED-6-6"
    TVOED_6_7 = "TVOED-6-7"
    TVOED_10_1 = "TVOED-10-1"
    TVOED_10_5 = "TVOED-10-5"
    AZVO_14A = "AZVO-14a"
    PLANNED_ABOVE = "planned_above"


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


# What those see who have to keep a limit and need not know why it holds for her alone: superiors, the time office.
NEUTRAL: Mapping[Code, Code] = {
    Code.MUSCHG_3_1: Code.PERSONAL_FREE,
    Code.MUSCHG_3_2: Code.PERSONAL_FREE,
    Code.MUSCHG_3_5: Code.PERSONAL_FREE,
    Code.MUSCHG_4_1_4: Code.PERSONAL_PERIOD,
    Code.MUSCHG_4_1_MAX830: Code.PERSONAL_DAY,
    Code.MUSCHG_4_1_MAX8U18: Code.PERSONAL_DAY,
    Code.MUSCHG_4_1_WEEKS: Code.PERSONAL_PERIOD,
    Code.MUSCHG_4_2_REST11: Code.PERSONAL_REST,
    Code.MUSCHG_5_1_NIGHT: Code.PERSONAL_HOURS,
    Code.MUSCHG_6_1_SUN: Code.PERSONAL_FREE,
    Code.MUSCHG_6_1_HOL: Code.PERSONAL_FREE,
    Code.SGBIX_207: Code.PERSONAL_DAY,
    Code.BEEG_15_4: Code.PERSONAL_PERIOD,
    Code.OFFICIAL_WEEK: Code.PERSONAL_WEEK,
    Code.EFZG_5_1: Code.PERSONAL_PAPER,
}
# Of these the figures tell as much as the code: a week of 39:50 is that of somebody with a degree of 50.
TELLING = frozenset({Code.OFFICIAL_WEEK, Code.EFZG_5_1})


def neutral(finding: Finding) -> Finding:
    """Return a finding without what it says of the person: its limit and figures stay, code and citation do not."""
    code = neutral_code(finding.code)
    if code is finding.code:
        return finding
    if finding.code in TELLING:
        return Finding(code, finding.severity, finding.day)
    return replace(finding, code=code, citation="")


def neutral_code(code: Code) -> Code:
    """Return what a code is called for whoever need not know why."""
    return NEUTRAL.get(code, code)


def violation(code: Code, day: date, citation: str, figure: timedelta, limit: timedelta) -> Finding:
    """Return a violation of law with its figure and limit in minutes."""
    return Finding(code, Severity.VIOLATION, day, citation, figure // MINUTE, limit // MINUTE)


def one_each(found: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return one finding for each code and day, the graver where two working days carry the same date."""
    gravest: dict[tuple[date, Code], Finding] = {}
    for finding in found:
        key = finding.day, finding.code
        if key not in gravest or is_graver(finding, gravest[key]):
            gravest[key] = finding
    return tuple(gravest.values())


def is_graver(one: Finding, other: Finding) -> bool:
    """Say whether the limit of a finding is missed by more than that of another of its code."""
    return _excess(one) > _excess(other)


def _excess(finding: Finding) -> int:
    """Return by how many minutes a limit is missed, or of the free Sundays by how many."""
    if finding.code is Code.ARBZG_11_1:
        return int(finding.figures["least"]) - int(finding.figures["free"])
    return abs((finding.figure or 0) - (finding.limit or 0))
