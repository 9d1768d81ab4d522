"""Cases of minijobs and of work on demand."""

from __future__ import annotations

from datetime import date, timedelta

from timeclock.cases.comparing import Answers
from timeclock.cases.world import Question, Said, World
from timeclock.core import minijobs, on_demand
from timeclock.core.plans import OnDemand
from timeclock.core.spans import MINUTE

# What the figures of a case that has no date of its own are those of.
TODAY = date(2026, 11, 2)


def deadline(said: Said) -> Question:
    """Ask until when a minijob's work is recorded."""
    day = date.fromisoformat(said["work_date"])
    return lambda world: {"record_until": minijobs.record_until(day, world.law.minijobs.on(day)).isoformat()}


def half(said: Said) -> Question:
    """Ask whether an account takes in no more of a month than it may."""
    contract, credited = (timedelta(minutes=said[key]) for key in ("contract_month_min", "account_month_min"))
    return lambda world: {"ok": minijobs.within_share(contract, credited, world.law.minijobs.on(TODAY))}


def limit(said: Said) -> Question:
    """Ask for the limit of a month in a year."""
    first = date(int(said["year"]), 1, 1)

    def answer(world: World) -> Answers:
        found = minijobs.limit(world.law.minimum_wage.on(first))
        return {"limit_eur": found.euros, "max_min": found.longest // MINUTE}

    return answer


def called(said: Said) -> Question:
    """Ask for the last day of a call (the day itself, OPEN-24 apart), or for what may be called in a week."""
    if "work_date" in said:
        day = date.fromisoformat(said["work_date"])
        return lambda world: {"notice_latest": on_demand.notice_latest(day, world.law.on_demand.on(TODAY)).isoformat()}
    agreed = OnDemand(_agreed(said, "agreed_min"), _agreed(said, "agreed_max"))

    def answer(world: World) -> Answers:
        found = on_demand.bounds(agreed, world.law.on_demand.on(TODAY))
        call = None if found.call is None else found.call / MINUTE
        least, most = found.least / MINUTE, found.most / MINUTE
        return {"min_call_min": least, "max_call_min": most, "week_min": least, "call_min": call}

    return answer


def _agreed(said: Said, key: str) -> timedelta | None:
    """Return the hours of a week that were agreed, written agreed_max or agreed_max_week."""
    length = said.get(key, said.get(f"{key}_week"))
    return None if length is None else timedelta(minutes=length)
