"""Which findings somebody in the time office has to settle, by kind, and which of them block the month."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from timeclock.core.findings import Code, Finding, Severity


class DeviationKind(StrEnum):
    """What has to be settled, in its order: what blocks the month, what is missing, what was too long."""

    MISSING_OUT = "missing_out"
    MISSING_IN = "missing_in"
    BREAK_NOT_ENDED = "break_not_ended"
    BREAK_CONTESTED = "break_contested"
    NO_STAMPS = "no_stamps"
    NO_PLAN = "no_plan"
    NO_EMPLOYMENT = "no_employment"
    UNKNOWN_BADGE = "unknown_badge"
    WEAKER_BADGE = "weaker_badge"
    CLOCK_OFF = "clock_off"
    QUARANTINED = "quarantined"
    IMPOSSIBLE_STAMP = "impossible_stamp"
    UNEXCUSED = "unexcused"
    CORE_TIME = "core_time"
    OUTSIDE_FRAME = "outside_frame"
    LONGEST_DAY = "longest_day"
    SHORT_BREAK = "short_break"
    REST = "rest"
    FREE_TIME = "free_time"
    PERIOD = "period"
    OTHER = "other"


# With these a month has an open day or a request that waits, and is not closed without more ado.
BLOCKING = frozenset(
    {
        DeviationKind.MISSING_OUT,
        DeviationKind.MISSING_IN,
        DeviationKind.BREAK_NOT_ENDED,
        DeviationKind.BREAK_CONTESTED,
    }
)

# The place of each kind in the list.
PLACE: Mapping[DeviationKind, int] = {kind: place for place, kind in enumerate(DeviationKind)}

# What belongs to no kind named here is settled like any other, as one of the last.
_LONGEST_DAY = (
    Code.ARBZG_3_2_MAX10,
    Code.JARBSCHG_8_1_MAX8,
    Code.JARBSCHG_12_SHIFT10,
    Code.MUSCHG_4_1_MAX830,
    Code.MUSCHG_4_1_MAX8U18,
    Code.SGBIX_207,
    Code.BBIG_15_1_2,
    Code.PERSONAL_DAY,
)
_SHORT_BREAK = (
    Code.ARBZG_4_1_DUR30,
    Code.ARBZG_4_1_DUR45,
    Code.ARBZG_4_3_6H,
    Code.JARBSCHG_11_1_DUR30,
    Code.JARBSCHG_11_1_DUR60,
    Code.JARBSCHG_11_2_4H30,
    Code.JARBSCHG_11_2_POS,
)
_REST = (
    Code.ARBZG_5_1_REST11,
    Code.ARBZG_5_2_COMP,
    Code.ARBZG_7_9,
    Code.ARBZG_11_4,
    Code.REST_TO_COMPENSATE,
    Code.JARBSCHG_13_REST12,
    Code.MUSCHG_4_2_REST11,
    Code.PERSONAL_REST,
)
_FREE_TIME = (
    Code.ARBZG_9_1_SUN,
    Code.ARBZG_9_1_HOL,
    Code.ARBZG_11_1,
    Code.ARBZG_11_3,
    Code.JARBSCHG_14_1_NIGHT,
    Code.JARBSCHG_15_5DAYS,
    Code.JARBSCHG_16_1_SAT,
    Code.JARBSCHG_17_1_SUN,
    Code.JARBSCHG_18_1_HOL,
    Code.JARBSCHG_18_1_2412,
    Code.MUSCHG_3_1,
    Code.MUSCHG_3_2,
    Code.MUSCHG_3_5,
    Code.MUSCHG_5_1_NIGHT,
    Code.MUSCHG_6_1_SUN,
    Code.MUSCHG_6_1_HOL,
    Code.BBIG_15_1_1,
    Code.PERSONAL_HOURS,
    Code.PERSONAL_FREE,
)
_PERIOD = (
    Code.ARBZG_3_2_AVG,
    Code.ARBZG_6_2_AVG,
    Code.ARBZG_7_8,
    Code.AZVOFEU_2_1,
    Code.TVOED_9_1,
    Code.TVOED_SUE,
    Code.JARBSCHG_8_1_WEEK40,
    Code.MUSCHG_4_1_WEEKS,
    Code.MUSCHG_4_1_4,
    Code.LBG_NRW_60_2,
    Code.BEEG_15_4,
    Code.BBIG_15_1_3,
    Code.MILOG_2_2_3,
    Code.SGBIV_8_1A,
    Code.TZBFG_12_1,
    Code.TZBFG_12_2,
    Code.PERSONAL_PERIOD,
    Code.OFFICIAL_WEEK,
    Code.PERSONAL_WEEK,
)
KINDS: Mapping[Code, DeviationKind] = {
    Code.MISSING_OUT: DeviationKind.MISSING_OUT,
    Code.MISSING_IN: DeviationKind.MISSING_IN,
    Code.BREAK_NOT_ENDED: DeviationKind.BREAK_NOT_ENDED,
    Code.NO_STAMPS: DeviationKind.NO_STAMPS,
    Code.NO_PLAN: DeviationKind.NO_PLAN,
    Code.NO_EMPLOYMENT: DeviationKind.NO_EMPLOYMENT,
    Code.BREAK_CONTESTED: DeviationKind.BREAK_CONTESTED,
    Code.IMPOSSIBLE_STAMP: DeviationKind.IMPOSSIBLE_STAMP,
    Code.WEAKER_BADGE: DeviationKind.WEAKER_BADGE,
    Code.CLOCK_OFF: DeviationKind.CLOCK_OFF,
    Code.WEAKER_CODE: DeviationKind.WEAKER_BADGE,
    Code.UNEXCUSED: DeviationKind.UNEXCUSED,
    Code.CORE_TIME: DeviationKind.CORE_TIME,
    Code.OUTSIDE_FRAME: DeviationKind.OUTSIDE_FRAME,
    **dict.fromkeys(_LONGEST_DAY, DeviationKind.LONGEST_DAY),
    **dict.fromkeys(_SHORT_BREAK, DeviationKind.SHORT_BREAK),
    **dict.fromkeys(_REST, DeviationKind.REST),
    **dict.fromkeys(_FREE_TIME, DeviationKind.FREE_TIME),
    **dict.fromkeys(_PERIOD, DeviationKind.PERIOD),
}
# Good to know for the person, and yet somebody may have to say whether the work was ordered.
SETTLED_AS_NOTES = frozenset({Code.OUTSIDE_FRAME})


def kind_of(code: Code) -> DeviationKind:
    """Return what kind of deviation a finding is."""
    return KINDS.get(code, DeviationKind.OTHER)


def is_deviation(finding: Finding) -> bool:
    """Say whether somebody has to settle a finding: notes are good to know, but for work outside the frame."""
    return finding.severity is not Severity.NOTE or finding.code in SETTLED_AS_NOTES


def kind_of_quarantine(code: str) -> DeviationKind:
    """Return what kind of deviation a stamp is that waits for a decision: its badge is unknown, or another reason."""
    unknown = code in {"unknown_badge", "badge_not_held", "blocked_badge"}
    return DeviationKind.UNKNOWN_BADGE if unknown else DeviationKind.QUARANTINED
