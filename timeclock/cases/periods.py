"""Cases of periods: averages, Sundays of a year, and weeks."""

from __future__ import annotations

from datetime import date, timedelta

from timeclock.cases.comparing import Answers
from timeclock.cases.world import Question, Said, World
from timeclock.core import averages, minor_weeks, night_workers, substitutes, sundays
from timeclock.core.periods import PeriodKind
from timeclock.core.spans import MINUTE, DaySpan
from timeclock.core.walltime import ONE_DAY

# What the figures of a case that has no date of its own are those of.
TODAY = date(2026, 11, 2)


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
