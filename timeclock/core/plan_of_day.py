"""Which plan holds today: the special plan of the day, the roster, what the stamps show, or the assigned pattern."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from timeclock.core import minors
from timeclock.core.attribution import DayWork
from timeclock.core.breaks import deduction
from timeclock.core.day import PersonFile
from timeclock.core.duties import SHIFTS, DutiesByDay, Duty, DutyKind
from timeclock.core.lines import Reason
from timeclock.core.plans import BreakDeduction, DayPlan, PlanInForce, ShiftWork
from timeclock.core.sessions import CALLS
from timeclock.core.spans import ZERO, Span, gaps, total, union
from timeclock.core.walltime import ONE_DAY, instant, shown

OFF_DUTY = DayPlan("", ZERO)


def held(file: PersonFile, plan: PlanInForce, day: date, duties: DutiesByDay, work: DayWork) -> PlanInForce:
    """Return what holds on a day, and by what: who is rostered 6:00–14:00 today owes that, whatever her week says."""
    if not (file.special_plans or file.rostered or plan.choices):
        return plan
    key = plan.employment_id, day
    if key in file.special_plans:
        return replace(plan, plan=file.special_plans[key], held_by=Reason.SPECIAL_PLAN)
    shifts = [duty for duty in duties.get(key, ()) if duty.kind in SHIFTS]
    if shifts:
        return replace(plan, plan=_of_shifts(file, plan, day, shifts), held_by=Reason.SHIFT)
    if (plan.employment_id, day.replace(day=1)) in file.rostered:
        return replace(plan, plan=OFF_DUTY, held_by=Reason.OFF_DUTY)
    comings = [session.from_at for session in work.sessions if session.kind not in CALLS]
    if plan.choices and comings:
        begun = min(comings)
        return replace(plan, plan=recognised(plan.choices, begun, day, file.zone), held_by=Reason.RECOGNISED)
    return plan


def _of_shifts(file: PersonFile, plan: PlanInForce, day: date, shifts: Sequence[Duty]) -> DayPlan:
    """Return the plan of the day's shifts: the one the roster names, or their clocks with what is due in them."""
    if len(shifts) == 1 and shifts[0].plan is not None:
        return shifts[0].plan
    return DayPlan(", ".join(_named(duty, file.zone) for duty in shifts), due(file, plan, day, shifts))


def _named(duty: Duty, zone: ZoneInfo) -> str:
    clocks = f"{shown(duty.span.from_at, zone)}–{shown(duty.span.to_at, zone)}"
    return clocks if duty.plan is None else f"{duty.plan.code} {clocks}"


def due(file: PersonFile, plan: PlanInForce, day: date, shifts: Iterable[Duty]) -> timedelta:
    """Return what a day's shifts ask for: the targets of the plans they name, and what their clocks do."""
    several = list(shifts)
    target = sum((duty.plan.target for duty in several if duty.plan is not None), ZERO)
    by_clock = [duty.span for duty in several if duty.plan is None and duty.kind is DutyKind.WORK]
    return target + _due(file, plan, day, by_clock)


def _due(file: PersonFile, plan: PlanInForce, day: date, work: Sequence[Span]) -> timedelta:
    """Return what shifts without a plan ask for: 6:00–14:30 is 8:00, the break the law asks for being off.

    What lies between two shifts is a break of the day: 5:30–12:00 and 15:00–18:00 are 9:30, as they are when worked.
    Standby on site is there to be credited; it is due only where the roster names a plan for it.
    """
    length = total(work)
    takes_none = plan.rules.break_deduction is BreakDeduction.NONE
    if takes_none or plan.rules.shift_work is ShiftWork.ROUND_THE_CLOCK:
        return length
    between = total(gaps(union(work)))
    return length - deduction(length, between, minors.breaks(file, day))


def recognised(choices: Sequence[DayPlan], begun: datetime, day: date, zone: ZoneInfo) -> DayPlan:
    """Return the plan whose beginning is nearest: of 6:00, 14:00 and 22:00, coming at 9:30 is the first.

    Of two as near it is the one that begins earlier in the day; one whose beginning is not known is the last choice.
    """
    return min(choices, key=lambda plan: (_apart(plan, begun, day, zone), plan.begins or time.min))


def _apart(plan: DayPlan, begun: datetime, day: date, zone: ZoneInfo) -> timedelta:
    """Return how far a coming lies from a plan's beginning: a night from 22:00 is near for who comes at 0:10, too."""
    clock = plan.begins
    if clock is None:
        return timedelta.max
    return min(abs(begun - instant(near, clock, zone)) for near in (day - ONE_DAY, day, day + ONE_DAY))
