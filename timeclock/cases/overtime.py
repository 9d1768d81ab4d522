"""Cases of overtime and extra work, of premiums as time, and of long-term credit."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

from timeclock.cases.comparing import Answers
from timeclock.cases.world import Question, Said, World
from timeclock.core import extra_duty, long_term, overtime, premium_time
from timeclock.core.overtime import OrderedWeek
from timeclock.core.plans import WEEK_DAYS
from timeclock.core.spans import MINUTE, ZERO

# What the figures of a case that has no date of its own are those of.
TODAY = date(2026, 11, 2)


def weeks(said: Said) -> Question:
    """Ask what is left of ordered weeks: as extra work up to the full-time hours, as overtime above."""
    found = [
        OrderedWeek(_minutes(each["ordered_extra_min"]), _minutes(each["compensated_min"])) for each in said["weeks"]
    ]
    own, full = _minutes(said["person"]["weekly_minutes"]), said["person"].get("fulltime_threshold_min")

    def answer(world: World) -> Answers:
        threshold = world.law.overtime.on(TODAY).full_week if full is None else _minutes(full)
        left = overtime.by_week(found, max(threshold - own, ZERO))
        return {
            "mehrarbeit_min": sum((each.extra_work for each in left), ZERO) / MINUTE,
            "ueberstunden_min": sum((each.overtime for each in left), ZERO) / MINUTE,
        }

    return answer


def corridor(said: Said) -> Question:
    """Ask what of a week lies above the corridor."""
    week, upper = _minutes(said["week_min"]), _minutes(said["corridor_max_min"])
    return lambda _: {"ueberstunden_min": overtime.above_corridor(week, upper) / MINUTE}


def premium_to_time(said: Said) -> Question:
    """Ask what a premium is worth as time."""
    amount, percent = _minutes(said["minutes"]), said["percent"]
    return lambda _: {"time_min": premium_time.as_time(amount, percent) / MINUTE}


def block(said: Said) -> Question:
    """Ask what so many weeks of a block put into long-term credit, or take out."""
    worked, paid = _minutes(said["weekly_work_min"]), _minutes(said["weekly_paid_min"])
    days = Fraction(said["weeks"]) * WEEK_DAYS
    return lambda _: {"wertguthaben_min": float(long_term.amount(worked, paid, days))}


def month_of_duty(said: Said) -> Question:
    """Ask what of an official's month is compensated."""
    month = _minutes(said["month_min"])
    return lambda world: {"compensate_min": extra_duty.to_compensate(month, world.law.extra_duty.on(TODAY)) / MINUTE}


def year_of_duty(said: Said) -> Question:
    """Ask what of an official's year may be paid."""
    year = _minutes(said["year_min"])
    return lambda world: {"payable_min": extra_duty.payable(year, world.law.extra_duty.on(TODAY)) / MINUTE}


def _minutes(length: float) -> timedelta:
    return timedelta(minutes=length)
