"""The bill of a day: signed lines, each with a reason, the rule and its citation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from enum import StrEnum

from timeclock.core.dated import Since
from timeclock.core.spans import ZERO, Span


class Part(StrEnum):
    """Which sum a line belongs to."""

    WORKED = "worked"
    TARGET = "target"


class Reason(StrEnum):
    """Why a line is on the bill."""

    WORK = "work"
    ERRAND = "errand"
    MOBILE_WORK = "mobile_work"
    CALL_OUT = "call_out"
    REMOTE_CALL = "remote_call"
    STANDBY_ON_SITE = "standby_on_site"
    STANDBY_SHARE = "standby_share"
    LESSONS = "lessons"
    LESSONS_COUNT = "lessons_count"
    PREPARATION = "preparation"
    BREAK_DEDUCTED = "break_deducted"
    BREAK_CONTESTED = "break_contested"
    BREAK_PAID = "break_paid"
    OUTSIDE_FRAME = "outside_frame"
    ORDERED = "ordered"
    DOUBLED_STAMP = "doubled_stamp"
    WRONG_KEY = "wrong_key"
    HONORARY = "honorary"
    PATTERN = "pattern"
    PATTERN_LESSONS = "pattern_lessons"
    SPECIAL_PLAN = "special_plan"
    SHIFT = "shift"
    OFF_DUTY = "off_duty"
    RECOGNISED = "recognised"
    HOLIDAY = "holiday"
    HOLIDAY_SHARE = "holiday_share"
    HOLIDAY_PAID = "holiday_paid"
    CLOSED_DAY = "closed_day"
    ABSENT = "absent"
    ABSENT_REST = "absent_rest"
    ABSENT_NO_TARGET = "absent_no_target"
    ABSENT_NO_CREDIT = "absent_no_credit"
    ABSENT_PRESENT = "absent_present"
    GIVEN_BACK = "given_back"
    STAYS_OFF = "stays_off"
    OFFICE = "office"
    RELEASED = "released"
    NOT_RECORDED = "not_recorded"
    COUNTED = "counted"
    CALLED_REST = "called_rest"
    NURSING = "nursing"
    TRIP = "trip"
    SCHOOL_HOURS = "school_hours"
    SCHOOL_DAY = "school_day"
    SCHOOL_BLOCK = "school_block"


@dataclass(frozen=True, slots=True)
class Line:
    """One signed amount; the lines of one part add up to that part's figure.

    `rule` is a rule id of the rulebook (`BRK-PLATEAU`), `citation` the law, tariff or agreement as people cite it.
    `figures` holds what the sentence about the line needs (minutes as int, clocks as "HH:MM").
    `since`: from when on the figure of law or of the model holds that the line uses; None where it uses none.
    """

    part: Part
    reason: Reason
    amount: timedelta
    rule: str
    citation: str
    span: Span | None = None
    figures: Mapping[str, int | str] = field(default_factory=dict)
    since: Since | None = None


def holding(lines: Iterable[Line], since: Since | None) -> tuple[Line, ...]:
    """Return lines with the day on which the figures began that they use."""
    return tuple(replace(line, since=since) for line in lines)


def total_of(lines: Iterable[Line], part: Part) -> timedelta:
    """Return the sum of one part: +4:00 +4:30 −0:30 is 8:00 worked."""
    return sum([line.amount for line in lines if line.part is part], ZERO)
