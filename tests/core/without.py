"""The rules of the evaluation taken away, one at a time, by changing a person's file and nothing of the code."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, time, timedelta
from fractions import Fraction
from typing import Any

from timeclock.core.absences import Absence, Credit
from timeclock.core.counted import CREDITS
from timeclock.core.dated import Dated
from timeclock.core.day import PersonFile
from timeclock.core.duties import SHIFTS, DutyKind
from timeclock.core.holidays import HolidayCalendar, HolidayKind
from timeclock.core.plans import BreakDeduction, DayPlan, PlanInForce, ShiftWork
from timeclock.core.protections import ProtectionKind
from timeclock.core.spans import ZERO

Without = Callable[[PersonFile], PersonFile]
WORKING_DAYS = 5
WEEK_DAYS = 7


def _plans(change: Callable[[PlanInForce], PlanInForce]) -> Without:
    return lambda file: replace(file, plans={key: change(plan) for key, plan in file.plans.items()})


def _day_plans(change: Callable[[DayPlan], DayPlan]) -> Without:
    return _plans(lambda held: held if held.plan is None else replace(held, plan=change(held.plan)))


def _rules(**figures: Any) -> Without:
    return _plans(lambda held: replace(held, rules=replace(held.rules, **figures)))


def _deduction(taken: BreakDeduction, instead: BreakDeduction) -> Without:
    """Let those with one way of deducting breaks have another."""

    def change(held: PlanInForce) -> PlanInForce:
        return (
            held
            if held.rules.break_deduction is not taken
            else replace(held, rules=replace(held.rules, break_deduction=instead))
        )

    return _plans(change)


def _unprotected(kind: ProtectionKind) -> Without:
    """Let nobody know that a protection of this kind holds."""
    return lambda file: replace(file, protections=tuple(each for each in file.protections if each.kind is not kind))


def _calendar_without(kind: HolidayKind) -> Without:
    return lambda file: replace(
        file, calendar=HolidayCalendar({day: each for day, each in file.calendar.days.items() if each.kind is not kind})
    )


def _even_weeks(file: PersonFile) -> PersonFile:
    """Share what is due in each week evenly out to its Monday to Friday."""
    due: dict[tuple[int, int], list[timedelta]] = {}
    for (_, day), held in file.plans.items():
        due.setdefault(day.isocalendar()[:2], []).append(ZERO if held.plan is None else held.plan.target)

    def even(day: date, held: PlanInForce) -> PlanInForce:
        week = due[day.isocalendar()[:2]]
        cut_short = len(week) < WEEK_DAYS  # the days around the month, which no story speaks of
        target = sum(week, ZERO) // WORKING_DAYS if day.isoweekday() <= WORKING_DAYS else ZERO
        return held if held.plan is None or cut_short else replace(held, plan=replace(held.plan, target=target))

    return replace(file, plans={key: even(key[1], held) for key, held in file.plans.items()})


def _due_without(held: PlanInForce, **figures: Any) -> PlanInForce:
    """Return a plan with what the terms alone make due, as if the model said nothing of it."""
    rules = replace(held.rules, **figures)
    if held.plan is None or held.weekly is None or rules == held.rules:
        return held
    due = dict(zip(held.pattern, rules.due(held.pattern, held.weekly), strict=True))
    return replace(held, rules=rules, plan=due[held.plan])


def _without_paid_breaks(file: PersonFile) -> PersonFile:
    first, figures = file.law.paid_breaks.entries[0]
    nobody = Dated("paid_breaks", ((first, replace(figures, regimes=frozenset())),))
    return replace(file, law=replace(file.law, paid_breaks=nobody))


def _absences(kept: Callable[[Absence], bool]) -> Without:
    return lambda file: replace(file, absences=tuple(each for each in file.absences if kept(each)))


def _without_own_tariff(file: PersonFile) -> PersonFile:
    """Give those of the stage the terms of the city's offices."""
    own = {key: replace(held, regime="tvoed") for key, held in file.plans.items() if held.regime == "nv_buehne"}
    return replace(file, plans={**file.plans, **own})


