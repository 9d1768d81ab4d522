"""Which days of an absence use up leave: those on which there would have been work (LEAVE-CONSUME)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from timeclock.core import duties, plan_of_day
from timeclock.core.attribution import DayWork
from timeclock.core.day import PersonFile
from timeclock.core.figures import LawFigures
from timeclock.core.holidays import HolidayCalendar
from timeclock.core.lines import Reason
from timeclock.core.plans import PlanInForce
from timeclock.core.spans import ZERO


def used_days(
    days: Iterable[date],
    plans: Mapping[date, PlanInForce],
    calendar: HolidayCalendar,
    law: LawFigures,
    sick: frozenset[date] = frozenset(),
) -> tuple[date, ...]:
    """Return the days that use up leave: planned ones, no holiday or closed day, nor sick with a certificate.

    Who is rostered on a holiday uses leave on it (BAG 9 AZR 430/11); so does the watch of the fire brigade.
    """
    planned = (day for day in days if day not in sick and day in plans)
    return tuple(day for day in planned if _would_work(day, plans[day], calendar, law))


def _would_work(day: date, held: PlanInForce, calendar: HolidayCalendar, law: LawFigures) -> bool:
    if held.plan is None or held.plan.target == ZERO:
        return False
    fire = law.fire.if_on(day)
    on_watch = fire is not None and held.regime in fire.regimes
    return on_watch or held.held_by is Reason.SHIFT or calendar.on(day) is None


def planned(file: PersonFile) -> Mapping[tuple[int, date], PlanInForce]:
    """Return what is planned for a person, by rosters and special plans where there are any, whatever was worked."""
    given, nothing = duties.by_day(file.duties, file.zone), DayWork()
    return {key: plan_of_day.held(file, plan, key[1], given, nothing) for key, plan in file.plans.items()}
