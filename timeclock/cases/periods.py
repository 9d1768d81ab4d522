"""Cases of periods: averages, Sundays of a year, and weeks."""

from __future__ import annotations

from datetime import date, timedelta

from timeclock.cases.comparing import Answers
from timeclock.cases.course import Course, course_of, evaluating, minutes
from timeclock.cases.world import Question, Said, World
from timeclock.core import (
    averages,
    fire_service,
    maternity_weeks,
    minor_weeks,
    night_workers,
    standby_weeks,
    substitutes,
    sundays,
)
from timeclock.core.periods import PeriodKind
from timeclock.core.plans import WEEK_DAYS, DayPlan, ModelRules
from timeclock.core.spans import MINUTE, ZERO, DaySpan
from timeclock.core.walltime import ONE_DAY

# What the figures of a case that has no date of its own are those of.
TODAY = date(2026, 11, 2)
FIRE_BRIGADE = "azvofeu_nrw"
OF_AGE = 18


def average(said: Said) -> Question:
    """Ask whether a window keeps eight hours per working day."""
    days = DaySpan(date.fromisoformat(said["window_start"]), date.fromisoformat(said["window_end"]) + ONE_DAY)
    neutral = frozenset(date.fromisoformat(each) for each in said.get("neutral_dates") or ())
    worked = _minutes(said["worked_min"])

    def answer(world: World) -> Answers:
        figures = world.law.averages.on(days.from_day)
        found = averages.average(days, neutral, world.calendar(days), figures.window.each_day)
        return {"werktage": found.werktage, "limit_min": found.limit / MINUTE, "ok": worked <= found.limit}

    return answer


def night_worker(said: Said) -> Question:
    """Ask whether somebody is a night worker."""
    night_days, rotating = int(said["night_days"]), bool(said.get("rotating_night_shift", False))

    def answer(world: World) -> Answers:
        figures = world.law.night_workers.on(TODAY)
        return {"is_nachtarbeitnehmer": night_workers.is_night_worker(night_days, figures, rotating=rotating)}

    return answer


def substitute_day(said: Said) -> Question:
    """Ask whether a free day may stand for a worked Sunday or holiday."""
    worked, free = (date.fromisoformat(said[key]) for key in ("worked", "substitute"))

    def answer(world: World) -> Answers:
        asked = substitutes.substitute_for(worked, world.law.substitutes.on(worked))
        kind = "sunday" if asked.kind is PeriodKind.SUBSTITUTE_SUNDAY else "holiday"
        ok = substitutes.serves(free, asked, world.calendar(asked.days))
        return {"kind": kind, "latest": asked.latest.isoformat(), "ok": ok}

    return answer


def fire_shift(said: Said) -> Question:
    """Ask how long duties of the fire brigade are."""
    course = course_of(said, regime=FIRE_BRIGADE)
    return evaluating(course, lambda result: {"working_min": sum(minutes(day.present) for day in result.days)})


def fire_target(said: Said) -> Question:
    """Ask what is due in a week with holidays."""
    weekly = _minutes(said["person"]["weekly_minutes"])
    days = DaySpan(date.fromisoformat(said["week_start"]), date.fromisoformat(said["week_end"]) + ONE_DAY)
    duties = {no: DayPlan("Dienst", weekly if no == 1 else ZERO) for no in range(1, WEEK_DAYS + 1)}
    course = Course((), ModelRules(), FIRE_BRIGADE, duties, period=days, weekly=weekly)
    return evaluating(course, lambda result: {"target_min": sum(minutes(day.target) for day in result.days)})


def fire_average(said: Said) -> Question:
    """Ask whether weeks keep the average of the fire brigade, each of them or all in all."""
    weeks, opt_out = [_minutes(each) for each in said["week_minutes"]], bool(said["person"].get("opt_out", False))
    looked_at = weeks if said["policy"].get("reference") == "each_week" else [sum(weeks, ZERO)]

    def answer(world: World) -> Answers:
        limit = minutes(fire_service.longest_week(world.law.fire.on(TODAY), opt_out=opt_out))
        days = len(weeks) * WEEK_DAYS // len(looked_at)
        all_in_all = fire_service.weekly_average(sum(weeks, ZERO), len(weeks) * WEEK_DAYS)
        ok = all(fire_service.weekly_average(each, days) <= limit for each in looked_at)
        return {"limit_min": limit, "avg_min": float(all_in_all), "ok": ok}

    return answer


def free_sundays(said: Said) -> Question:
    """Ask whether enough Sundays of a year were free."""
    year = DaySpan(date(int(said["year"]), 1, 1), date(int(said["year"]) + 1, 1, 1))
    worked, asked = int(said["worked_sundays"]), said["policy"].get("min_free_sundays")

    def answer(world: World) -> Answers:
        least = world.law.averages.on(year.from_day).free_sundays if asked is None else int(asked)
        found = sundays.free_sundays(year, worked)
        return {"sundays": found.sundays, "free": found.free, "ok": found.free >= least}

    return answer


def minor_week(said: Said) -> Question:
    """Ask what a minor's week breaks."""
    worked = [_minutes(each) for each in said["day_minutes"]]

    def answer(world: World) -> Answers:
        found = minor_weeks.too_much(worked, worked, world.law.minors.on(TODAY))
        return {"violations": frozenset(code.value for code in found)}

    return answer


def _minutes(length: float) -> timedelta:
    return timedelta(minutes=length)


def double_week(said: Said) -> Question:
    """Ask whether a pregnant woman's double week is not too long."""
    worked, minor = _minutes(said["double_week_min"]), int(said["person"].get("age", OF_AGE)) < OF_AGE

    def answer(world: World) -> Answers:
        limit = maternity_weeks.longest_double_week(world.law.maternity.on(TODAY), minor=minor)
        return {"limit_min": minutes(limit), "ok": worked <= limit}

    return answer


def maternity_month(said: Said) -> Question:
    """Ask whether a pregnant woman's month holds no more than her contractual hours."""
    limit = maternity_weeks.longest_month(_minutes(said["weekly_min"]), int(said["days_in_month"]))
    worked = int(said["worked_min"])
    return lambda _: {"limit_min": float(limit), "ok": worked <= limit}


def standby_time(said: Said) -> Question:
    """Ask whether a week of work and standby time keeps both limits."""
    full, standby = _minutes(said["vollarbeit_min"]), _minutes(said["bereitschaft_min"])

    def answer(world: World) -> Answers:
        counts = standby_weeks.counted(full, standby, world.law.standby_time.on(TODAY).percent)
        ok = standby_weeks.is_right(counts, full + standby, world.law.standby_weeks.on(TODAY))
        return {"counted_min": counts / MINUTE, "total_min": minutes(full + standby), "ok": ok}

    return answer
