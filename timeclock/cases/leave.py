"""Cases of leave: what a year gives, which days use it up, until when it can be taken, and days in place of pay."""

from __future__ import annotations

from collections import Counter
from datetime import date
from fractions import Fraction
from typing import Any

from timeclock.cases.comparing import Answers
from timeclock.cases.course import EMPLOYMENT, TARIFF
from timeclock.cases.world import Question, Said, World
from timeclock.core import leave
from timeclock.core.chosen_days import exchange_days
from timeclock.core.leave_expiry import Unused, expiry
from timeclock.core.leave_months import full_calendar_months
from timeclock.core.leave_use import used_days
from timeclock.core.leave_year import LeaveKind, LeaveYear, ShiftMonths, WorkedDays
from timeclock.core.lines import Reason
from timeclock.core.plans import DayPlan, ModelRules, PlanInForce
from timeclock.core.spans import MINUTE, ZERO, DaySpan
from timeclock.core.walltime import ONE_DAY

# As the terms name them; what is said in no other way is under no tariff.
REGIMES = {"beamter": "azvo_nrw"}
EXCHANGED = "tauschtag"
FROM_BIRTH = "jarbschg"
YEAR = 12
# The day on which a case of exchange days is declared that has no date of its own.
DECLARED = date(2026, 8, 3)


def entitlement(said: Said) -> Question:
    """Ask how many days of leave a year gives."""
    year = _year(said["leave"])
    return lambda world: {"days": float(sum((each.days for each in leave.granted(year, world.law.leave)), Fraction()))}


def _year(told: Said) -> LeaveYear:
    year, regime = int(told["year"]), str(told["regime"])
    said_weeks = told.get("segments_year") or [[YEAR, told["days_per_week"]]]
    weeks = tuple(WorkedDays(Fraction(str(months)), int(days)) for months, days in said_weeks)
    entry, last = _day(told.get("entry")), _day(told.get("exit"))
    found = LeaveYear(
        year,
        REGIMES.get(regime, regime),
        weeks,
        entry,
        last,
        reduced=_reduced(told, year),
        born_on=_day(told.get("birth")) if regime == FROM_BIRTH else None,
        retires=bool(told.get("retirement", False)),
        round_the_clock=_shifts(told.get("wechselschicht_months")),
        shifts=_shifts(told.get("schicht_months")),
    )
    return found.with_disability(_day(told.get("sb_from")))


def _day(said: str | None) -> date | None:
    return None if said is None else date.fromisoformat(said)


def _shifts(months: int | None) -> tuple[ShiftMonths, ...]:
    return (ShiftMonths(int(months)),) if months else ()


def _reduced(told: Said, year: int) -> int:
    """Return the months that are said to reduce the year, or those of parental leave without work."""
    if told.get("months_reduced") is not None:
        return int(told["months_reduced"])
    if not told.get("parental") or told.get("parental_parttime"):
        return 0
    first, last = (date.fromisoformat(each) for each in told["parental"])
    return full_calendar_months(DaySpan(first, last + ONE_DAY), year)


def use(said: Said) -> Question:
    """Ask which days of a period use up leave."""
    first, last = (date.fromisoformat(said[key]) for key in ("period_start", "period_end"))
    days = DaySpan(first, last + ONE_DAY)
    plans = {day: _plan(said, day) for day in days}
    sick = frozenset(date.fromisoformat(each) for each in said.get("attested_sick") or ())

    def answer(world: World) -> Answers:
        used = used_days(days, plans, world.calendar(days), world.law, sick)
        return {"days": len(used), **Counter(f"by_year.{day.year}" for day in used)}

    return answer


def _plan(said: Said, day: date) -> PlanInForce:
    """Return what holds on a day: a shift where a roster names it, or work on the person's working days."""
    roster = said.get("roster")
    works = day.isoformat() in roster if roster is not None else day.isoweekday() in said["person"]["workdays"]
    plan = DayPlan("plan", 8 * 60 * MINUTE if works else ZERO)
    held_by = Reason.PATTERN if roster is None else Reason.SHIFT
    return PlanInForce(EMPLOYMENT, plan, ModelRules(), regime=TARIFF, held_by=held_by)


def lapse(said: Said) -> Question:
    """Ask until when leave of a year can be taken."""
    regime = str(said["regime"])
    unused = Unused(
        LeaveKind.EXCHANGE if regime == EXCHANGED else LeaveKind.ANNUAL,
        int(said["leave_year"]),
        REGIMES.get(regime, regime),
        ill=bool(said.get("continuously_ill", False)),
        worked=bool(said.get("worked_in_leave_year", False)),
        returned_on=_day(said.get("maternity_return")),
        **_flags(said, informed="informed", ground="ground", prevented="prevented_q1"),
    )

    def answer(world: World) -> Answers:
        until = expiry(unused, world.law.leave).on
        return {"expires": None if until is None else until.isoformat()}

    return answer


def _flags(said: Said, **names: str) -> dict[str, Any]:
    return {ours: bool(said.get(theirs, False)) for ours, theirs in names.items()}


def exchange(said: Said) -> Question:
    """Ask how many of the exchange days wanted are bought."""
    days_per_week, wanted = int(said["days_per_week"]), int(said["requested"])

    def answer(world: World) -> Answers:
        return {"granted_max": exchange_days(world.law.leave.exchange.on(DECLARED), days_per_week, wanted)}

    return answer
