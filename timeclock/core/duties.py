"""Duties of a published roster: who is to work, to be there, or to be within reach, from when to when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from timeclock.core import credit_days
from timeclock.core.credit_days import AttributionOn
from timeclock.core.plans import DayPlan
from timeclock.core.session_kinds import KindsOfWork, SessionKind
from timeclock.core.spans import Span, union
from timeclock.core.walltime import local_day


class DutyKind(StrEnum):
    """work: a shift; standby_on_site: Bereitschaftsdienst, at the place of work; on_call: Rufbereitschaft, at home.

    lessons and preparation say what the work of these hours is: teaching, or time away from the children (SuE).
    """

    WORK = "work"
    STANDBY_ON_SITE = "standby_on_site"
    ON_CALL = "on_call"
    LESSONS = "lessons"
    PREPARATION = "preparation"


# Who has one of these in a month is free on its other days; the others owe nothing.
SHIFTS = frozenset({DutyKind.WORK, DutyKind.STANDBY_ON_SITE})
WORK_OF = {
    DutyKind.STANDBY_ON_SITE: SessionKind.STANDBY_ON_SITE,
    DutyKind.LESSONS: SessionKind.LESSONS,
    DutyKind.PREPARATION: SessionKind.PREPARATION,
}


@dataclass(frozen=True, slots=True)
class Duty:
    """One employment's duty; `plan` is the model's day plan the roster names for it, if it names one.

    `told_at` is when it was published.
    """

    employment_id: int
    kind: DutyKind
    span: Span
    plan: DayPlan | None = None
    told_at: datetime | None = None

    def day(self, zone: ZoneInfo) -> date:
        """Return the civil day it begins on; a night shift 22:00–06:00 is the evening's."""
        return local_day(self.span.from_at, zone)


DutiesByDay = Mapping[tuple[int, date], tuple[Duty, ...]]


def by_day(duties: Iterable[Duty], zone: ZoneInfo, attribution_on: AttributionOn | None = None) -> DutiesByDay:
    """Return the duties of each (employment, day), in order: of the day they begin on, or the one credited with them.

    `attribution_on`: where models credit otherwise than to the day a shift begins on.
    """
    found: dict[tuple[int, date], tuple[Duty, ...]] = {}
    for duty in sorted(duties, key=_in_order):
        key = duty.employment_id, _credited_on(duty, zone, attribution_on)
        found[key] = (*found.get(key, ()), duty)
    return found


def _in_order(duty: Duty) -> tuple[int, Span, str, str]:
    return duty.employment_id, duty.span, duty.kind, "" if duty.plan is None else duty.plan.code


def _credited_on(duty: Duty, zone: ZoneInfo, attribution_on: AttributionOn | None) -> date:
    """Return the day that owes a duty; who is on call owes nothing and is on call since the day it begins."""
    begun = duty.day(zone)
    if attribution_on is None or duty.kind is DutyKind.ON_CALL:
        return begun
    attribution = attribution_on(duty.employment_id, begun)
    if attribution is None:
        return begun
    day = credit_days.day_of([duty.span], attribution, zone)
    return begun if attribution_on(duty.employment_id, day) is None else day


def kinds(duties: Iterable[Duty], employment_id: int) -> KindsOfWork:
    """Return of what kind an employment's work is in which hours, merged; where kinds overlap the first holds."""
    spans: dict[DutyKind, list[Span]] = {}
    for duty in duties:
        if duty.employment_id == employment_id and duty.kind in WORK_OF:
            spans.setdefault(duty.kind, []).append(duty.span)
    return tuple((WORK_OF[kind], union(spans[kind])) for kind in WORK_OF if kind in spans)