def _without_honorary(file: PersonFile) -> PersonFile:
    first, figures = file.law.honorary.entries[0]
    nobody = Dated("honorary", ((first, replace(figures, regimes=frozenset())),))
    return replace(file, law=replace(file.law, honorary=nobody))


def _each_block_a_day(file: PersonFile) -> PersonFile:
    """Let three hours without work begin a new working day, in place of eleven."""
    first, form = file.law.day_form.entries[0]
    gap = timedelta(hours=3)
    short = Dated("day_form", ((first, replace(form, new_day_gap=gap, same_day_gap=gap)),))
    return replace(file, law=replace(file.law, day_form=short))


def _without_presence_alone(file: PersonFile) -> PersonFile:
    """Credit the planned hours to who returns to work by stages, as to anybody unfit for work."""

    def sick(absence: Absence) -> Absence:
        is_alone = absence.reason.credit is Credit.PRESENCE
        return replace(absence, reason=replace(absence.reason, credit=Credit.PLANNED)) if is_alone else absence

    return replace(file, absences=tuple(sick(each) for each in file.absences))


RULES: dict[str, Without] = {
    "frame": _day_plans(lambda plan: replace(plan, frame=None)),
    "core_time": _day_plans(lambda plan: replace(plan, core_time=None)),
    "plateau": _deduction(BreakDeduction.PLATEAU, BreakDeduction.NONE),
    "no_deduction": _deduction(BreakDeduction.NONE, BreakDeduction.PLATEAU),
    "school": _absences(lambda each: each.reason.credit is not Credit.SCHOOL),
    "study_phases": _absences(lambda each: each.reason.code != "study_phase"),
    "own_tariff": _without_own_tariff,
    "one_working_day": _each_block_a_day,
    "on_demand": _rules(on_demand=None),
    "honorary": _without_honorary,
    "counted": _absences(lambda each: each.reason.credit not in CREDITS),
    "lessons": _rules(lessons=None),
    "lesson_free": _absences(lambda each: each.reason.code != "lesson_free"),
    "kinds_of_work": lambda file: replace(file, duties=tuple(each for each in file.duties if each.kind in SHIFTS)),
    "prepares": _rules(prepares=False),
    "holidays": _calendar_without(HolidayKind.HOLIDAY),
    "closed_days": _calendar_without(HolidayKind.CLOSED),
    "pattern": _even_weeks,
    "paid_breaks": _without_paid_breaks,
    "shift_work": _rules(shift_work=ShiftWork.NONE),
    "long_duties": _rules(longest_session=timedelta(hours=16)),
    "round_the_clock": _rules(day_starts=time(4)),
    "premiums": lambda file: replace(file, law=replace(file.law, premiums=())),
    "sunday_exemption": _plans(lambda held: replace(held, sunday_exemption="")),
    "gateway": _rules(gateway=None),
    "long_term": _plans(lambda held: _due_without(held, long_term=None)),
    "season": _plans(lambda held: _due_without(held, season=Fraction(1))),
    "corridor": _rules(corridor=None),
    "daily_frame": _rules(daily_frame=False),
    "account": _rules(account=None),
    "recognition": _plans(lambda held: replace(held, choices=())),
    "on_call": lambda file: replace(
        file, duties=tuple(duty for duty in file.duties if duty.kind is not DutyKind.ON_CALL)
    ),
    "standby_level": _rules(standby_percent=100),
    "shortened_rest": _rules(shortened_rest=False),
    "standby_time": _day_plans(lambda plan: replace(plan, standby=ZERO)),
    "birth_date": lambda file: replace(file, born_on=None),
    "maternity": _unprotected(ProtectionKind.MATERNITY),
    "disability": _unprotected(ProtectionKind.DISABLED),
    "extra_work_exempt": _unprotected(ProtectionKind.EXTRA_WORK_EXEMPT),
    "outside_the_act": _unprotected(ProtectionKind.S18),
    "release": _unprotected(ProtectionKind.RELEASED),
    "parental_leave": _unprotected(ProtectionKind.PARENTAL_PART_TIME),
    "presence_alone": _without_presence_alone,
}
